import { logsDocument } from '../../app/documents/logs.ts'
import { logsOf } from '../../app/logs.ts'
import type { Answer, CommandContext } from '../command.ts'
import { renderLogs } from '../render/run/logs.ts'

export async function logs(
  { project, output }: CommandContext,
  flags: { readonly subject?: string; readonly partitions?: string },
): Promise<Answer> {
  const lines = await logsOf(project, flags)
  return { document: () => logsDocument(lines), text: () => renderLogs(lines, output.style) }
}
