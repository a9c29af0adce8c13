import type { Answer, CommandContext } from '../command.ts'
import { listDocument, renderList } from '../render/list.ts'
import { type SelectionFlags, selectNodes } from '../selection.ts'
import { openSession } from '../session.ts'

export async function list(context: CommandContext, flags: SelectionFlags): Promise<Answer> {
  await using session = await openSession(context, 'read')
  const nodes = await selectNodes(session, flags)
  return {
    document: () => listDocument(nodes, session.graph),
    text: () => renderList(nodes, context.output.style),
  }
}
