import type { Explanation } from '../../../app/explain/explanation.ts'
import type { RowExample } from '../../../app/rows/row-changes.ts'
import type { RowCounts } from '../../../events.ts'
import { cellText } from '../../../util/text/cell.ts'
import { count, thousands } from '../../../util/text/count.ts'
import { indented } from '../../../util/text/lines.ts'
import type { Style } from '../../text/style.ts'
import { forecastText } from '../plan/plan.ts'
import { rowCells } from '../rows/row-lineage.ts'

/** For an asset that is computed row by row: what a run would compute and why, or what the last run computed. */
export function rowLines({ rows, assessed }: Explanation, style: Style): string[] {
  const work = assessed.current?.record.work
  if (rows === undefined) return work === undefined ? [] : [lastText(work)]
  if (rows === null) return ['how many have to be computed is known when what it reads has run']
  const { moved, examples } = rows
  const why =
    moved === undefined
      ? 'none of an earlier output can be taken over'
      : `${thousands(moved.changed)} changed, ${thousands(moved.added)} new, ${thousands(moved.left)} left`
  return [`computes ${forecastText(rows)}: ${why}`, ...examples.flatMap((example) => exampleLines(example, style))]
}

function exampleLines({ what, key, before, after }: RowExample, style: Style): string[] {
  const named = key === undefined ? '' : ` ${cellText(key)}`
  const side = (sign: string, row: typeof before) =>
    row === undefined ? [] : rowCells(row, style).map((cell) => `${sign} ${cell}`)
  return [`such as ${what}${named}`, ...indented([...side('-', before), ...side('+', after)])]
}

function lastText({ computed, recovered, reused, removed, failed }: RowCounts): string {
  const parts = [
    `computed ${count(computed, 'row')}`,
    ...(recovered > 0 ? [`recovered ${thousands(recovered)}`] : []),
    `reused ${thousands(reused)}`,
    `removed ${thousands(removed)}`,
    ...(failed > 0 ? [`set ${thousands(failed)} aside`] : []),
  ]
  return `the last run ${parts.join(', ')}`
}
