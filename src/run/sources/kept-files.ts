import { join } from 'node:path'
import type { FileContent } from '../../define/definition.ts'
import type { FileRow } from '../../define/source.ts'
import type { Column } from '../../define/table.ts'
import { rememberedHashes } from '../../discover/observe/observe-source.ts'
import type { KeptFiles } from '../../discover/origins/files-rows.ts'
import type { UnitFacts } from '../../plan/units.ts'
import { openTable } from '../../table/read/table.ts'
import { frameworkVersion } from '../../util/framework-version.ts'
import type { CallContext } from '../run-context.ts'

/**
 * The rows of the last version, for files whose bytes have not changed: if one of many files was edited, only that one
 * is read. The file hashes come from the observed version.
 */
export async function keptFiles(
  { workspace, world, forced, signal }: CallContext,
  { node: { name }, unit, observation }: UnitFacts,
  { glob, as }: { readonly glob: readonly string[]; readonly as: FileContent },
): Promise<KeptFiles | undefined> {
  const stored = world.current.get(unit)
  if (forced.has(unit) || stored === undefined || observation?.type !== 'known') return undefined
  if ((await world.blobNow(stored)) !== 'ok') return undefined
  const { schema, rows, environment } = stored.record
  if (!isOfFiles(schema, as) || environment.assetstore !== frameworkVersion) return undefined
  const cacheFolder = join(workspace.storeFolder, 'cache')
  const hashes = rememberedHashes(workspace.project.root, { type: 'files', glob, cacheFolder }, observation.version)
  if (hashes === undefined) return undefined
  const file = await workspace.verifiedFile(stored)
  const source = { name, file, columns: schema, count: rows, onRead: () => undefined, signal }
  return { hashes, rows: openTable(await workspace.engine(), source) as AsyncIterable<FileRow<string | Uint8Array>> }
}

/** Whether the files were read in the same way: another way gives other rows from the same bytes. */
function isOfFiles(schema: readonly Column[], as: FileContent): boolean {
  const [path, sizeBytes, sha256, content, ...more] = schema
  const names = [path, sizeBytes, sha256, content].map((column) => column?.name).join()
  const isText = content?.type === 'VARCHAR'
  return names === 'path,sizeBytes,sha256,content' && more.length === 0 && isText === (as === 'text')
}
