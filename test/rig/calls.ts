import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Calls of the assets' functions, as they tell of them. Freshness is counted here: a fresh asset is not called. */
export interface Calls {
  readonly port: number
  /** How often this name was called since the last `reset`. */
  count(name: string): number
  /** All names called since the last `reset`, in order. */
  readonly names: readonly string[]
  reset(): void
  /** From now on calls of this name wait until they are released. */
  hold(name: string): Held
  /** From now on calls of this name fail, so many times. */
  fail(name: string, times?: number): void
  close(): Promise<void>
}
export interface Held {
  /** Resolves at the next call that waits. */
  waiting(): Promise<void>
  /** Lets the waiting calls and all later ones go on. */
  release(): void
}

export async function listenForCalls(): Promise<Calls> {
  const names: string[] = []
  const held = new Map<string, { waiting: ServerResponse[]; arrived: PromiseWithResolvers<void> }>()
  const failing = new Map<string, number>()
  const server = createServer((request, response) => {
    const name = decodeURIComponent((request.url as string).slice(1))
    names.push(name)
    const left = failing.get(name) ?? 0
    failing.set(name, left - 1)
    if (left > 0) response.statusCode = 500
    const gate = held.get(name)
    if (gate === undefined) response.end()
    else {
      gate.waiting.push(response)
      gate.arrived.resolve()
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    names,
    count: (name) => names.filter((each) => each === name).length,
    reset: () => {
      names.length = 0
    },
    hold(name) {
      const gate = { waiting: [] as ServerResponse[], arrived: Promise.withResolvers<void>() }
      held.set(name, gate)
      return {
        async waiting() {
          await gate.arrived.promise
          gate.arrived = Promise.withResolvers()
        },
        release() {
          held.delete(name)
          for (const response of gate.waiting.splice(0)) response.end()
        },
      }
    },
    fail: (name, times = Number.POSITIVE_INFINITY) => void failing.set(name, times),
    async close() {
      for (const gate of held.values()) for (const response of gate.waiting) response.end()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
