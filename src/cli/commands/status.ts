import type { Answer, CommandContext } from '../command.ts'
import { openOverview } from '../overview.ts'
import { renderStatus, statusDocument } from '../render/status.ts'
import { assessSelected, type SelectionFlags } from '../selection.ts'

export async function status(context: CommandContext, flags: SelectionFlags): Promise<Answer> {
  await using overview = await openOverview(context)
  const assets = await assessSelected(overview, flags)
  return {
    document: () => statusDocument(assets),
    text: () => renderStatus({ assets, now: Date.now() }, context.output.style),
  }
}
