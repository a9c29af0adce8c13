import { statusDocument } from '../../app/documents/status.ts'
import type { SelectionWords } from '../../app/open/selection.ts'
import { statusOf } from '../../app/status.ts'
import type { Answer, CommandContext } from '../command.ts'
import { renderPartitions } from '../render/partitions.ts'
import { renderStatus } from '../render/status.ts'

export interface StatusFlags extends SelectionWords {
  /** `true` where it stands without a value: of all partitions. */
  readonly partitions?: string | true
}

export async function status({ project, output }: CommandContext, flags: StatusFlags): Promise<Answer> {
  const { partitions, ...words } = flags
  const assets = await statusOf(project, typeof partitions === 'string' ? { ...words, partitions } : words)
  const now = Date.now()
  return {
    document: () => statusDocument(assets),
    text: () =>
      partitions === undefined ? renderStatus({ assets, now }, output.style) : renderPartitions(assets, output.style),
  }
}
