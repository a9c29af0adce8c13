import type { SelectionWords } from '../../app/open/selection.ts'
import type { Answer, CommandContext } from '../command.ts'
import { renderList } from '../render/plan/list.ts'

export async function list({ calls, output }: CommandContext, flags: SelectionWords): Promise<Answer> {
  const { report, document } = await calls.list(flags)
  return { document, text: () => renderList(report.nodes, output.style) }
}
