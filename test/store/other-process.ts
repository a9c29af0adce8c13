import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { PublishStep } from '../../src/store/announce.ts'
import type { Catalog } from '../../src/store/interface.ts'

type Method = Exclude<keyof Catalog, symbol>
export type Order =
  | { readonly do: 'catalog'; readonly method: Method; readonly args: readonly unknown[] }
  | { readonly do: 'publish'; readonly text: string; readonly asset: string }
  | { readonly do: 'block' }

/** A process of its own that has the store open and does as it is told. */
export interface OtherProcess extends AsyncDisposable {
  readonly pid: number
  catalog<M extends Method>(method: M, ...args: Parameters<Catalog[M]>): Promise<Awaited<ReturnType<Catalog[M]>>>
  /** Publishes a table with these bytes and commits a record of it. */
  publish(text: string, asset: string): Promise<string>
  /** Blocks its event loop for good; returns once it does. */
  block(): Promise<void>
  /** SIGKILL, and waits until it is gone. */
  kill(): Promise<void>
  /** The signal that ended it, once it has ended. */
  readonly ended: Promise<NodeJS.Signals | null>
}

export async function otherProcess(folder: string, options: { killAt?: PublishStep } = {}): Promise<OtherProcess> {
  const child = fork(join(import.meta.dirname, 'other-process-main.ts'), [folder], {
    execArgv: [],
    env: { ...process.env, NODE_OPTIONS: '', ...killing(options.killAt) },
  })
  const ended = once(child, 'exit').then(([, signal]) => signal as NodeJS.Signals | null)
  await answer(child)
  const order = async (message: Order): Promise<unknown> => {
    const answered = answer(child)
    child.send(message)
    return await answered
  }
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL')
    await ended
  }
  return {
    pid: child.pid!,
    catalog: async (method, ...args) => (await order({ do: 'catalog', method, args })) as never,
    publish: async (text, asset) => (await order({ do: 'publish', text, asset })) as string,
    block: async () => void (await order({ do: 'block' })),
    kill,
    ended,
    [Symbol.asyncDispose]: kill,
  }
}

function killing(step: PublishStep | undefined): Record<string, string> {
  if (step === undefined) return {}
  return { NODE_OPTIONS: `--import=${join(import.meta.dirname, 'kill-at-step.mjs')}`, KILL_AT: step }
}

/** The next answer; a process that ends before it answers is an error. */
async function answer(child: ChildProcess): Promise<unknown> {
  const message = await new Promise<{ value?: unknown; error?: string }>((resolve, reject) => {
    const onExit = (code: number | null, signal: string | null) => reject(new Error(`it ended: ${signal ?? code}`))
    child.once('exit', onExit)
    child.once('message', (received: { value?: unknown; error?: string }) => {
      child.off('exit', onExit)
      resolve(received)
    })
  })
  if (message.error !== undefined) throw new Error(message.error)
  return message.value
}
