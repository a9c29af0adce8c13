import type { Cause } from '../../causes.ts'
import type { EffectPart } from '../../define/context.ts'
import type { AnyFunction, Definition, EffectDefinition } from '../../define/definition.ts'
import { AssetError } from '../../errors.ts'
import { isDone, isUnkept } from '../../plan/refused-receipt.ts'
import type { Doubt } from '../../store/interface.ts'
import { isPlainObject } from '../../table/codec/encode/push-value.ts'
import { describeValue } from '../../table/codec/encode/value-errors.ts'
import { yieldedRows } from '../../table/write/yielded-rows.ts'
import type { Unit } from '../../unit.ts'

export interface Carrying {
  readonly asset: string
  readonly at: string
  /** The tables, as the pattern of the function's first parameter has them. */
  readonly upstream: object
  readonly context: EffectPart
}

/**
 * Carries out an effect: calls its function and, where it has a target, hands the result to the target. Returns the
 * receipt.
 *
 * @throws AssetError `ASSET_RESULT` where the receipt is not one plain object.
 */
export async function carryOut(
  { run, options }: Pick<EffectDefinition, 'options'> & { readonly run: AnyFunction },
  carrying: Carrying,
): Promise<object> {
  const returned: unknown = await run(carrying.upstream, carrying.context)
  const receipt =
    options.target === undefined ? returned : await options.target.sync(wantedOf(returned), carrying.context)
  if (isPlainObject(receipt) && Object.keys(receipt).length > 0) return receipt
  const nothing = receipt === undefined || receipt === null
  const what = nothing ? 'nothing' : isPlainObject(receipt) ? 'an object without fields' : describeValue(receipt)
  throw refusedReceipt(
    new AssetError({
      code: 'ASSET_RESULT',
      message: `${carrying.asset} returned ${what}, where a receipt was expected`,
      at: carrying.at,
      facts: { asset: carrying.asset },
      fix: 'return one plain object that tells what was done, such as { id, url }',
    }),
  )
}

const wantedOf = (returned: unknown): unknown =>
  typeof returned === 'object' && returned !== null ? yieldedRows(returned) : returned

/**
 * The failure of a refused receipt. The function has done its work by then; the failure says so (`done`), so that no
 * run does the same work again because of it.
 */
export function refusedReceipt(error: unknown): unknown {
  if (!AssetError.is(error) || !/^ASSET_(?!TIMEOUT|CANCELLED)/.test(error.code) || isDone(error)) return error
  const { code, message, at, facts, fix } = error
  return new AssetError({
    ...{ code, message, at, cause: error },
    facts: { ...facts, done: true },
    fix: (option) => `${fix}; what was done is not done again until then, but for ${option('force')}`,
  })
}

/**
 * A failure of the store, such as a full disk, after an effect has done its work. As with a refused receipt, no run
 * does the same work again because of it. An effect with a target may be called again: another call only brings the
 * target to the state that it should have.
 */
export function unkeptReceipt(error: unknown, asset: string, options: Definition['options']): unknown {
  if (
    ('target' in options && options.target !== undefined) ||
    !AssetError.is(error) ||
    !isUnkept(error) ||
    isDone(error)
  )
    return error
  const { code, message, at, facts, fix } = error
  return new AssetError({
    ...{ code, at, cause: error },
    message: `${asset} was done, and its receipt could not be kept: ${message}`,
    facts: { ...facts, done: true },
    fix: (option) =>
      `${fix}; what was done is not done again before its code or its data is other, but for ${option('force')}`,
  })
}

/**
 * The doubt that is recorded before the function is called: if this process ends during the call, nobody knows what the
 * target has received.
 */
export function begunBy(run: string, unit: Unit): Doubt {
  const message = `receipt mismatch: what run ${run} began ${noReceipt}`
  return { unit, cause: { kind: 'receipt_mismatch', message } }
}

const noReceipt = 'has left no receipt'

/** The log line of a run that repeats an effect; undefined for another doubt, such as that of `verify`. */
export function doneAgainLine({ message }: Pick<Cause, 'message'>): string | undefined {
  if (!message.endsWith(noReceipt)) return undefined
  return `${message}, so that it is not known whether it was done; it is done again, with the same \`key\` where nothing has changed: give that to whoever is not to do it twice`
}
