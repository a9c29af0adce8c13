import { failedIn } from '../../app/retry.ts'
import type { Answer, CommandContext } from '../command.ts'
import { type MaterializeFlags, materialize } from './materialize.ts'

export interface RetryFlags extends Pick<MaterializeFlags, 'wait' | 'concurrency' | 'failFast'> {
  /** The first digits of a run's id; the last run where it is undefined. */
  readonly run?: string
}

/** Materializes what a run left undone, as if the assets, and their partitions, were named. */
export async function retry(context: CommandContext, { run: named, ...flags }: RetryFlags): Promise<Answer> {
  const { run, assets, units } = await failedIn(context.project, named)
  if (assets.length > 0) return materialize(context, { ...flags, words: assets, units })
  const note = run === undefined ? 'nothing has been run yet' : `nothing failed in run ${run}`
  context.output.note(note)
  return { document: () => ({ run: run ?? null, steps: [], counts: {} }), text: () => '' }
}
