import type { Answer, CommandContext } from '../command.ts'
import { historyDocument, renderHistory } from '../render/history.ts'
import { assetNamed } from '../selection.ts'
import { openSession } from '../session.ts'

export interface HistoryFlags {
  readonly asset?: string
  readonly limit: number
}

export async function history(context: CommandContext, { asset, limit }: HistoryFlags): Promise<Answer> {
  await using session = await openSession(context, 'read')
  const query = asset === undefined ? { limit } : { asset: assetNamed(session, asset).name, limit }
  const records = (await session.catalog?.history(query)) ?? []
  return {
    document: () => historyDocument(records),
    text: () => renderHistory({ records, now: Date.now() }, context.output.style),
  }
}
