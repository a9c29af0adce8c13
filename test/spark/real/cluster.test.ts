import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createProject, type Project } from '../../rig/project.ts'
import { describeSpark } from '../../rig/python/describe-spark.ts'
import { processesBelow } from '../../rig/python/spark-server.ts'
import { configWithSpark } from '../config.ts'

/** Two executors of one core each. One that says nothing for so long is lost. */
const conf = {
  'spark.master': 'local-cluster[2,1,1024]',
  'spark.executor.memory': '512m',
  'spark.network.timeout': '20s',
  'spark.network.timeoutInterval': '5s',
  'spark.executor.heartbeatInterval': '2s',
  'spark.storage.blockManagerHeartbeatTimeoutMs': '20000',
}
const index = `
import { asset } from '#project'
import { sql } from 'assetstore'
export const numbers = asset(() => sql\`SELECT range AS id FROM range(400)\`)
export const slow = asset.python('./work.py')
export const after = asset.python('./work.py')
`
/** Each row of a task waits a little, and says in a file that its task is under way; \`after\` keeps the cluster until it is told. */
const work = `
import os, time
from pyspark.sql import DataFrame, functions as F
from assetstore import asset

folder = os.getcwd()

def wait(id):
    open(os.path.join(folder, f"began-{os.getppid()}"), "a").close()
    time.sleep(0.05)
    return id

@asset
def slow(numbers: DataFrame):
    return numbers.repartition(4).select(F.udf(wait, "bigint")("id").alias("id"))

@asset
def after(slow: DataFrame):
    open("after", "w").close()
    while not os.path.exists("go"):
        time.sleep(0.1)
    return slow
`

describeSpark('a cluster of Spark', ({ commands }) => {
  const begin = async () => {
    const files = {
      'assets.config.ts': configWithSpark(undefined, conf),
      'assets/index.ts': index,
      'assets/work.py': work,
    }
    const project = await createProject(files, { env: { VIRTUAL_ENV: join(commands, '..') } })
    const running = project.start(['materialize'])
    const began = () => readdirSync(project.folder).filter((name) => name.startsWith('began-')).length
    while (began() < 2) {
      if (running.process.exitCode !== null) throw new Error((await running.ended).stderr)
      await sleep(100)
    }
    const executors = processesBelow(running.process.pid as number, 'CoarseGrainedExecutorBackend')
    return { project, running, executor: executors[0] as number }
  }
  /** Each row once, and of the files in the store's folder none but those of the tables. */
  const expectWhole = async (project: Project) => {
    for (const name of ['slow', 'after']) {
      const query = `SELECT count(*)::INTEGER AS n, count(DISTINCT id)::INTEGER AS ids FROM ${name}`
      expect((await project.json('query', query)).rows).toEqual([{ n: 400, ids: 400 }])
    }
    expect((await project.json('verify')).ok).toBe(true)
    expect(readdirSync(join(project.folder, '.assetstore/tmp'))).toEqual([])
  }

  test('survives an executor that is killed', async () => {
    const { project, running, executor } = await begin()
    await using _ = project
    process.kill(executor, 'SIGKILL')
    writeFileSync(join(project.folder, 'go'), '')
    expect((await running.ended).exitCode).toBe(0)
    await expectWhole(project)
  })

  test('does without an executor that says nothing any more, whose tasks are made by the other', async () => {
    const { project, running, executor } = await begin()
    await using _ = project
    process.kill(executor, 'SIGSTOP')
    // By now the table is made, without it.
    while (!existsSync(join(project.folder, 'after'))) await sleep(100)
    writeFileSync(join(project.folder, 'go'), '')
    expect((await running.ended).exitCode).toBe(0)
    await expectWhole(project)
  })
})
