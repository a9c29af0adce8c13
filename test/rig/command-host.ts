import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'

/** One command: what its process would be started with. */
export interface HostedCommand {
  readonly words: readonly string[]
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
  readonly input: string
}
export interface HostedAnswer {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}
/** `again` where Node keeps something of an earlier command that has changed since, or too much: a new process has to run it. */
export type HostReply = HostedAnswer | 'again'

interface Host {
  readonly process: ChildProcess
  /** What Node itself was started with: its words, and what it loads before all else. */
  readonly nodeOptions: string | undefined
  /** What it wrote past its commands: the last words of one that is broken. */
  readonly said: readonly string[]
}

/** Those that wait for a command, the longest first. Most tests run one at a time, and some two or three. */
const idle: Host[] = []
const mostIdle = 3

/**
 * Runs a command in a process that has run commands before, also those of other files of this worker, which takes a fifth of the time of
 * a new one. A command that comes while another one runs gets a process of its own, so that two are never one to a lock or a lease, and so
 * does one with another `NODE_OPTIONS`, which Node reads at its start alone.
 *
 * @throws Error where the process ends before the command has answered
 */
export async function runHosted(command: HostedCommand): Promise<HostedAnswer> {
  const host = takeIdle(command.env.NODE_OPTIONS) ?? startHost(command.env.NODE_OPTIONS)
  const reply = await ask(host, command)
  if (reply === 'again') {
    host.process.disconnect()
    return runHosted(command)
  }
  idle.push(host)
  if (idle.length > mostIdle) idle.shift()?.process.disconnect()
  return reply
}

function takeIdle(nodeOptions: string | undefined): Host | undefined {
  const at = idle.findLastIndex((host) => host.nodeOptions === nodeOptions)
  return at < 0 ? undefined : idle.splice(at, 1)[0]
}

function startHost(nodeOptions: string | undefined): Host {
  const env = nodeOptions === undefined ? process.env : { ...process.env, NODE_OPTIONS: nodeOptions }
  const child = fork(join(import.meta.dirname, 'command-host-main.ts'), { execArgv: [], silent: true, env })
  const said: string[] = []
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => said.push(String(chunk)))
  return { process: child, nodeOptions, said }
}

async function ask({ process: child, said }: Host, command: HostedCommand): Promise<HostReply> {
  const reply = Promise.withResolvers<HostReply>()
  const ended = (code: number | null, signal: string | null) =>
    reply.reject(
      new Error(`"assets ${command.words.join(' ')}" ended its process (${signal ?? code}): ${said.join('')}`),
    )
  child.once('message', reply.resolve)
  child.once('exit', ended)
  hold(child, 'ref')
  child.send(command)
  try {
    return await reply.promise
  } finally {
    child.off('message', reply.resolve)
    child.off('exit', ended)
    hold(child, 'unref')
  }
}

/** A host that waits for a command keeps no test file from ending, and ends with it. */
function hold(child: ChildProcess, how: 'ref' | 'unref'): void {
  const handles = [child, child.channel, child.stdout, child.stderr] as readonly unknown[]
  for (const handle of handles) (handle as Partial<NodeJS.RefCounted> | null | undefined)?.[how]?.()
}
