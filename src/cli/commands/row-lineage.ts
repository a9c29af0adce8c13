import { AssetError } from '../../errors.ts'
import type { Node } from '../../graph/node.ts'
import type { Answer, CommandContext } from '../command.ts'
import { notMade } from '../read-rows.ts'
import { renderRowLineage, rowLineageDocument } from '../render/row-lineage.ts'
import { assetNamed } from '../selection.ts'
import { openSession, type Session } from '../session.ts'

/** Where a row came from: `lineage <asset> --row <key>`. */
export async function rowLineageOf(
  context: CommandContext,
  { names, row }: { readonly names: readonly string[]; readonly row: string },
): Promise<Answer> {
  await using session = await openSession(context, 'read')
  const [name] = names
  if (name === undefined || names.length > 1) {
    const fix = 'name one: assets lineage <asset> --row <key>'
    throw new AssetError({ code: 'CLI_USAGE', message: '--row follows a row of one asset', fix })
  }
  const asked = assetNamed(session, name)
  const table = tableOf(session, asked)
  const current = new Map((await session.currentTables()).map((stored) => [stored.record.asset, stored]))
  const stored = current.get(table)
  if (stored === undefined) throw notMade(table)
  const { rowLineage } = await import('../../app/rows/row-lineage.ts')
  const found = await rowLineage(session.workspace, { stored, wanted: row, current })
  return {
    document: () => rowLineageDocument(found, name),
    text: () => renderRowLineage(found, context.output.style, name),
  }
}

/** The receipt of an effect tells nothing of rows: they are those of the table that it reads. */
function tableOf(session: Session, { name, kind, upstream }: Node): string {
  const [first] = upstream
  if (kind === 'effect' && first !== undefined) return assetNamed(session, first).name
  if (kind === 'asset' || kind === 'source') return name
  const message =
    kind === 'check' ? `${name} is a check, which has no rows` : `${name} is an effect that reads no table`
  throw new AssetError({ code: 'CLI_USAGE', message, fix: `see what it reads: assets lineage ${name}` })
}
