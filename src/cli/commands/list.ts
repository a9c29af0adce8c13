import type { Answer, CommandContext } from '../command.ts'
import { openOverview } from '../overview.ts'
import { listDocument, renderList } from '../render/list.ts'
import { type SelectionFlags, selectNodes } from '../selection.ts'

export async function list(context: CommandContext, flags: SelectionFlags): Promise<Answer> {
  await using overview = await openOverview(context)
  const nodes = await selectNodes(overview, flags)
  return {
    document: () => listDocument(nodes, overview.graph),
    text: () => renderList(nodes, context.output.style),
  }
}
