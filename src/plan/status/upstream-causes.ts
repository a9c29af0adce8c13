import type { Cause, RootCause, Status } from '../../causes.ts'
import { nodeKinds } from '../../define/node-kinds.ts'
import { assetOf, partitionOf, type Unit } from '../../unit.ts'
import { rangesText } from '../../util/text/key-ranges.ts'
import type { KnownFailure } from '../checks/verdict.ts'
import type { UnitFacts } from '../units.ts'
import { isUpToDate } from './up-to-date.ts'

/** What is known of an upstream unit. */
interface Above {
  readonly facts: Pick<UnitFacts, 'node' | 'unit'>
  readonly status: Status
  readonly causes: readonly Cause[]
  readonly failure?: KnownFailure
}
const none: readonly never[] = []
type AboveByUnit = ReadonlyMap<Unit, Above>

/** @param isThere Whether a unit has something to read. */
export function upstreamCauses(
  facts: UnitFacts,
  above: AboveByUnit,
  isThere: (unit: Unit) => boolean,
): readonly Cause[] {
  if (facts.reads.length === 0 && facts.awaits === undefined) return none
  const causes = new Map(keysUnknown(facts, above).map((cause) => [cause.message, cause]))
  for (const units of facts.reads) {
    const [first, ...more] = units
    if (first === undefined) continue
    const stale = units.flatMap((unit) => {
      const upstream = above.get(unit)
      if (upstream === undefined || isUpToDate(upstream.status)) return []
      return tellsRows(upstream, above) && isThere(unit) ? [] : [upstream]
    })
    if (stale.length === 0) continue
    if (more.length > 0) for (const cause of staleAmong(stale, units)) causes.set(cause.message, cause)
    else causes.set(first, inherited(first, stale, staleText(stale[0] as Above, facts)))
  }
  return [...causes.values()]
}

/**
 * Whether the upstream is a check whose failing rows are known: it fails over the current tables, or over a version
 * that it holds back.
 */
function tellsRows({ facts, status, causes, failure }: Above, above: AboveByUnit): boolean {
  if (status !== 'failed' || failure?.code !== 'CHECK_FAILED' || !nodeKinds[facts.node.kind].judges) return false
  const isHeld = (unit: string) => above.get(unit as Unit)?.failure?.check?.name === facts.unit
  return causes.every(({ kind, subject = '' }) => kind !== 'upstream_stale' || isHeld(subject))
}

/** The causes from keys, the unit's own and those of its upstream, that may have changed or were never asked for. */
function keysUnknown(facts: UnitFacts, above: AboveByUnit): readonly Cause[] {
  return openKeys(facts, above).flatMap((keys) => {
    const { node, unit } = keys.facts
    // The asset itself shows which partitions it has.
    if (node.name === facts.node.name) return []
    const message = node.keys
      ? `the keys of ${node.name} ${keysText(keys.status)}`
      : `its keys come from ${staleText(keys, facts)}`
    return [inherited(unit, [keys], message)]
  })
}

/** The keys that a unit waits for and that are not up to date. */
export const openKeys = ({ awaits }: UnitFacts, above: AboveByUnit): readonly Above[] =>
  (awaits ?? []).flatMap((unit) => {
    const keys = above.get(unit)
    return keys === undefined || isUpToDate(keys.status) ? [] : [keys]
  })

const keysText = (status: Status): string => (status === 'missing' ? 'are not known yet' : 'may be others by now')

function inherited(subject: string, stale: readonly Above[], message: string): Cause {
  const roots = new Map<string, RootCause>()
  for (const upstream of stale) {
    if (roots.size >= maxRoots) break
    for (const root of rootsOf(upstream.facts.unit, upstream))
      roots.set(`${root.asset} ${root.kind} ${root.subject ?? ''}`, root)
  }
  return { kind: 'upstream_stale', subject, message, roots: [...roots.values()].slice(0, maxRoots) }
}

/** One cause for each status of partitions that are read as one table, with the partitions that have it. */
function staleAmong(stale: readonly Above[], units: readonly Unit[]): readonly Cause[] {
  const order = units.map(partitionOf)
  return [...Map.groupBy(stale, ({ status }) => status)].map(([status, some]) => {
    const asset = assetOf((some[0] as Above).facts.unit)
    const keys = some.map(({ facts }) => partitionOf(facts.unit))
    const verb = keys.length === 1 ? 'is' : 'are'
    return inherited(asset, some, `${asset} ${rangesText(keys, order)} ${verb} ${status}`)
  })
}

/**
 * Names the head of a chain of assets that may turn out to be fresh, and the first of several partitions that read each
 * other.
 */
function staleText({ facts, status, causes }: Above, reader: UnitFacts): string {
  const isOfReader = (unit: string) => assetOf(unit as Unit) === reader.node.name
  const isBefore = isOfReader(facts.unit)
  const inherited = causes.find(
    ({ kind, subject = '' }) => kind === 'upstream_stale' && (!isBefore || isOfReader(subject)),
  )
  return status === 'maybe' && inherited !== undefined ? inherited.message : `${facts.unit} is ${status}`
}

/** The causes at the root: those of the upstream itself, and the roots of what it inherits. */
function rootsOf(unit: Unit, upstream: Above): readonly RootCause[] {
  const roots = new Map<string, RootCause>()
  for (const cause of upstream.causes) {
    const causeRoots = cause.roots ?? [{ ...cause, asset: unit }]
    for (const root of causeRoots) roots.set(`${root.asset} ${root.kind} ${root.subject ?? ''}`, root)
  }
  return [...roots.values()].slice(0, maxRoots)
}
/** A longer list of roots is not read; each asset shows its own causes. */
const maxRoots = 20
