import { type AssetRecord, objectsOf } from '../store/record.ts'
import { blobsOfView, type ViewText } from '../store/view-text.ts'
import { readParquet } from '../table/engine/parquet.ts'
import type { Statement } from '../table/sql/statement.ts'
import { viewTextOf } from '../table/sql/view-text.ts'
import type { Output } from './make.ts'
import type { RunContext } from './run-context.ts'

/**
 * A statement over the tables of a step, with the objects that it reads: the store keeps these as long as its record.
 */
export async function keptView(
  { workspace, run }: Pick<RunContext, 'workspace' | 'run'>,
  { inputs }: Pick<Output, 'inputs'>,
  statement: Statement,
): Promise<{ readonly text: ViewText; readonly parts: AssetRecord['parts'] }> {
  const { objects, catalog } = workspace.store
  const records = inputs.flatMap(({ tables }) => tables)
  const all = new Map(records.flatMap(({ record }) => record.parts).map((part) => [part.blob, part]))
  await catalog.hold(
    run.id,
    records.flatMap(({ record }) => objectsOf(record)),
  )
  const blobs = new Map<string, string>()
  for (const blob of all.keys()) blobs.set((await objects.localFile(blob)).path, blob)
  const views = new Map<string, ViewText>()
  for (const stored of records) {
    const { view } = stored.record
    if (view !== undefined) views.set(readParquet(await workspace.relation(stored)), view)
  }
  const text = viewTextOf(statement, { blobs, views })
  return { text, parts: blobsOfView(text).flatMap((blob) => all.get(blob) ?? []) }
}
