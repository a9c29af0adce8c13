import type { Answer, CommandContext } from '../command.ts'
import { renderStatus, statusDocument } from '../render/status.ts'
import { assessSelected, type SelectionFlags } from '../selection.ts'
import { openSession } from '../session.ts'

export async function status(context: CommandContext, flags: SelectionFlags): Promise<Answer> {
  await using session = await openSession(context, 'read')
  const assets = await assessSelected(session, flags)
  return {
    document: () => statusDocument(assets),
    text: () => renderStatus({ assets, now: Date.now() }, context.output.style),
  }
}
