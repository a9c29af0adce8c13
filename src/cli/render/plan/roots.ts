import type { Cause } from '../../../causes.ts'
import { count } from '../../../util/text/count.ts'
import type { Style } from '../../text/style.ts'

export interface Row {
  readonly name: string
  readonly causes: readonly Cause[]
}

/** A cause behind fewer rows than this is read off the rows. */
const leastRows = 3
/** More roots than a person looks at under a table. */
const mostRoots = 5

/** The causes that many rows share, each once, those behind the most rows first; empty where no cause is shared. */
export function rootLines(rows: readonly Row[], { paint, symbols }: Style): string[] {
  const behind = new Map<string, { readonly text: string; readonly at: string | undefined; rows: number }>()
  for (const row of rows) {
    for (const [key, { text, at }] of rootsOf(row)) {
      const root = behind.get(key)
      if (root === undefined) behind.set(key, { text, at, rows: 1 })
      else root.rows += 1
    }
  }
  const shared = [...behind.values()].filter(({ rows }) => rows >= leastRows).sort((a, b) => b.rows - a.rows)
  const lines = shared.slice(0, mostRoots).map(({ text, at, rows }) => {
    const place = at === undefined ? '' : `  ${paint.faint(at)}`
    return `${paint.strong(`behind ${count(rows, 'asset')}`)}: ${text}${place}`
  })
  const more = shared.length - lines.length
  return more > 0 ? [...lines, `${symbols.ellipsis} and ${count(more, 'more cause')} behind several`] : lines
}

/** The causes of one row: its own or, without any, the inherited ones. `missing` is no cause of another row. */
function rootsOf({
  name,
  causes,
}: Row): ReadonlyMap<string, { readonly text: string; readonly at: string | undefined }> {
  const own = causes.filter(({ kind }) => kind !== 'upstream_stale').map((cause) => ({ ...cause, asset: name }))
  const all = own.length > 0 ? own : causes.flatMap(({ roots = [] }) => roots)
  return new Map(
    all.map(({ asset, subject, message, at }) => {
      const text = subject === undefined ? `${asset}: ${message}` : message
      return [text, { text, at }]
    }),
  )
}
