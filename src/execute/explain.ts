import type { Action, Cause, RootCause } from '../causes.ts'
import type { CodeNote } from '../discover/code/notes.ts'
import { AssetError } from '../errors.ts'
import type { StepError } from '../events.ts'
import { ancestors } from '../graph/walk.ts'
import type { Assessed, Assessment } from '../plan/assess.ts'
import { type CodeChange, codeChanges } from '../plan/code-changes.ts'
import { ownCauses } from '../plan/diff.ts'
import { planRun } from '../plan/plan.ts'
import type { Stored } from '../store/interface.ts'
import type { LiveWorld } from './live-world.ts'
import { notesFor } from './notes.ts'
import type { Workspace } from './workspace.ts'

/** One asset against what it was made from: everything that `explain` tells and the planner does not. */
export interface Explanation {
  /** With the causes against the record that it is compared with, which is `current` here. */
  readonly assessed: Assessed
  /** Whether it is compared with another record than the current one. */
  readonly versus: boolean
  /** What a run of it, and of what it is made from, would do. */
  readonly action: Action
  /** Causes of assets above, each once: the same edit reaches an asset on many ways. */
  readonly roots: readonly RootCause[]
  /** Of its own changed declarations and of those at the roots. */
  readonly changes: readonly SourceChange[]
  readonly notes: readonly CodeNote[]
  /** Of the last attempt, where it failed and nothing has been made since. */
  readonly failure?: StepError
}
/** A changed declaration with its texts, where they are kept. */
export interface SourceChange extends CodeChange {
  readonly asset: string
  readonly text: { readonly before?: string; readonly after?: string }
}

export interface Question {
  readonly name: string
  readonly world: LiveWorld
  readonly assessment: Assessment
  /** The first characters of a run's id. */
  readonly vs?: string | undefined
}

/** @throws AssetError `SELECTION_EMPTY` where that run made nothing of this asset. */
export async function explainAsset(workspace: Workspace, question: Question): Promise<Explanation> {
  const { name, world, assessment, vs } = question
  const now = assessment.get(name) as Assessed
  const assessed = vs === undefined ? now : await against(await recordOf(workspace, name, vs), now, world)
  const roots = rootsOf(assessed.causes)
  const above = roots.flatMap(({ asset }) => assessment.get(asset) ?? [])
  const failure = now.failure === undefined ? undefined : (world.failures.get(name)?.error ?? now.failure)
  return {
    assessed,
    versus: vs !== undefined,
    action: await actionOf(workspace, question),
    roots,
    changes: await sourceChanges(workspace, [...new Set([assessed, ...above])]),
    notes: notesFor(workspace, now.facts),
    ...(failure === undefined ? {} : { failure }),
  }
}

async function actionOf({ graph }: Workspace, { name, world, assessment }: Question): Promise<Action> {
  const request = { assets: new Set([...ancestors(graph, [name]), name]), forced: new Set<string>() }
  const { steps } = await world.settle(() => planRun(world, assessment, request))
  return steps.find(({ asset }) => asset === name)?.action ?? 'skip'
}

async function against(current: Stored, now: Assessed, world: LiveWorld): Promise<Assessed> {
  const upstream = (name: string) => world.current.get(name)
  const own = await world.settle(() => ownCauses(world, now.facts, { record: current.record, upstream }))
  return { ...now, current, causes: [...own, ...now.causes.filter(({ kind }) => kind === 'upstream_stale')] }
}

/** What a run made, or took from the store, of an asset: the newest where it made it twice. */
async function recordOf(workspace: Workspace, asset: string, run: string): Promise<Stored> {
  const catalog = workspace.hasStore ? workspace.store.catalog : undefined
  const versions = (await catalog?.versionsOf(asset)) ?? []
  const made = versions.filter(({ record }) => record.run.startsWith(run))
  const told = made.length > 0 ? [] : ((await catalog?.history({ asset, limit: historyDepth })) ?? [])
  const reused = told.flatMap((entry) =>
    entry.run.startsWith(run) && entry.outcome !== 'failed' && entry.key !== null
      ? versions.filter(({ record }) => record.key === entry.key).slice(0, 1)
      : [],
  )
  const [found] = [...made, ...reused]
  const runs = new Set(made.map(({ record }) => record.run))
  if (found !== undefined && runs.size < 2) return found
  throw new AssetError({
    code: 'SELECTION_EMPTY',
    message: found === undefined ? `no run "${run}" made ${asset}` : `"${run}" is the beginning of ${runs.size} runs`,
    fix: `see the runs: assets history ${asset}`,
  })
}
const historyDepth = 1000

function rootsOf(causes: readonly Cause[]): readonly RootCause[] {
  const roots = new Map<string, RootCause>()
  for (const cause of causes) {
    for (const root of cause.roots ?? []) roots.set(`${root.asset} ${root.kind} ${root.subject ?? ''}`, root)
  }
  return [...roots.values()]
}

async function sourceChanges(workspace: Workspace, all: readonly Assessed[]): Promise<SourceChange[]> {
  const changes = all.flatMap(({ facts, current, causes }) => {
    const isToldOf = causes.some(({ kind }) => kind === 'code_changed')
    if (current === undefined || !isToldOf) return []
    const changed = codeChanges(current.record.ingredients.code, facts.code.parts)
    return changed.filter(({ change }) => change !== 'unchanged').map((one) => ({ ...one, asset: facts.node.name }))
  })
  const names = changes.flatMap(({ label, was = label, before: hash }) =>
    hash === undefined ? [] : [{ label: was, hash }],
  )
  const kept = names.length > 0 && workspace.hasStore ? await workspace.store.catalog.sources(names) : []
  const texts = new Map(kept.map(({ label, hash, text }) => [`${hash} ${label}`, text]))
  return changes.map((one) => {
    const { label, was = label, asset } = one
    const before = one.before === undefined ? undefined : texts.get(`${one.before} ${was}`)
    const after = one.after === undefined ? undefined : workspace.fingerprint(asset).sources[label]
    return { ...one, text: { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) } }
  })
}
