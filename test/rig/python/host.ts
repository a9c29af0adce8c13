import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface PythonHost {
  /** What stands for the interpreter, in the words of a shell. */
  readonly interpreter: string
  stop(): void
}

/** Starts `host.py`: it has imported these modules of the interpreter's when this resolves. */
export async function startPythonHost(interpreter: string, modules: readonly string[]): Promise<PythonHost> {
  const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
  const folder = mkdtempSync(join(tmpdir(), 'python-host-'))
  const socket = join(folder, 'socket')
  const child = spawn(interpreter, [file('host.py'), socket, ...modules], { stdio: ['pipe', 'pipe', 'inherit'] })
  await Promise.race([
    once(child.stdout, 'data'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`the host of Python programs ended with ${code}`)
    }),
  ])
  return {
    interpreter: [interpreter, '-I', '-S', file('client.py'), socket].map((word) => `'${word}'`).join(' '),
    stop() {
      child.kill('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
