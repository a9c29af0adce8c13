import { listDocument } from '../../app/documents/list.ts'
import { listAssets } from '../../app/list.ts'
import type { SelectionWords } from '../../app/open/selection.ts'
import type { Answer, CommandContext } from '../command.ts'
import { renderList } from '../render/plan/list.ts'

export async function list({ project, output }: CommandContext, flags: SelectionWords): Promise<Answer> {
  const { nodes, graph } = await listAssets(project, flags)
  return { document: () => listDocument(nodes, graph), text: () => renderList(nodes, output.style) }
}
