import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export interface PythonHost {
  /** What stands for the interpreter, in the words of a shell. */
  readonly interpreter: string
  /** Resolves when the rehearsal is over. */
  readonly ready: Promise<unknown>
  stop(): void
}
export interface PythonHostOptions {
  /** A program beside this module, which the host runs first. */
  readonly rehearsal: string
  /** Where it listens. */
  readonly socket: string
}

/** A process that is killed keeps semaphores, which all of a host's processes count in one place. */
const silent = ['-W', 'ignore::UserWarning:multiprocessing.resource_tracker']

/** Starts `host.py`. */
export function startPythonHost(interpreter: string, { rehearsal, socket }: PythonHostOptions): PythonHost {
  const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
  const words = [...silent, file('host.py'), socket, file(rehearsal)]
  const child = spawn(interpreter, words, { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the host of Python programs ended with ${code}`)
  })
  return {
    interpreter: [interpreter, '-I', '-S', file('client.py'), socket].map((word) => `'${word}'`).join(' '),
    ready: Promise.race([once(child.stdout, 'data'), ended]),
    stop: () => child.kill('SIGKILL'),
  }
}
