import { statusDocument } from '../../app/documents/status.ts'
import type { SelectionWords } from '../../app/open/selection.ts'
import { statusOf } from '../../app/status.ts'
import type { Answer, CommandContext } from '../command.ts'
import { renderPartitions } from '../render/plan/partitions.ts'
import { renderStatus } from '../render/plan/status.ts'

export interface StatusFlags extends SelectionWords {
  /** `true` where it stands without a value: of all partitions. */
  readonly partitions?: string | true
}

export async function status({ project, output }: CommandContext, flags: StatusFlags): Promise<Answer> {
  const { partitions, ...words } = flags
  const { assets, removed } = await statusOf(project, typeof partitions === 'string' ? { ...words, partitions } : words)
  const now = Date.now()
  for (const { asset, target } of removed) {
    const there = target === undefined ? 'what it did is there still' : `${target} is there still`
    output.note(`${asset} is not in the project any more, and ${there}: assets wipe ${asset}`)
  }
  return {
    document: () => ({ ...statusDocument(assets), ...(removed.length === 0 ? {} : { removed }) }),
    text: () =>
      partitions === undefined ? renderStatus({ assets, now }, output.style) : renderPartitions(assets, output.style),
  }
}
