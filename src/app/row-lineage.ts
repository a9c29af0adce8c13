import { nodeKinds } from '../define/node-kinds.ts'
import { AssetError } from '../errors.ts'
import type { Node } from '../graph/node.ts'
import { hasTable } from '../store/record.ts'
import { unitAt } from '../unit.ts'
import { shellWord } from '../util/text/shell-word.ts'
import { oneUnit } from './open/one-unit.ts'
import type { PartitionWords } from './open/partitions.ts'
import type { ProjectRequest } from './open/request.ts'
import { assetNamed } from './open/selection.ts'
import { openSession, type Session } from './open/session.ts'
import { notMade } from './rows/read-rows.ts'
import type { RowLineage } from './rows/row-lineage.ts'

export interface RowLineageRequest extends PartitionWords {
  readonly names: readonly string[]
  /** A value of the key, or `column=value`. */
  readonly row: string
}
export interface RowLineageReport extends RowLineage {
  /** The name that was asked for: an effect has the rows of the table it reads. */
  readonly name: string
}

/** Where a row came from. */
export async function rowLineageOf(
  project: ProjectRequest,
  { names, row, partitions }: RowLineageRequest,
): Promise<RowLineageReport> {
  await using session = await openSession(project, 'read')
  const [name] = names
  if (name === undefined || names.length > 1) {
    const fix = 'name one: assets lineage <asset> --row <key>'
    throw new AssetError({ code: 'CLI_USAGE', message: '--row follows a row of one asset', fix })
  }
  const table = tableOf(session, assetNamed(session, name))
  const unit = await oneUnit(session, { asset: table, partitions, command: `lineage ${name} --row ${shellWord(row)}` })
  const current = new Map(((await session.catalog?.current()) ?? []).map((one) => [unitAt(one.record), one]))
  for (const [asset, stored] of await session.currentTables([table])) if (asset === unit) current.set(unit, stored)
  const stored = current.get(unit)
  if (stored === undefined || !hasTable(stored.record)) throw notMade(session, unit)
  const { rowLineage } = await import('./rows/row-lineage.ts')
  return { ...(await rowLineage(session.workspace, { stored, wanted: row, current })), name }
}

/** The receipt of an effect tells nothing of rows: they are those of the table that it reads. */
function tableOf(session: Session, { name, kind, upstream }: Node): string {
  const [first] = upstream
  const { title, hasRows, actsOutside } = nodeKinds[kind]
  if (actsOutside && first !== undefined) return assetNamed(session, first).name
  if (hasRows) return name
  const message = actsOutside ? `${name} is ${title} that reads no table` : `${name} is ${title}, which has no rows`
  throw new AssetError({ code: 'CLI_USAGE', message, fix: `see what it reads: assets lineage ${name}` })
}
