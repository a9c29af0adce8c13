import type { Awaitable, OutputRows } from '../../define/table.ts'
import { AssetError } from '../../errors.ts'
import { snapshot } from '../codec/encode/snapshot.ts'
import { describeValue } from '../codec/encode/value-errors.ts'
import { yieldedRows } from '../write/yielded-rows.ts'
import type { Work } from './work.ts'

type Call = Work['call']
type AnyRow = Record<string, unknown>

export function rowCall(fn: (row: AnyRow) => Awaitable<object>): Call {
  return async ([row]) => {
    const output = fn(row as AnyRow)
    return [[oneRow('map', isThenable(output) ? await output : output)]]
  }
}

export function flatCall(fn: (row: AnyRow) => Awaitable<OutputRows<object>>): Call {
  return async ([row]) => {
    const returned: unknown = await fn(row as AnyRow)
    if (typeof returned !== 'object' || returned === null) throw notRows(returned)
    const output = yieldedRows(returned)
    const rows: object[] = []
    if (Symbol.asyncIterator in output)
      for await (const out of output as AsyncIterable<object>) rows.push(oneRow('flatMap', out))
    else if (Symbol.iterator in output) for (const out of output as Iterable<object>) rows.push(oneRow('flatMap', out))
    else throw notRows(output)
    return [rows]
  }
}

export function batchCall(fn: (rows: AnyRow[]) => Awaitable<readonly object[]>): Call {
  return async (rows) => {
    const returned: unknown = fn(rows as AnyRow[])
    const output = isThenable(returned) ? await returned : returned
    if (!Array.isArray(output)) {
      throw resultError(
        `the function of mapBatches returned ${describeValue(output)}, where an array of rows was expected`,
        'return an array with one row for each row of the batch, in the same order',
      )
    }
    if (output.length !== rows.length) {
      throw resultError(
        `the function of mapBatches returned ${output.length} rows for a batch of ${rows.length}`,
        'return exactly one row for each row of the batch, in the same order; use flatMap for any other number',
      )
    }
    return output.map((row) => [oneRow('mapBatches', row)])
  }
}

/** A value that is no promise is not awaited: the next call, which may change it, would begin meanwhile. */
const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'

function oneRow(method: string, row: unknown): object {
  if (typeof row === 'object' && row !== null && !Array.isArray(row)) return snapshot(row) as object
  const fix =
    method === 'map'
      ? 'return exactly one object for each row; use flatMap to leave rows out'
      : 'give objects whose fields are the columns'
  throw resultError(`the function of ${method} gave ${describeValue(row)} for a row`, fix)
}

function notRows(output: unknown): AssetError {
  const fix = 'return an array of rows, or write the function as a generator; [] leaves the row out'
  return resultError(`the function of flatMap returned ${describeValue(output)}, where rows were expected`, fix)
}

function resultError(message: string, fix: string): AssetError {
  return new AssetError({ code: 'ASSET_RESULT', message, fix })
}
