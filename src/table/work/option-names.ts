import { parseDuration } from '../../util/duration.ts'
import { didYouMean } from '../../util/suggest.ts'

const names = ['key', 'concurrency', 'onRowError', 'retries', 'maxErrors', 'lookups']
/** A row function runs where its asset's function runs, so this option is the asset's. */
const ofAsset = 'isolate'
const retryNames = ['attempts', 'delay', 'maxDelay', 'factor', 'jitter', 'when']

/** The first unknown option of a row function, with the option that was probably meant. */
export function unknownOption(
  method: string,
  options: object,
): { readonly message: string; readonly fix: string } | undefined {
  const allowed = method === 'mapBatches' ? ['size', ...names] : names
  const name = unknownOf(options, allowed)
  if (name === undefined) return undefined
  if (name === ofAsset) {
    const message = `${method} was given the option ${name}, which is one of the whole asset`
    return { message, fix: "say it there: asset({ isolate: 'thread' }, …); its row functions are called there, too" }
  }
  return {
    message: `${method} was given an unknown option "${name}"`,
    fix: didYouMean(name, allowed, `leave it out, or use one of ${allowed.join(', ')}`),
  }
}

/** Whether it is a number of retries, or an object whose options are all known. */
export function areRetries(retries: unknown): boolean {
  if (typeof retries === 'number') return Number.isInteger(retries) && retries >= 0
  if (typeof retries !== 'object' || retries === null || unknownOf(retries, retryNames) !== undefined) return false
  const { attempts, delay, maxDelay, factor, jitter, when } = retries as Record<string, unknown>
  const isWithin = (value: unknown, least: number, most: number) =>
    value === undefined || (typeof value === 'number' && value >= least && value <= most)
  const isDuration = (value: unknown) => value === undefined || parseDuration(value) !== undefined
  if (!Number.isInteger(attempts) || (attempts as number) < 1 || !isDuration(delay) || !isDuration(maxDelay))
    return false
  return isWithin(factor, 1, 1_000) && isWithin(jitter, 0, 1) && (when === undefined || typeof when === 'function')
}

const unknownOf = (options: object, allowed: readonly string[]): string | undefined =>
  Object.entries(options).find(([name, value]) => value !== undefined && !allowed.includes(name))?.[0]
