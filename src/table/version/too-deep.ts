import { AssetError } from '../../errors.ts'
import type { DataType, Field } from '../codec/types/data-type.ts'

/** Of fewer lists the memory was taken by something else. */
const fewLists = 8

/**
 * The hash of a row has DuckDB hold a list for each level of a nested list, and for each of these all levels below it:
 * what 40 levels take, each of a few rows, is more than it may have. Such a column is named; the error of another table
 * passes unchanged.
 */
export function tooDeep(error: unknown, fields: readonly Field[]): unknown {
  if (!(error instanceof Error) || !error.message.startsWith('Out of Memory Error')) return error
  const depths = fields.map(({ name, type }) => ({ name, lists: listsOf(type) }))
  const { name, lists } = depths.reduce((deepest, one) => (one.lists > deepest.lists ? one : deepest), {
    name: '',
    lists: fewLists,
  })
  if (name === '') return error
  return new AssetError({
    code: 'ASSET_VALUE',
    message: `column "${name}" has lists in lists, ${lists} deep, and to tell its rows apart takes more memory than DuckDB may have`,
    facts: { column: name, lists },
    fix: 'keep it as text, JSON.stringify(value) or to_json(value)::VARCHAR, or as rows that name what they are in',
    cause: error,
  })
}

/** How many lists and maps are in one another. */
function listsOf(type: DataType): number {
  if (type.kind === 'list' || type.kind === 'map') return 1 + listsOf(type.of)
  return type.kind === 'struct' ? Math.max(0, ...type.fields.map((field) => listsOf(field.type))) : 0
}
