import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmdirSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** A server that speaks the protocol of Spark Connect, and starts in a second. */
export interface SparkServer extends AsyncDisposable {
  /** `sc://127.0.0.1:…` */
  readonly remote: string
}

/**
 * @param commands the folder of the commands of the environment `sail`
 * @param hidden a folder that it does not see, as if it ran on another machine: see `canHide`
 */
export async function startSail(commands: string, hidden?: string): Promise<SparkServer> {
  const port = await freePort()
  const words = [join(commands, 'sail'), 'spark', 'server', '--ip', '127.0.0.1', '--port', String(port)]
  const [command = '', ...rest] = hidden === undefined ? words : ['unshare', ...hiding, hidden, ...words]
  const server = spawn(command, rest, { stdio: 'ignore' })
  const gone = once(server, 'exit')
  while (!(await answers(port))) {
    if (server.exitCode !== null) throw new Error(`sail ended with exit code ${server.exitCode}`)
    await sleep(50)
  }
  return {
    remote: `sc://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.kill('SIGKILL')
      await gone
    },
  }
}

/** A name space of its own, in which an empty file system lies over the folder. */
const hiding = ['-rm', 'sh', '-c', 'mount -t tmpfs none "$0" && exec "$@"']

/** Whether this machine lets a process have one. */
export const canHide = (): boolean => {
  const folder = mkdtempSync(join(tmpdir(), 'hidden-'))
  try {
    return spawnSync('unshare', [...hiding, folder, 'true'], { stdio: 'ignore' }).status === 0
  } finally {
    rmdirSync(folder)
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('a server on no port')
  return address.port
}

export async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
