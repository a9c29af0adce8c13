import { types } from 'node:util'
import { AssetError } from '../../errors.ts'
import { describeValue } from '../codec/encode/value-errors.ts'

/**
 * No loop sees the value that a generator returns at its end, so a row that is returned instead of yielded would be
 * silently lost. Other iterators are returned unchanged: some repeat their last value at the end.
 *
 * @throws AssetError `ASSET_RESULT` after the last row, if the generator returns a value.
 */
export function yieldedRows<Rows extends object>(rows: Rows): Rows {
  return types.isGeneratorObject(rows) ? (withGuard(rows as unknown as AnyGenerator) as unknown as Rows) : rows
}

type AnyGenerator = Generator<unknown> | AsyncGenerator<unknown>

function withGuard(generator: AnyGenerator): object {
  const rows = {
    next() {
      const step = generator.next()
      return step instanceof Promise ? step.then(orThrow) : orThrow(step)
    },
    return: (value: unknown) => generator.return(value),
    [Symbol.asyncIterator in generator ? Symbol.asyncIterator : Symbol.iterator]: () => rows,
  }
  return rows
}

function orThrow<Step extends IteratorResult<unknown>>(step: Step): Step {
  if (step.done !== true || step.value === undefined || step.value === null) return step
  throw new AssetError({
    code: 'ASSET_RESULT',
    message: `the generator returned ${describeValue(step.value)} at its end, where only what it yields is a row`,
    fix: 'write yield in the place of return, or yield* for an array or another generator; a return that only ends it has no value',
  })
}
