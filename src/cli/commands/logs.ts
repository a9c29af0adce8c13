import { logsDocument } from '../../app/documents/logs.ts'
import { logsOf } from '../../app/logs.ts'
import type { Answer, CommandContext } from '../command.ts'
import { renderLogs } from '../render/logs.ts'

export async function logs(
  { project, output }: CommandContext,
  { subject }: { readonly subject?: string },
): Promise<Answer> {
  const lines = await logsOf(project, subject)
  return { document: () => logsDocument(lines), text: () => renderLogs(lines, output.style) }
}
