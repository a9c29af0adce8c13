import { removalCure, removalWords } from '../../app/memory/removed-effects.ts'
import type { SelectionWords } from '../../app/open/selection.ts'
import type { Answer, CommandContext } from '../command.ts'
import { renderPartitions } from '../render/plan/partitions.ts'
import { renderStatus } from '../render/plan/status.ts'

export interface StatusFlags extends SelectionWords {
  /** `true` where it stands without a value: of all partitions. */
  readonly partitions?: string | true
}

export async function status({ calls, project, output }: CommandContext, flags: StatusFlags): Promise<Answer> {
  const { partitions, ...words } = flags
  const { report, document } = await calls.status(typeof partitions === 'string' ? { ...words, partitions } : words)
  const { assets, news } = report
  const now = Date.now()
  // Shown to a person once; `doctor` and the document have it as long as it exists.
  if (news.removed.length > 0 && !output.json && !output.quiet) {
    for (const effect of news.removed)
      output.note(`${removalWords(effect)}: ${removalCure(effect, project.environment)}`)
    news.note()
  }
  return {
    document,
    text: () =>
      partitions === undefined ? renderStatus({ assets, now }, output.style) : renderPartitions(assets, output.style),
  }
}
