import { AsyncLocalStorage } from 'node:async_hooks'
import { hearMetadata, type Metadata } from '../../../define/metadata.ts'
import type { Unit } from '../../../unit.ts'
import { captured, type Outlet } from '../../call/capture.ts'
import type { Guard } from '../../call/guard.ts'

/** One call, from its start until the last part of its result was asked for. */
export interface Session {
  /** Runs a piece of the user's work. Rejects with its error, or with the error of what it does to the process. */
  run<T>(work: () => Promise<T>): Promise<T>
  /** Resolves when all printed output has been sent. */
  end(): Promise<void>
}

export interface SessionOf {
  readonly guard: Guard
  readonly unit: Unit
  readonly outlet: Outlet
  readonly onMetadata: (values: Metadata) => void
}

export function openSession({ guard, unit, outlet, onMetadata }: SessionOf): Session {
  const over = Promise.withResolvers<void>()
  let inside: (<T>(work: () => T) => T) | undefined
  const whole = captured(outlet, () =>
    hearMetadata(onMetadata, () =>
      guard.watch(unit, () => {
        inside = AsyncLocalStorage.snapshot()
        return over.promise
      }),
    ),
  )
  const failed = new Promise<never>((_, reject) => {
    whole.catch(reject)
  })
  failed.catch(() => undefined)
  return {
    run: (work) => Promise.race([(inside as NonNullable<typeof inside>)(work), failed]),
    async end() {
      over.resolve()
      await whole.catch(() => undefined)
    },
  }
}
