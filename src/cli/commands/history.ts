import type { HistoryRequest } from '../../app/history.ts'
import type { Answer, CommandContext } from '../command.ts'
import { renderHistory } from '../render/run/history.ts'

export async function history({ calls, output }: CommandContext, flags: HistoryRequest): Promise<Answer> {
  const { report, document } = await calls.history(flags)
  return { document, text: () => renderHistory({ records: report, now: Date.now() }, output.style) }
}
