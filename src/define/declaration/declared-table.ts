import { AssetError } from '../../errors.ts'
import { type Definition, definition } from '../definition.ts'
import type { Table } from '../table.ts'

const tableMembers = [
  'all',
  'pick',
  'where',
  'map',
  'flatMap',
  'mapBatches',
  'polars',
  'arrow',
  'columns',
  'count',
  'path',
  'rejected',
  'partitions',
] as const

/**
 * The value of an export that declares an asset, a source or an effect. It has the type of a table, so that a parameter
 * which names it has its row type. There are no rows until a run, so reading the export itself throws and says what to
 * write instead.
 *
 * @param more Members beside the definition.
 */
export function declaredTable<Declared extends Definition>(
  declared: Declared,
  more: object = {},
): Table<never> & { readonly [definition]: Declared } {
  const table = { [definition]: declared, ...more }
  for (const member of [...tableMembers, Symbol.asyncIterator]) {
    Object.defineProperty(table, member, {
      get: () => refuseReading(typeof member === 'string' ? `\`${member}\` was` : 'the rows were', 'an asset'),
    })
  }
  return Object.freeze(table) as unknown as Table<never> & { readonly [definition]: Declared }
}

/** For a read where only the declaration exists. */
export function refuseReading(what: string, from: 'an asset' | 'a check'): never {
  throw new AssetError({
    code: 'ASSET_OUTSIDE_RUN',
    message: `${what} read from ${from}'s declaration, where there are no rows yet`,
    fix: 'name the asset as a parameter, such as ({ raw_documents }) => …, and read the rows from the parameter',
  })
}
