import { AssetError } from '../../errors.ts'
import type { Catalog, StoredRun } from '../../store/interface.ts'
import { thousands } from '../../util/text/count.ts'

/** As many as are listed before the rest becomes a number. */
const mostListed = 5

/**
 * The run whose id begins with `start`; `undefined` where no run does.
 *
 * @throws AssetError `SELECTION_EMPTY` where several runs do.
 */
export async function runNamed(catalog: Pick<Catalog, 'runs'>, start: string): Promise<StoredRun | undefined> {
  const runs = await catalog.runs(Number.MAX_SAFE_INTEGER, start)
  if (runs.length > 1)
    throw severalRuns(
      start,
      runs.map(({ id }) => id),
    )
  return runs[0]
}

export function severalRuns(start: string, ids: readonly string[]): AssetError {
  const more = ids.length > mostListed ? ` and ${thousands(ids.length - mostListed)} more` : ''
  return new AssetError({
    code: 'SELECTION_EMPTY',
    message: `"${start}" is the beginning of ${thousands(ids.length)} runs: ${ids.slice(0, mostListed).join(', ')}${more}`,
    facts: { runs: ids },
    fix: 'name more digits of one of them',
  })
}

export const noSuchRun = (start: string): AssetError =>
  new AssetError({
    code: 'SELECTION_EMPTY',
    message: `there is no run "${start}"`,
    fix: 'see the runs: assets history',
  })
