import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createProject, type Document, type Project, repository } from '../rig/project.ts'
import { describePython } from '../rig/python/describe.ts'
import { canHide, freePort, type SparkServer, startSail } from '../rig/python/sail-server.ts'
import { configWithSpark } from './config.ts'

const index = `
import { asset, check } from '#project'
import { sql } from 'assetstore'
import { z } from '${repository}/node_modules/zod/index.js'
export const numbers = asset(() => sql\`SELECT range AS id, 't' || range % 7 AS text FROM range(1000)\`)
export const counted = asset.python<{ text: string; rows: bigint }>('./work.py')
export const total = asset(async ({ counted }) => {
  let rows = 0n
  for await (const each of counted) rows += each.rows
  return { rows }
})
export const parts = asset.python('./work.py')
export const same = asset(({ numbers }) => sql\`SELECT id, text FROM \${numbers}\`)
export const nothing = asset.python('./work.py')
export const few = asset.python({ file: './work.py', schema: z.object({ id: z.bigint().max(2n) }), onInvalid: 'drop' })
export const none_is_negative = check.python('./work.py')
export const few_are_large = check.python({ file: './work.py', severity: 'warn' })
export const intervals = asset.python('./wrong.py')
export const variants = asset.python('./wrong.py')
export const twice = asset.python('./wrong.py')
export const no_column = asset.python('./wrong.py')
export const several = asset.python('./wrong.py')
export const late = asset.python('./late.py')
export const again = asset.python({ file: './late.py', retries: { attempts: 2, delay: 1 } })
`
const python = `
from pyspark.sql import DataFrame, functions as F
from assetstore import asset, check
from helpers import shout

@asset
def counted(numbers: DataFrame) -> DataFrame:
    return numbers.groupBy("text").agg(F.count(F.lit(1)).alias("rows"))

@asset
def parts(numbers: DataFrame) -> DataFrame:
    return numbers.repartition(3, "id")

@asset
def nothing(numbers: DataFrame):
    return numbers.where("id < 0").withColumn("later", F.lit(None)).withColumn("loud", F.udf(shout, "string")("text"))

@asset
def few(numbers: DataFrame):
    return numbers.select("id")

@check
def none_is_negative(numbers: DataFrame):
    return numbers.where("id < 0")

@check
def few_are_large(numbers: DataFrame):
    return numbers.where("id > 997")
`
const helpers = 'def shout(text): return text.upper()\n'
const wrong = `
from __future__ import annotations
from typing import TYPE_CHECKING
from pyspark.sql import functions as F
if TYPE_CHECKING:
    from pyspark.sql import DataFrame

def intervals(numbers: DataFrame):
    return numbers.select("id", F.struct(F.expr("interval '1' day").alias("it")).alias("took"))

def variants(numbers: DataFrame):
    return [numbers]

def twice(numbers: DataFrame):
    return numbers.select("id", F.col("text").alias("ID"))

def no_column(numbers: DataFrame):
    kept = numbers.select("id")
    wrong = kept.select("absent")
    print(wrong.columns)
    return wrong

def several(numbers: DataFrame):
    yield numbers
    yield numbers
`
/** Parts that a task which was given up for lost writes when the write is over, and when another try is. */
const lateParts = `
import glob, os, shutil
from pyspark.sql import DataFrame
from assetstore._spark import write

def late_part(folder):
    shutil.copy(glob.glob(os.path.join(folder, "*.parquet"))[0], os.path.join(folder, "part-00099-late.parquet"))

def late(numbers: DataFrame):
    listed = write._parts_in
    def then_written(folder):
        write._parts_in = listed
        files = listed(folder)
        late_part(folder)
        return files
    write._parts_in = then_written
    return numbers.repartition(2, "id")

def again(numbers: DataFrame):
    saved = write._save
    def then_lost(frame, folder):
        saved(frame, folder)
        write._save = saved
        with open("lost.txt", "w") as lost:
            lost.write(folder)
        raise RuntimeError("the driver is gone")
    if os.path.exists("lost.txt"):
        late_part(open("lost.txt").read())
    else:
        write._save = then_lost
    return numbers.repartition(2, "id")
`
/** One asset of Spark. */
const one = {
  'assets/index.ts':
    "import { asset } from '#project'\nexport const numbers = asset(() => [{ id: 1 }])\nexport const counted = asset.python('./work.py')\n",
  'assets/work.py': 'def counted(numbers: "pyspark.sql.DataFrame"): return numbers\n',
}
const files = {
  'assets/index.ts': index,
  'assets/work.py': python,
  'assets/helpers.py': helpers,
  'assets/wrong.py': wrong,
  'assets/late.py': lateParts,
}

