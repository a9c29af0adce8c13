import { statusDocument } from '../../app/documents/status.ts'
import type { SelectionWords } from '../../app/open/selection.ts'
import { statusOf } from '../../app/status.ts'
import type { Answer, CommandContext } from '../command.ts'
import { renderStatus } from '../render/status.ts'

export async function status({ project, output }: CommandContext, flags: SelectionWords): Promise<Answer> {
  const assets = await statusOf(project, flags)
  return {
    document: () => statusDocument(assets),
    text: () => renderStatus({ assets, now: Date.now() }, output.style),
  }
}
