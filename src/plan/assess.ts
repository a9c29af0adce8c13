import type { Cause, RootCause, Status } from '../causes.ts'
import type { NodeFacts } from '../discover/facts.ts'
import type { AssetError } from '../errors.ts'
import type { Stored } from '../store/interface.ts'
import { attemptKey } from './attempt-key.ts'
import { causesNow } from './diff.ts'
import type { World } from './world.ts'

/** What is true of one node now. */
export interface Assessed {
  readonly facts: NodeFacts
  readonly status: Status
  readonly causes: readonly Cause[]
  readonly current: Stored | undefined
  /** Of the last attempt, where it failed and nothing has been made since. */
  readonly failure?: { readonly code: string; readonly message: string }
}
export type Assessment = ReadonlyMap<string, Assessed>

/** The status of every node, upstream first. Pure: equal worlds give equal assessments. */
export function assess(world: World): Assessment {
  const assessed = new Map<string, Assessed>()
  for (const facts of world.facts) assessed.set(facts.node.name, assessOne(world, facts, assessed))
  return assessed
}

function assessOne(world: World, facts: NodeFacts, above: Assessment): Assessed {
  const current = world.current.get(facts.node.name)
  const own = current === undefined ? [neverMaterialized()] : causesOf(world, facts, current)
  const inherited = upstreamCauses(facts, above)
  const unseen = unseenSource(facts, current)
  if (unseen !== undefined) {
    const { code, message } = unseen
    return { facts, status: 'error', causes: [], current, failure: { code, message } }
  }
  const failure = failureOfThisKey(world, facts)
  const { status, causes } = verdict({ world, facts, current, own, inherited, failed: failure !== undefined })
  return { facts, status, causes, current, ...(failure === undefined ? {} : { failure }) }
}

/** Why a source could not be looked at. Files that are gone are a change of the source, unless it never had any. */
function unseenSource({ observation }: NodeFacts, current: Stored | undefined): AssetError | undefined {
  if (observation?.type === 'failed') return observation.error
  return observation?.type === 'known' && current === undefined ? observation.nothing : undefined
}

interface Evidence {
  readonly world: World
  readonly facts: NodeFacts
  readonly current: Stored | undefined
  readonly own: readonly Cause[]
  readonly inherited: readonly Cause[]
  readonly failed: boolean
}

/** The first that holds, in the order of `statuses`. */
function verdict(evidence: Evidence): { status: Status; causes: readonly Cause[] } {
  const { world, facts, current, own, inherited } = evidence
  const causes = [...own, ...inherited]
  if (world.running.has(facts.node.name)) return { status: 'running', causes }
  if (current === undefined) return { status: 'missing', causes }
  const state = world.blob(current)
  if (state !== 'ok') return { status: 'broken', causes: [brokenCause(state), ...causes] }
  const unknown = unknownCause(facts, current)
  // What is there is what this very key makes: a run has nothing to try again, whatever an attempt beside it came to.
  const isDue = own.length > 0 || unknown !== undefined
  if (evidence.failed && isDue) return { status: 'failed', causes }
  if (own.length > 0) return { status: 'stale', causes }
  if (inherited.length > 0) return { status: 'maybe', causes }
  return unknown === undefined ? { status: 'fresh', causes: [] } : { status: 'unknown', causes: [unknown] }
}

function causesOf(world: World, facts: NodeFacts, current: Stored): readonly Cause[] {
  return causesNow(world, facts, { record: current.record, upstream: (name) => world.current.get(name) })
}

/** Statuses under which what is below may still turn out to be right. */
const upToDate: ReadonlySet<Status> = new Set(['fresh', 'pinned', 'unknown'])

export const isUpToDate = (status: Status): boolean => upToDate.has(status)

function upstreamCauses(facts: NodeFacts, above: Assessment): Cause[] {
  return [...new Set(facts.node.upstream)].flatMap((name) => {
    const upstream = above.get(name)
    if (upstream === undefined || isUpToDate(upstream.status)) return []
    return [
      { kind: 'upstream_stale' as const, subject: name, message: staleText(upstream), roots: rootsOf(name, upstream) },
    ]
  })
}

/** Behind a chain of assets that may turn out to be fresh it is the one at its head that is told of. */
function staleText({ facts, status, causes }: Assessed): string {
  const inherited = causes.find(({ kind }) => kind === 'upstream_stale')
  return status === 'maybe' && inherited !== undefined ? inherited.message : `${facts.node.name} is ${status}`
}

/** The causes at the root: those of the upstream itself, and the roots of what it inherits. */
function rootsOf(name: string, upstream: Assessed): readonly RootCause[] {
  const roots = new Map<string, RootCause>()
  for (const cause of upstream.causes) {
    const found = cause.roots ?? [{ ...cause, asset: name }]
    for (const root of found) roots.set(`${root.asset} ${root.kind} ${root.subject ?? ''}`, root)
  }
  return [...roots.values()].slice(0, maxRoots)
}
/** More roots than a person reads; each is told at its own asset. */
const maxRoots = 20

function failureOfThisKey(world: World, facts: NodeFacts) {
  const failure = world.failures.get(facts.node.name)
  if (failure === undefined) return undefined
  const key = attemptKey(world, facts, (name) => world.current.get(name))
  return failure.key === key ? failure.error : undefined
}

function neverMaterialized(): Cause {
  return { kind: 'never_materialized', message: 'never materialized' }
}

function brokenCause(state: 'missing' | 'corrupt'): Cause {
  return state === 'missing'
    ? { kind: 'output_missing', message: 'its file is gone from the store' }
    : { kind: 'output_corrupt', message: 'its file in the store has other bytes than were written' }
}

function setAsideText(failed: number): string {
  return `its function failed for ${failed === 1 ? 'a row that is' : `${failed} rows that are`} set aside: every run tries ${failed === 1 ? 'it' : 'them'} again`
}

function unknownCause(facts: NodeFacts, current: Stored): Cause | undefined {
  if (facts.observation?.type === 'unasked') {
    return { kind: 'source_unobserved', message: 'not observed: only a run asks this source whether it moved' }
  }
  if (facts.observation?.type === 'always') {
    return { kind: 'source_unobserved', message: 'it has no observe, so that every run reads it' }
  }
  if (facts.volatile) return { kind: 'volatile', message: 'volatile: every run makes it' }
  const failed = current.record.work?.failed ?? 0
  if (failed > 0) return { kind: 'volatile', message: setAsideText(failed) }
  if (!current.record.reusable)
    return current.record.ingredients.clock
      ? { kind: 'volatile', message: 'it reads the time of the run (now), which is another at every run' }
      : { kind: 'volatile', message: 'its files moved while it ran, so that nobody knows what it was made from' }
  return undefined
}
