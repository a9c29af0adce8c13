import { join } from 'node:path'
import { type AssetRecord, bytesOf } from '../store/record.ts'
import type { ViewText } from '../store/view-text.ts'
import type { Engine } from '../table/engine/open.ts'
import type { ParquetFiles, UnitedFiles } from '../table/engine/parquet.ts'

/** The parts of a record that its rows are read from. */
export type RelationOf = Pick<AssetRecord, 'asset' | 'partition' | 'parts' | 'view'>
interface ViewRelation extends RelationOf {
  readonly view: ViewText
}
/** The record of a table that is not stored. */
export type ViewRecord = ViewRelation & Pick<AssetRecord, 'schema'>

export function isView<Of extends Pick<AssetRecord, 'view'>>(record: Of): record is Of & Pick<ViewRecord, 'view'> {
  return record.view !== undefined
}

export interface ViewTables {
  /** Its statement, as a table expression. */
  relation(record: ViewRelation): Promise<UnitedFiles>
  /** A file with its rows, computed once for all readers and removed with the engine. */
  file(record: ViewRecord): Promise<ParquetFiles>
}

/** @param verified Returns the file of an object, after checking its bytes. */
export function viewTables(
  engineOf: () => Promise<Engine>,
  verified: (record: ViewRelation, blob: string) => Promise<string>,
): ViewTables {
  const files = new Map<string, Promise<string>>()
  const relation: ViewTables['relation'] = async (record) => {
    const paths = new Map<string, string>()
    for (const { blob } of record.parts) paths.set(blob, await verified(record, blob))
    const { openView } = await import('../table/sql/view-text.ts')
    return openView(await engineOf(), record.view, paths)
  }
  const compute = async (record: ViewRecord): Promise<string> => {
    const { from } = await relation(record)
    const { copySelect } = await import('../table/write/copy-select.ts')
    const engine = await engineOf()
    const file = join(engine.tempFolder, `${engine.uniqueName('view')}.parquet`)
    await copySelect(engine, `SELECT * FROM ${from}`, { file, columns: record.schema })
    return file
  }
  return {
    relation,
    async file(record) {
      const name = bytesOf(record) ?? ''
      const pending = files.get(name) ?? compute(record)
      files.set(name, pending)
      // A failed attempt is repeated at the next call.
      pending.catch(() => files.delete(name))
      return pending
    },
  }
}
