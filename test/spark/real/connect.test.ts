import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createProject, type Document, type Project } from '../../rig/project.ts'
import { describeSpark } from '../../rig/python/describe-spark.ts'
import type { SparkServer } from '../../rig/python/sail-server.ts'
import { startSpark } from '../../rig/python/spark-server.ts'
import { configWithSpark } from '../config.ts'
import { versionsOfValues } from '../values-project.ts'

const index = `
import { asset } from '#project'
import { sql } from 'assetstore'
export const numbers = asset(() => sql\`SELECT range AS id FROM range(100000)\`)
export const parts = asset.python('./work.py')
export const slow = asset.python('./work.py')
export const late = asset.python({ file: './work.py', timeout: '20s' })
export const zero = asset.python('./work.py')
export const absent = asset.python('./work.py')
`
/** Both write a byte for each row, so that it is seen whether somebody is at work. */
const work = `
import os, time
from pyspark.sql import DataFrame, functions as F
from assetstore import asset

folder = os.getcwd()

@F.udf("string")
def shout(id): return f"{id}!"

def beating(numbers, name):
    path = os.path.join(folder, name)
    def beat(id):
        with open(path, "a") as file:
            file.write(".")
        time.sleep(0.05)
        return id
    return numbers.coalesce(1).select(F.udf(beat, "bigint")("id").alias("id"))

@asset
def parts(numbers: DataFrame): return numbers.repartition(4).withColumn("loud", shout("id"))

@asset
def slow(numbers: DataFrame): return beating(numbers, "slow.txt")

@asset
def late(numbers: DataFrame): return beating(numbers, "late.txt")

@asset
def zero(numbers: DataFrame):
    return numbers.select(
        F.lit(1) / F.col("id")  # of zero
    )

@asset
def absent(numbers: DataFrame):
    return numbers.select(F.col("absent"))
`

describeSpark('a server of Spark Connect', ({ commands }) => {
  const env = { VIRTUAL_ENV: join(commands, '..') }
  let server: SparkServer
  let project: Project
  beforeAll(async () => {
    server = await startSpark(commands)
    const files = {
      'assets.config.ts': configWithSpark(server.remote),
      'assets/index.ts': index,
      'assets/work.py': work,
    }
    project = await createProject(files, { env })
  })
  afterAll(async () => {
    await project[Symbol.asyncDispose]()
    await server[Symbol.asyncDispose]()
  })
  const stepOf = async (name: string): Promise<Document> =>
    (await project.json('materialize', name)).steps.find(({ asset }: Document) => asset === name)
  const lineOf = (text: string) => `assets/work.py:${work.split('\n').findIndex((line) => line.includes(text)) + 1}`
  const sizeOf = (name: string) =>
    existsSync(join(project.folder, name)) ? statSync(join(project.folder, name)).size : 0
  /** Returns when nothing was written for as long as forty rows take. */
  const isStill = async (name: string) => {
    for (let before = -1; before !== sizeOf(name); await sleep(2_000)) before = sizeOf(name)
  }

  test('writes the parts, and counts them', async () => {
    expect(await stepOf('parts')).toMatchObject({ outcome: 'ran', rows: 100_000 })
    const [{ n }] = (await project.json('query', 'SELECT count(DISTINCT id)::INTEGER AS n FROM parts')).rows
    expect(n).toBe(100_000)
  })

  test('fails in its own words, at the line that an expression is from', async () => {
    expect((await stepOf('zero')).error).toMatchObject({
      message: expect.stringMatching(/^ArithmeticException: \[DIVIDE_BY_ZERO\] Division by zero\./),
      at: lineOf('# of zero'),
    })
    expect((await stepOf('absent')).error).toMatchObject({
      message: expect.stringMatching(/^AnalysisException: \[UNRESOLVED_COLUMN\.WITH_SUGGESTION\]/),
      // A server looks at a name when the frame is written, and says nothing of the line that it is from.
      at: expect.stringMatching(/^assets\/work\.py:\d+$/),
    })
  })

  test('ends what it does on Ctrl-C', async () => {
    const running = project.start(['materialize', 'slow'])
    while (sizeOf('slow.txt') === 0) await sleep(50)
    running.process.kill('SIGINT')
    expect((await running.ended).exitCode).toBe(130)
    await isStill('slow.txt')
    expect((await project.json('status', 'slow')).assets).toMatchObject([{ status: 'missing' }])
  })

  test('ends what it does when the time of an asset is over', async () => {
    expect((await stepOf('late')).error).toMatchObject({ code: 'ASSET_TIMEOUT' })
    await isStill('late.txt')
  })

  test('gives back the values that it was given', async () => {
    const { before, after, errors } = await versionsOfValues(commands, server.remote)
    const { time, ubigint, ...others } = before
    expect(after).toMatchObject(others)
    // Spark has no numbers without a sign: it is a decimal of 20 digits.
    expect(after.ubigint).not.toBe(ubigint)
    expect(Object.keys(errors)).toEqual(['time'])
  })
})
