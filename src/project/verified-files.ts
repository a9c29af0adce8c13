import { AssetError } from '../errors.ts'
import type { AssetRecord } from '../store/record.ts'
import { dropRemembered } from '../store/remembered-file.ts'
import type { Store } from '../store/store.ts'
import type { ParquetFiles } from '../table/engine/parquet.ts'
import { type UnitParts, unitAt } from '../unit.ts'
import { partitionWords } from '../util/text/partition-words.ts'

/** The files of a table in the form that `readParquet` takes. */
export async function verifiedParts(store: Store | undefined, { parts, ...of }: PartsOf): Promise<ParquetFiles> {
  const files: string[] = []
  for (const { blob } of parts) files.push(await verifiedFile(store, of, blob))
  const [first, ...more] = files
  if (first === undefined) throw new Error(`${unitAt(of)} has no table`)
  return more.length === 0 ? first : files
}

type PartsOf = Pick<AssetRecord, 'asset' | 'partition' | 'parts'>

/** @throws AssetError `STORE_BLOB_MISSING` and `STORE_BLOB_CORRUPT`. */
export async function verifiedFile(store: Store | undefined, of: UnitParts, blob: string): Promise<string> {
  const unit = unitAt(of)
  if (store === undefined) throw new Error(`${unit} has no table`)
  const { state, path } = await store.objects.localFile(blob)
  if (state === 'ok') return path
  if (state === 'corrupt') await store.objects.setAside(blob)
  dropRemembered(store.folder)
  throw new AssetError({
    code: state === 'missing' ? 'STORE_BLOB_MISSING' : 'STORE_BLOB_CORRUPT',
    message: state === 'missing' ? `the file of ${unit} is gone from the store` : `the file of ${unit} is damaged`,
    facts: { asset: of.asset, file: path },
    fix: `assets materialize ${of.asset}${partitionWords(of.partition)}`,
  })
}
