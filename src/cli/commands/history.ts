import { historyDocument } from '../../app/documents/history.ts'
import { type HistoryRequest, historyOf } from '../../app/history.ts'
import type { Answer, CommandContext } from '../command.ts'
import { renderHistory } from '../render/run/history.ts'

export async function history({ project, output }: CommandContext, flags: HistoryRequest): Promise<Answer> {
  const records = await historyOf(project, flags)
  return {
    document: () => historyDocument(records),
    text: () => renderHistory({ records, now: Date.now() }, output.style),
  }
}
