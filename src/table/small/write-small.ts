import { writeFileSync } from 'node:fs'
import { withStoreFailures } from '../../store/failure.ts'
import type { RowBag } from '../version/row-version.ts'
import { parquetBytes } from './small-parquet.ts'
import type { SmallTable } from './small-table.ts'
import { smallBag } from './small-version.ts'

/** Writes the rows to a Parquet file of their own, and returns their bag. Synchronous, since the bytes are few. */
export function writeSmall(file: string, table: SmallTable, ordered: boolean): Promise<RowBag> {
  return withStoreFailures(file, async () => {
    writeFileSync(file, parquetBytes(table))
    return smallBag(table, { ordered, placed: 0 })
  })
}
