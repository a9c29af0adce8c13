import { AssetError } from '../errors.ts'
import { keyOfTable, type PinnedInput } from '../project/pinned-input.ts'
import type { Engine } from '../table/engine/open.ts'
import type { PartSource, RejectedSource, TableSource } from '../table/read/table.ts'
import { type TablePart, uniteTables } from '../table/read/unite-tables.ts'
import type { CallContext } from './run-context.ts'

export interface Opening {
  readonly workspace: Pick<CallContext['workspace'], 'relation' | 'verifiedFile' | 'verifiedRejected'>
  readonly engine: Engine
  /** Whether a view is given as its statement, and not as a file with its rows. */
  readonly inlinesViews?: boolean
  /** Is called when a function reads rows that a schema refused. */
  readonly onRejected: () => void
}

/** The files of an input, of one table or of many partitions. Their bytes are checked here. */
export async function tableOfInput(
  opening: Opening,
  input: PinnedInput & { readonly name: string },
): Promise<Pick<TableSource, 'name' | 'file' | 'columns' | 'count' | 'rejected' | 'parts'>> {
  const { workspace, engine, inlinesViews = false } = opening
  const { relation, verifiedFile } = workspace
  const { name, tables } = input
  const parts: PartSource[] = []
  const refused: TablePart[] = []
  for (const [index, stored] of tables.entries()) {
    const key = keyOfTable(input, index)
    const { schema, rows, rejected } = stored.record
    const part = { key, file: await (inlinesViews ? relation : verifiedFile)(stored), columns: schema, count: rows }
    if (rejected === undefined) {
      parts.push({ ...part, rejected: { kept: false, refuse: () => notKept(name) } })
      continue
    }
    const beside = { file: await workspace.verifiedRejected(stored), columns: rejected.schema, count: rejected.rows }
    refused.push({ key, ...beside })
    parts.push({ ...part, rejected: { kept: true, ...beside, onRead: opening.onRejected } })
  }
  const isPartitioned = parts.some(({ key }) => key !== '')
  return {
    name,
    ...(await uniteTables(engine, { asset: name, parts })),
    rejected: await rejectedOf(opening, { name, refused }),
    ...(isPartitioned ? { parts } : {}),
  }
}

/** The files with the failing rows of a check, which may have judged many partitions. */
export async function failingOfInput(
  { workspace, engine, onRejected }: Opening,
  input: PinnedInput & { readonly name: string },
): Promise<RejectedSource> {
  const parts: TablePart[] = []
  for (const [index, stored] of input.tables.entries()) {
    const { rejected } = stored.record
    if (rejected === undefined) continue
    const file = await workspace.verifiedRejected(stored)
    parts.push({ key: keyOfTable(input, index), file, columns: rejected.schema, count: rejected.rows })
  }
  if (parts.length === 0) return { kept: false, refuse: () => tellsNoRows(input.name) }
  return { kept: true, ...(await uniteTables(engine, { asset: input.name, parts })), onRead: onRejected }
}

export function tellsNoRows(check: string): AssetError {
  return new AssetError({
    code: 'ASSET_RESULT',
    message: `the check ${check} tells no rows that fail`,
    facts: { asset: check },
    fix: `return a query, rules(…) or expectations(…) from ${check}; no column of the table may be called _rule or _severity`,
  })
}

/** The refused rows of an asset; reading them throws `notKept` where the asset keeps none. */
async function rejectedOf(
  { engine, onRejected }: Opening,
  { name, refused }: { readonly name: string; readonly refused: readonly TablePart[] },
): Promise<RejectedSource> {
  if (refused.length === 0) return { kept: false, refuse: () => notKept(name) }
  return { kept: true, ...(await uniteTables(engine, { asset: name, parts: refused })), onRead: onRejected }
}

/** The error of reading refused rows that an asset does not keep. */
export function notKept(asset: string): AssetError {
  return new AssetError({
    code: 'ASSET_SCHEMA',
    message: `${asset} keeps no rows that its schema refused`,
    facts: { asset },
    fix: `give ${asset} a schema and onInvalid: 'quarantine'`,
  })
}
