import { AsyncLocalStorage } from 'node:async_hooks'
import { AssetError } from '../../errors.ts'
import type { Unit } from '../../unit.ts'
import { layer } from '../../util/process/layer.ts'
import { takeStrayErrors } from '../../util/process/stray-errors.ts'

/**
 * Stands between the user's functions and the process during a run. Whatever a function does to the process becomes the
 * function's own failure: an uncaught error in a callback, `process.exit()`, or a promise that can never settle.
 * Without the guard the process would end, and with it everything else that runs, in the last case with exit code 0.
 */
export interface Guard extends Disposable {
  /**
   * Calls `work` for a unit. Rejects with its error, or with the error of what its function or leftover callbacks of it
   * do to the process meanwhile.
   */
  watch<T>(unit: Unit, work: () => Promise<T>): Promise<T>
  /** Unit -> the first uncaught error that came after its function was over. */
  readonly late: ReadonlyMap<Unit, unknown>
  /** Rejects with an error that belongs to no asset, and otherwise never settles. */
  readonly broken: Promise<never>
}

interface WatchedCall {
  readonly unit: Unit
  readonly fail: (error: unknown) => void
}

/** A guard that does nothing, for a process that another client guards. */
export function unguarded(): Guard {
  return {
    late: new Map(),
    broken: new Promise(() => undefined),
    watch: (_, work) => work(),
    [Symbol.dispose]: () => undefined,
  }
}

export function guardProcess(): Guard {
  const calls = new AsyncLocalStorage<WatchedCall>()
  const running = new Set<WatchedCall>()
  const late = new Map<Unit, unknown>()
  const broken = Promise.withResolvers<never>()
  // Without a listener the rejection must not end the process: only a waiting caller has an error.
  broken.promise.catch(() => undefined)

  const blame = (error: unknown): void => {
    const call = calls.getStore()
    if (call === undefined) broken.reject(error)
    else if (running.has(call)) call.fail(error)
    else if (!late.has(call.unit)) late.set(call.unit, error)
  }
  const idle = (): void => {
    for (const call of running) call.fail(stalled())
  }
  process.on('beforeExit', idle)
  const undo = [
    takeStrayErrors({ owns: () => calls.getStore() !== undefined, isFirst: false, take: blame }),
    () => void process.removeListener('beforeExit', idle),
    replaceExit(calls, blame),
  ]
  return {
    late,
    broken: broken.promise,
    async watch(unit, work) {
      const failed = Promise.withResolvers<never>()
      const call = { unit, fail: failed.reject }
      running.add(call)
      try {
        return await Promise.race([calls.run(call, work), failed.promise])
      } finally {
        running.delete(call)
      }
    },
    [Symbol.dispose]() {
      for (const each of undo) each()
    },
  }
}

/** `process.exit()` in an asset ends that asset. The function must not go on after it, so it throws. */
function replaceExit(calls: AsyncLocalStorage<WatchedCall>, blame: (error: unknown) => void): () => void {
  return layer(process, 'exit', (below) => (code) => {
    if (calls.getStore() === undefined) return Reflect.apply(below, process, [code])
    const error = exited(code)
    blame(error)
    throw error
  })
}

function exited(code: unknown): AssetError {
  return new AssetError({
    code: 'ASSET_FAILED',
    message: `it called process.exit(${code ?? ''}), which would end the whole run`,
    fix: 'throw an error where it cannot go on, and return where it is done',
  })
}

function stalled(): AssetError {
  return new AssetError({
    code: 'ASSET_FAILED',
    message: 'it waits for a promise that nothing is left to settle',
    fix: 'look for a `new Promise` that never calls its resolve, or for a callback or an event that never comes',
  })
}
