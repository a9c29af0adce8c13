import { type Cause, isHold, type Status, statuses } from '../../causes.ts'
import { count, thousands } from '../../util/text/count.ts'
import type { AssetView } from '../open/view.ts'

/**
 * The first cause in words, and how many more there are. Inherited causes are shown only where the asset has no cause
 * of its own.
 */
export function whyOf(causes: readonly Cause[]): string {
  const own = causes.filter(({ kind }) => kind !== 'upstream_stale')
  const [first, ...rest] = own.length > 0 ? own : causes
  if (first === undefined) return ''
  if (isHold(first)) return heldText(first, rest)
  if (first.kind === 'pinned') return pinnedText(first, causes.slice(1))
  return rest.length === 0 ? first.message : `${first.message} (and ${rest.length} more)`
}

/** With what a run would make it again for. */
const pinnedText = ({ message }: Cause, others: readonly Cause[]): string =>
  others.length === 0 ? message : `${message}, although ${whyOf(others)}`

/** The user has to mend the checks first, so that the text leaves out other causes. */
function heldText({ message }: Cause, rest: readonly Cause[]): string {
  const more = rest.filter(({ kind }) => kind === 'check_failed').length
  return more === 0 ? message : `${message} (and ${count(more, 'more check')})`
}

/** The condition of a `run?`: the upstream assets that may turn out to be unchanged. */
export function ifChanges(causes: readonly Cause[]): string {
  const all = causes.flatMap(({ kind, subject }) => (kind === 'upstream_stale' && subject ? [subject] : []))
  const names = [...new Set(all)]
  const doubted = causes.find(({ kind }) => kind === 'check_failed')?.subject
  if (doubted !== undefined) return `if ${doubted} passes`
  if (names.length === 0) return whyOf(causes)
  const shown = names.length > 3 ? [...names.slice(0, 2), `${names.length - 2} others`] : names
  const last = shown.at(-1)
  if (shown.length === 1) return `if ${last} changes`
  return `if ${shown.slice(0, -1).join(', ')} or ${last} ${names.length > 3 ? 'change' : 'changes'}`
}

/**
 * Shows a root cause once: an edit of a shared helper makes many assets stale for the very same reason, and the second
 * asset only points at the first. Short reasons without a place (never materialized) are repeated.
 */
export function onceEach(): (name: string, causes: readonly Cause[]) => string {
  const firsts = new Map<string, string>()
  return (name, causes) => {
    const why = whyOf(causes)
    if (causes[0]?.subject === undefined || causes[0].kind === 'upstream_stale') return why
    const first = firsts.get(why)
    if (first !== undefined) return `as ${first}`
    firsts.set(why, name)
    return why
  }
}

/** The reason of a failure says more than why the asset was tried. */
export function whyNot(view: AssetView, tell: ReturnType<typeof onceEach>): string {
  const why = failureOf(view) ?? tell(view.node.name, view.causes)
  return [lateText(view), partitionsText(view), why].filter((part) => part !== '').join('; ')
}

/** In UTC, as in the documents. */
function lateText({ late }: AssetView): string {
  return late === undefined ? '' : `late since ${new Date(late).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

/** `362 of 365 fresh, 3 stale` */
function partitionsText({ partitions }: AssetView): string {
  if (partitions === undefined) return ''
  const { total, counts } = partitions
  const parts = statuses.toReversed().flatMap((status) => {
    const amount = counts[status] ?? 0
    return amount === 0 ? [] : [`${thousands(amount)} ${status}`]
  })
  if (total === 0) return 'no partition yet'
  if (parts.length === 1) return count(total, 'partition')
  return `of ${count(total, 'partition')} ${parts.join(', ')}`
}

/** The reasons of an asset that is shown by itself. */
export function whyAlone(view: AssetView): string {
  const why = failureOf(view) ?? whyOf(view.causes)
  return [partitionsText(view), why].filter((part) => part !== '').join('; ') || view.status
}

/** An asset that was never made shows its failure as well. A failure is shown only for the present state. */
function failureOf({ status, failure }: AssetView): string | undefined {
  return failing.has(status) ? failure?.message.split('\n', 1)[0] : undefined
}

const failing: ReadonlySet<Status> = new Set(['failed', 'error', 'missing'])
