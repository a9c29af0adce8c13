import type { ObjectState } from '../store/objects/interface.ts'
import type { AssetRecord } from '../store/record.ts'
import { dropRemembered } from '../store/remembered-file.ts'
import type { Store } from '../store/store.ts'
import { type Unit, unitAt } from '../unit.ts'
import type { ProjectRequest } from './open/request.ts'
import { type SelectionWords, selectNames } from './open/selection.ts'
import { openSession } from './open/session.ts'

export interface VerifyRequest extends SelectionWords {
  /** Damaged files are moved away, so that the next run makes them again. */
  readonly repair: boolean
}
export interface VerifyReport {
  readonly repair: boolean
  readonly units: readonly VerifiedUnit[]
}
export interface VerifiedUnit {
  readonly unit: Unit
  /** The size of all files that were read. */
  readonly sizeBytes: number
  readonly damaged: readonly DamagedFile[]
}
export interface DamagedFile {
  /** `row_map` says which row came of which: without it rows are computed again, and nothing else is lost. */
  readonly what: 'table' | 'rejected' | 'row_map'
  /** `rows`: its bytes are right, and it has not as many rows as its record says. */
  readonly state: Exclude<ObjectState, 'ok'> | 'rows'
  readonly path: string
}

/** Reads every byte of what is current, and compares it with the hash that it is named by. */
export async function verifyStored(project: ProjectRequest, request: VerifyRequest): Promise<VerifyReport> {
  const { repair } = request
  await using session = await openSession(project, repair ? 'update' : 'read')
  const names = new Set(await selectNames(session, request))
  const { catalog, workspace } = session
  const units: VerifiedUnit[] = []
  for (const { record } of (await catalog?.current()) ?? []) {
    if (names.has(record.asset)) units.push(await verifyRecord(workspace.store, record, repair))
  }
  // Remembered answers may still call the damaged tables fresh.
  if (units.some(({ damaged }) => damaged.length > 0)) dropRemembered(workspace.storeFolder)
  return { repair, units }
}

async function verifyRecord({ objects }: Store, record: AssetRecord, repair: boolean): Promise<VerifiedUnit> {
  const damaged: DamagedFile[] = []
  let sizeBytes = 0
  const tables: string[] = []
  for (const { what, blob, sizeBytes: size } of filesOf(record)) {
    const { state, path } = await objects.localFile(blob)
    sizeBytes += size
    if (what === 'table') tables.push(path)
    if (state === 'ok') continue
    damaged.push({ what, state, path })
    if (repair && state === 'corrupt') await objects.setAside(blob)
  }
  if (damaged.length === 0 && (await haveOtherRows(record, tables)))
    for (const path of tables) damaged.push({ what: 'table', state: 'rows', path })
  return { unit: unitAt(record), sizeBytes, damaged }
}

async function haveOtherRows({ parts, view, rows }: AssetRecord, files: readonly string[]): Promise<boolean> {
  if (parts.length === 0 || view !== undefined) return false
  const { rowsOfFiles } = await import('../table/engine/parquet-footer.ts')
  return (await rowsOfFiles(files)) !== rows
}

function filesOf({ parts, rejected, rowMap }: AssetRecord) {
  return [
    ...parts.map((part) => ({ ...part, what: 'table' as const })),
    ...(rejected === undefined ? [] : [{ ...rejected, what: 'rejected' as const }]),
    ...(rowMap === undefined ? [] : [{ ...rowMap, what: 'row_map' as const }]),
  ]
}
