import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { answers, freePort, type SparkServer } from './sail-server.ts'

/** A server of Spark Connect, out of the package `pyspark`. */
export async function startSpark(commands: string): Promise<SparkServer> {
  const port = await freePort()
  const library = join(commands, '../lib')
  const home = join(library, readdirSync(library)[0] as string, 'site-packages/pyspark')
  const conf = {
    'spark.connect.grpc.binding.address': '127.0.0.1',
    'spark.connect.grpc.binding.port': port,
    'spark.ui.enabled': false,
    'spark.driver.host': '127.0.0.1',
    'spark.driver.bindAddress': '127.0.0.1',
    'spark.sql.shuffle.partitions': 4,
  }
  const words = ['--class', 'org.apache.spark.sql.connect.service.SparkConnectServer', '--master', 'local[2]']
  for (const [name, value] of Object.entries(conf)) words.push('--conf', `${name}=${value}`)
  const env = { ...process.env, SPARK_HOME: home, PYSPARK_PYTHON: join(commands, 'python') }
  const stdio = 'ignore'
  const server = spawn(join(home, 'bin/spark-submit'), [...words, 'spark-internal'], { env, stdio, detached: true })
  const gone = once(server, 'exit')
  while (!(await answers(port))) {
    if (server.exitCode !== null) throw new Error(`Spark ended with exit code ${server.exitCode}`)
    await sleep(200)
  }
  return {
    remote: `sc://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      process.kill(-(server.pid as number), 'SIGKILL')
      await gone
    },
  }
}

/** The processes of this machine below another one whose command has a word, such as the executors of a cluster. */
export function processesBelow(root: number, word: string): readonly number[] {
  const parents = new Map<number, number>()
  const found: number[] = []
  for (const name of readdirSync('/proc')) {
    const pid = Number(name)
    if (!Number.isInteger(pid)) continue
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      parents.set(pid, Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]))
      if (readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(word)) found.push(pid)
    } catch {
      // It has ended meanwhile.
    }
  }
  const isBelow = (pid: number): boolean => {
    const parent = parents.get(pid)
    return parent !== undefined && (parent === root || isBelow(parent))
  }
  return found.filter(isBelow)
}
