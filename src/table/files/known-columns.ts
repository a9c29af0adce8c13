import type { ReadOptions } from '../../define/read-options.ts'
import { AssetError } from '../../errors.ts'
import { didYouMean } from '../../util/suggest.ts'

/** @throws AssetError `ASSET_OPTIONS` where a type is declared for a column that no file has. */
export function knownColumns({ columns: all, types = {} }: ReadOptions, columns: readonly string[]): void {
  for (const name of Object.keys(all ?? types)) {
    if (columns.includes(name)) continue
    throw new AssetError({
      code: 'ASSET_OPTIONS',
      message: `types names the column "${name}", which no file has`,
      facts: { column: name, columns },
      fix: didYouMean(name, columns, `name one of ${columns.join(', ')}`),
    })
  }
}
