import { AsyncLocalStorage } from 'node:async_hooks'
import { AssetError } from '../../errors.ts'

/**
 * Stands between the user's functions and the process during a run. Whatever a function does beside throwing becomes
 * its own failure: an error in a callback that nobody catches, `process.exit()`, or a promise that nothing is left to
 * settle. Without it the process would end there, with everything else that runs, and in the last case with exit code
 * 0.
 */
export interface Guard extends Disposable {
  /**
   * Calls `work` for an asset. Rejects with what its function, or what that left behind, does to the process meanwhile.
   */
  watch<T>(asset: string, work: () => Promise<T>): Promise<T>
  /** Asset -> the first error that nobody caught and that came when its function was over. */
  readonly late: ReadonlyMap<string, unknown>
  /** Rejects with an error that belongs to no asset, and otherwise never settles. */
  readonly broken: Promise<never>
}

interface Ward {
  readonly asset: string
  readonly fail: (error: unknown) => void
}

export function guardProcess(): Guard {
  const wards = new AsyncLocalStorage<Ward>()
  const running = new Set<Ward>()
  const late = new Map<string, unknown>()
  const broken = Promise.withResolvers<never>()
  // Nobody has to listen: it is an error only for who waits for it.
  broken.promise.catch(() => undefined)

  const blame = (error: unknown): void => {
    const ward = wards.getStore()
    if (ward === undefined) broken.reject(error)
    else if (running.has(ward)) ward.fail(error)
    else if (!late.has(ward.asset)) late.set(ward.asset, error)
  }
  const idle = (): void => {
    for (const ward of running) ward.fail(stalled())
  }
  const undo = [listen('uncaughtException', blame), listen('beforeExit', idle), replaceExit(wards, blame)]
  return {
    late,
    broken: broken.promise,
    async watch(asset, work) {
      const failed = Promise.withResolvers<never>()
      const ward = { asset, fail: failed.reject }
      running.add(ward)
      try {
        return await Promise.race([wards.run(ward, work), failed.promise])
      } finally {
        running.delete(ward)
      }
    },
    [Symbol.dispose]() {
      for (const each of undo) each()
    },
  }
}

/** A promise that rejects where nobody waits for it arrives as an uncaught exception too. */
function listen(event: 'uncaughtException' | 'beforeExit', listener: (of: unknown) => void): () => void {
  process.on(event, listener)
  return () => void process.removeListener(event, listener)
}

/** `process.exit()` in an asset ends that asset. It does not return, so that it throws. */
function replaceExit(wards: AsyncLocalStorage<Ward>, blame: (error: unknown) => void): () => void {
  const { exit } = process
  process.exit = (code) => {
    if (wards.getStore() === undefined) return Reflect.apply(exit, process, [code])
    const error = exited(code)
    blame(error)
    throw error
  }
  return () => {
    process.exit = exit
  }
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