describePython('sail', 'frames of Spark', ({ commands }) => {
  const env = { VIRTUAL_ENV: join(commands, '..') }
  let server: SparkServer
  let project: Project
  let steps: Readonly<Record<string, Document>> = {}
  const stepsOf = (run: Document): Readonly<Record<string, Document>> =>
    Object.fromEntries(run.steps.map((step: Document) => [step.asset, step]))
  beforeAll(async () => {
    server = await startSail(commands)
    project = await createProject({ ...files, 'assets.config.ts': configWithSpark(server.remote) }, { env })
    steps = stepsOf(await project.json('materialize'))
  })
  afterAll(async () => {
    await project[Symbol.asyncDispose]()
    await server[Symbol.asyncDispose]()
  })
  const rowsOf = async (query: string): Promise<Document[]> => (await project.json('query', query)).rows
  const errorOf = (name: string) => {
    const { code, message, at, fix } = steps[name].error
    return { code, message, at, fix }
  }

  test('are read and written by Spark, and other assets read what it wrote', async () => {
    expect(await rowsOf('SELECT * FROM total')).toEqual([{ rows: '1000' }])
  })

  test('are one table in as many files as Spark writes, with the version of its rows', async () => {
    expect(steps.parts).toMatchObject({ outcome: 'ran', rows: 1000, version: steps.same.version })
    const { path } = await project.json('show', 'parts', '--schema')
    expect([path].flat().length).toBeGreaterThan(1)
    expect(await rowsOf('SELECT count(DISTINCT id)::INTEGER AS n FROM parts')).toEqual([{ n: 1000 }])
    expect((await project.json('verify', 'parts')).ok).toBe(true)
  })

  test('have no part that is written after the write was over, by whichever try', async () => {
    for (const name of ['late', 'again']) {
      expect(steps[name]).toMatchObject({ outcome: 'ran', rows: 1000, version: steps.same.version })
      const { path } = await project.json('show', name, '--schema')
      expect([path].flat()).toHaveLength(2)
    }
    expect(readFileSync(join(project.folder, 'lost.txt'), 'utf8')).toMatch(/\.parts$/)
    expect((await project.json('verify')).ok).toBe(true)
    expect(readdirSync(join(project.folder, '.assetstore/tmp'))).toEqual([])
  })

  test('have the columns that Spark gives them where there are no rows', async () => {
    expect((await project.json('show', 'nothing', '--schema')).columns).toEqual([
      { name: 'id', type: 'INT64' },
      { name: 'text', type: 'VARCHAR' },
      { name: 'later', type: 'NULL' },
      { name: 'loud', type: 'VARCHAR' },
    ])
  })

  test('are held to a schema, and are the rows that a check finds', () => {
    expect(steps.few.rows).toBe(3)
    expect(steps.none_is_negative.outcome).toBe('ran')
    expect(steps.few_are_large.warning).toContain('2 rows fail')
  })

  test('are refused with their column where a table has no type for it', () => {
    expect(errorOf('intervals')).toEqual({
      code: 'ASSET_VALUE',
      message: 'column "took.it" has intervals, which a table has no type for',
      at: expect.stringMatching(/^assets\/wrong\.py:\d+$/),
      fix: "store a number of seconds, or make it text: F.col(column).cast('string')",
    })
    expect(errorOf('twice')).toMatchObject({
      code: 'ASSET_VALUE',
      message: 'the result has the columns "id" and "ID", which differ by case alone',
    })
    expect(errorOf('several')).toMatchObject({ code: 'ASSET_RESULT', fix: expect.stringContaining('a.unionByName(b)') })
  })

  test("fail with Spark's own words at the line of the user", () => {
    expect(errorOf('no_column')).toMatchObject({
      code: 'ASSET_FAILED',
      message: expect.stringMatching(/^AnalysisException: .*absent/),
      at: `assets/wrong.py:${wrong.split('\n').findIndex((line) => line.includes('wrong.columns')) + 1}`,
      fix: 'mend the function and run again; its lines and the stack: assets logs no_column',
    })
  })

  test('are fresh wherever Spark runs, and stale by what its SQL is set to and by their code', async () => {
    const statusOf = async (name: string) =>
      (await project.json('status')).assets.find((one: Document) => one.name === name)
    expect(await statusOf('counted')).toMatchObject({ status: 'fresh' })
    project.edit({ 'assets.config.ts': configWithSpark('sc://elsewhere:15002', { 'spark.executor.memory': '2g' }) })
    expect(await statusOf('counted')).toMatchObject({ status: 'fresh' })
    project.edit({ 'assets.config.ts': configWithSpark(server.remote, { 'spark.sql.ansi.enabled': 'false' }) })
    expect(await statusOf('counted')).toMatchObject({
      status: 'stale',
      causes: [{ kind: 'config_changed', subject: '/spark/conf/spark.sql.ansi.enabled' }],
    })
    project.edit({
      'assets.config.ts': configWithSpark(server.remote),
      'assets/helpers.py': 'def shout(text): return text.lower()\n',
    })
    expect(await statusOf('counted')).toMatchObject({ status: 'fresh' })
    expect(await statusOf('nothing')).toMatchObject({
      status: 'stale',
      causes: [{ kind: 'code_changed', subject: 'assets/helpers.py shout' }],
    })
    const packages = Object.keys((await project.json('explain', 'counted')).fingerprint.packages ?? {})
    expect(packages.join()).toMatch(/pypi:pyspark-client/)
    project.edit({ 'assets/helpers.py': helpers })
  })

  describe('without a Spark', () => {
    const failed = async (config: string) => {
      await using other = await createProject({ ...one, 'assets.config.ts': config }, { env })
      const { code, message, fix, at } = stepsOf(await other.json('materialize')).counted.error
      return { code, message, fix, at }
    }

    test('fail where nothing answers', async () => {
      const port = await freePort()
      expect(await failed(configWithSpark(`sc://127.0.0.1:${port}/;token=s3cret`))).toEqual({
        code: 'SPARK_UNAVAILABLE',
        message: `nothing answers as the Spark at sc://127.0.0.1:${port}: Connection refused`,
        fix: 'start it, or mend `spark.remote` of the project file',
        at: 'assets/work.py:1',
      })
    })

    test('fail where only the client is installed', async () => {
      expect(await failed(configWithSpark())).toMatchObject({
        code: 'PYTHON_PACKAGE',
        message: expect.stringContaining('has the client of Spark alone, which runs nothing by itself'),
        fix: expect.stringContaining("spark: { remote: 'sc://host:15002' }"),
      })
    })

    test.skipIf(!canHide())('fail where the server does not see the store', async () => {
      await using other = await createProject(one, { env })
      await using hidden = await startSail(commands, other.folder)
      other.edit({ 'assets.config.ts': configWithSpark(hidden.remote) })
      const { error } = stepsOf(await other.json('materialize')).counted
      expect(error).toMatchObject({
        code: 'SPARK_STORE',
        message: expect.stringMatching(/^the Spark at sc:\S+ does not see \S+\.parquet, which is numbers$/),
        at: 'assets/work.py:1',
        fix: 'give all of its machines the folder of the store under the same path, or let it run on this one',
      })
    })
  })
})

describePython('frames', 'frames of Spark where no Spark is installed', ({ commands }) => {
  test('are refused with the package to install', async () => {
    await using project = await createProject(one, { env: { VIRTUAL_ENV: join(commands, '..') } })
    const { steps } = await project.json('materialize')
    const step = steps.find(({ asset }: Document) => asset === 'counted')
    expect(step.error).toMatchObject({
      code: 'PYTHON_PACKAGE',
      message: expect.stringMatching(/^a table as pyspark\.sql\.DataFrame needs the package pyspark/),
      fix: expect.stringMatching(/ -m pip install pyspark$/),
    })
  })
})
