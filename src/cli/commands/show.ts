import { AssetError } from '../../errors.ts'
import type { Stored } from '../../store/interface.ts'
import { quoteId } from '../../util/sql-text.ts'
import { suggest } from '../../util/suggest.ts'
import type { Answer, CommandContext } from '../command.ts'
import { notMade, readStored } from '../read-rows.ts'
import { renderSchema } from '../render/rows.ts'
import { isStreamed, type RowFormat } from '../row-formats.ts'
import { assetNamed } from '../selection.ts'
import { openSession, type Session } from '../session.ts'
import { writeRows } from '../write-rows.ts'

export interface ShowFlags {
  readonly asset: string
  readonly format: RowFormat
  readonly limit?: number
  readonly offset: number
  readonly where?: string
  /** Names, with commas between. */
  readonly columns?: string
  /** The first digits of an older version's hash. */
  readonly version?: string
  readonly schema?: boolean
}

/** A screen of rows for a person, more for a program that takes one document; a file gets all there are. */
function defaultLimit(format: RowFormat, json: boolean): number | undefined {
  if (json || format === 'json') return 1000
  return isStreamed(format) ? undefined : 20
}

export async function show(context: CommandContext, flags: ShowFlags): Promise<Answer> {
  await using session = await openSession(context, 'read')
  const stored = await tableOf(session, flags)
  const { schema } = stored.record
  if (flags.schema) {
    const document = await schemaDocument(session, stored)
    return { document: () => document, text: () => renderSchema(schema, context.output.style) }
  }
  const limit = flags.limit ?? defaultLimit(flags.format, context.output.json)
  const reading = await readStored(session, {
    stored,
    columns: columnList(stored, flags.columns),
    where: flags.where,
    offset: flags.offset,
    limit: limit === undefined ? undefined : limit + 1,
  })
  return await writeRows(context, reading, { command: 'show', format: flags.format, limit })
}

/** What a program needs to read the table by itself. The file is shared and read-only. */
async function schemaDocument({ workspace }: Session, stored: Stored): Promise<object> {
  const { schema, rows, sizeBytes, version } = stored.record
  return { columns: schema, count: rows, sizeBytes, version, path: await workspace.verifiedFile(stored) }
}

async function tableOf(session: Session, { asset, version }: ShowFlags): Promise<Stored> {
  const node = assetNamed(session, asset)
  if (node.kind === 'check') {
    const fix = `see what it says: assets explain ${asset}`
    throw new AssetError({ code: 'CLI_USAGE', message: `${asset} is a check, which has no rows`, fix })
  }
  if (version !== undefined) return versionOf(session, asset, version)
  const stored = (await session.currentTables()).find(({ record }) => record.asset === asset)
  if (stored === undefined) throw notMade(asset)
  return stored
}

async function versionOf(session: Session, asset: string, version: string): Promise<Stored> {
  const kept = (await session.versions(asset)).filter(({ record }) => record.version.startsWith(version))
  const [found] = kept
  const fix = `see the versions: assets history ${asset} --json`
  if (found === undefined) {
    throw new AssetError({ code: 'SELECTION_EMPTY', message: `${asset} has no version ${version}`, fix })
  }
  if (new Set(kept.map(({ record }) => record.version)).size > 1) {
    throw new AssetError({
      code: 'SELECTION_EMPTY',
      message: `several versions of ${asset} begin with ${version}`,
      fix,
    })
  }
  return found
}

function columnList({ record }: Stored, wanted: string | undefined): string {
  if (wanted === undefined) return '*'
  const there = record.schema.map(({ name }) => name)
  const names = wanted.split(',').map((name) => name.trim())
  for (const name of names) {
    if (there.includes(name)) continue
    const meant = suggest(name, there)
    throw new AssetError({
      code: 'QUERY_SQL',
      message: `${record.asset} has no column "${name}"`,
      fix: meant === undefined ? `its columns are ${there.join(', ')}` : `did you mean "${meant}"?`,
    })
  }
  return names.map(quoteId).join(', ')
}
