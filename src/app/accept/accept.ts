import { hostname } from 'node:os'
import type { Cause } from '../../causes.ts'
import { nodeKinds } from '../../define/node-kinds.ts'
import { keyScheme } from '../../discover/facts.ts'
import { type AssetError, AssetErrors } from '../../errors.ts'
import type { Assessed } from '../../plan/assess.ts'
import { keyOf } from '../../plan/key.ts'
import { previousNow, readsOwnPast } from '../../plan/past/past.ts'
import type { UnitFacts } from '../../plan/units.ts'
import { textsToKeep } from '../../project/keep-sources.ts'
import type { LiveWorld } from '../../project/live-world.ts'
import { pinInput, versionNow } from '../../project/pinned-input.ts'
import { assessNow, type Workspace } from '../../project/workspace.ts'
import { previousMade } from '../../run/previous.ts'
import { newRunId } from '../../run/run-id.ts'
import { updateLock } from '../../run/update-lock.ts'
import type { Stored } from '../../store/interface.ts'
import type { Acceptance, AssetRecord, Ingredients, InputVersion, PreviousVersion, RowMap } from '../../store/record.ts'
import { partitionOf, partsOf, type Unit } from '../../unit.ts'
import { unitFields } from '../documents/unit.ts'
import { unitWords } from '../words/unit-words.ts'
import { acceptable, acceptRefusal, acceptRefused } from './accept-refusal.ts'

export interface AcceptanceRequest {
  /** Upstream first. */
  readonly names: readonly string[]
  /** Only these partitions of what has some. */
  readonly chosen?: ReadonlySet<Unit>
  readonly by: string
  readonly because: string
  /** Also accepts changed inputs: the data is declared to be what the present inputs would give. */
  readonly inputs: boolean
  readonly command: string
}
export interface AcceptReport {
  readonly run: string
  readonly assets: readonly AcceptedAsset[]
}
export interface AcceptedAsset {
  readonly asset: string
  /** Where the asset has more than one. */
  readonly partition?: string
  readonly outcome: 'accepted' | 'skipped'
  /** Why nothing was to be accepted. */
  readonly reason?: string
  /** What was declared to make no difference. */
  readonly causes: readonly Cause[]
  readonly record?: AssetRecord
}

/**
 * Accepts the stored data for the present code, configuration and, with `inputs`, inputs, on the word of a person. Each
 * gets a record of its own with the present ingredients, the same data, and who said so and why. Only the named assets
 * are accepted, and where one of them cannot be, none is.
 *
 * @throws AssetError for the first that cannot be accepted, or AssetErrors for several.
 */
export async function acceptAssets(
  workspace: Workspace,
  world: LiveWorld,
  request: AcceptanceRequest,
): Promise<AcceptReport> {
  const assessment = await assessNow(world)
  const names = new Set(request.names)
  const { chosen } = request
  // Partitions that were never made and that are not named are skipped: a run makes them.
  const isMeant = ({ facts: { node, unit }, current }: Assessed) =>
    !node.partitioned || (chosen === undefined ? current !== undefined : chosen.has(unit))
  const wanted = [...assessment.values()].filter((one) => names.has(one.facts.node.name) && isMeant(one))
  const refused: AssetError[] = []
  for (const one of wanted) {
    const refusal = await acceptRefusal(workspace, one, request.inputs)
    if (refusal !== undefined) refused.push(refusal)
  }
  AssetErrors.throwIfAny(refused)
  const run = { id: newRunId(new Date()), startedAt: Date.now() }
  if (!wanted.some(acceptable)) return { run: run.id, assets: wanted.map(skipped) }
  const { catalog } = workspace.store
  await catalog.beginRun({ ...run, command: request.command, pid: process.pid, host: hostname() })
  let finished = false
  try {
    const assets: AcceptedAsset[] = []
    for (const one of wanted) {
      assets.push(acceptable(one) ? await acceptOne(workspace, { one, world, request, run }) : skipped(one))
    }
    finished = true
    return { run: run.id, assets }
  } finally {
    await catalog.endRun(run.id, { status: finished ? 'ok' : 'failed', endedAt: Date.now() })
    await updateLock(workspace)
  }
}

function skipped({ facts, status, causes }: Assessed): AcceptedAsset {
  const { kind } = facts.node
  const reason =
    nodeKinds[kind].judges && status !== 'fresh'
      ? `${nodeKinds[kind].title} is judged, not accepted`
      : `${status}: ${causes[0]?.message ?? 'nothing to accept'}`
  return { ...unitFields(facts.unit), outcome: 'skipped', reason, causes: [] }
}

interface Accepting {
  readonly one: Assessed
  readonly world: LiveWorld
  readonly request: AcceptanceRequest
  readonly run: { readonly id: string; readonly startedAt: number }
}

async function acceptOne(workspace: Workspace, { one, world, request, run }: Accepting): Promise<AcceptedAsset> {
  const { facts, causes } = one
  const current = one.current as Stored
  const { unit } = facts
  const accepted: Acceptance = {
    by: request.by,
    because: request.because,
    at: run.startedAt,
    from: current.record.accepted?.from ?? current.record.run,
  }
  const own = causes.filter(({ kind }) => kind !== 'upstream_stale')
  const inputs = request.inputs ? await inputsNow(world, facts, current.record) : current.record.ingredients.inputs
  const previous = request.inputs ? await previousRead(world, facts, current.record) : undefined
  const record: AssetRecord = {
    ...withPresentIngredients(workspace, { facts, record: current.record, world, inputs, previous }),
    ...(await rowMapNow(world, { facts, record: current.record, request })),
    accepted,
    run: run.id,
    outcome: 'accepted',
    causes: own,
  }
  const sources = await textsToKeep(workspace, facts)
  if (!workspace.unmoved(facts))
    throw acceptRefused(unit, 'its files were edited meanwhile', 'run the same command again')
  const committed = await workspace.store.catalog.commit({ record, from: current.id, sources })
  if (committed === 'lost') {
    throw acceptRefused(
      unit,
      'another process has made it meanwhile',
      `see what is left of it: assets explain ${unitWords(unit)}`,
    )
  }
  await world.refresh(facts)
  return { ...unitFields(facts.unit), outcome: 'accepted', causes: own, record }
}

interface Present {
  readonly facts: UnitFacts
  readonly record: AssetRecord
  readonly world: LiveWorld
  readonly inputs: readonly InputVersion[]
  /** Set where it differs from the record's. */
  readonly previous: PreviousVersion | undefined
}

/**
 * The record as a run would write it now, had it made the same data. The last run says which variables and columns it
 * reads.
 */
function withPresentIngredients(
  workspace: Pick<Workspace, 'codeScheme'>,
  { facts, record, world, inputs, previous }: Present,
): AssetRecord {
  const { files: _, sources: _sources, salt: __, byUse: _byUse, hashes, ...rest } = record.ingredients
  const { code, config, packages, salt, definition, byUse } = facts
  const names = [...new Set([...Object.keys(record.ingredients.environment), ...(facts.environment ?? [])])].sort()
  const ingredients: Ingredients = {
    ...rest,
    ...{ code: code.parts, config, packages, inputs },
    ...(previous === undefined ? {} : { previous }),
    environment: Object.fromEntries(names.map((name) => [name, world.variable(name)])),
    ...(byUse === undefined ? {} : { byUse }),
    ...(code.files === undefined ? {} : { files: code.files }),
    ...(hashes === undefined || code.hashes === undefined ? {} : { hashes: code.hashes }),
    ...(code.foreign === undefined ? {} : { sources: code.foreign.sources }),
    ...(salt === undefined ? {} : { salt }),
  }
  return {
    ...record,
    ...partsOf(facts.unit),
    key: keyOf({ definition, partition: partitionOf(facts.unit), ingredients }),
    definition,
    ingredients,
    schemes: { ...record.schemes, key: keyScheme, code: code.scheme ?? workspace.codeScheme },
  }
}

/**
 * The row map with the present versions of what is read beside the rows, since the stored rows are accepted for these.
 */
async function rowMapNow(
  world: LiveWorld,
  {
    facts,
    record,
    request,
  }: { readonly facts: UnitFacts; readonly record: AssetRecord; readonly request: AcceptanceRequest },
): Promise<Pick<AssetRecord, 'rowMap'>> {
  const { rowMap } = record
  if (rowMap === undefined || !request.inputs) return {}
  const beside: RowMap['beside'][number][] = []
  for (const [ordinal, input] of rowMap.beside.entries()) {
    const isPrevious = ordinal >= facts.node.upstream.length
    const pinned = isPrevious ? undefined : pinInput(facts, ordinal, (unit) => world.current.get(unit))
    if (input === null || pinned === undefined) beside.push(input)
    else {
      const { columns } = input
      beside.push({ columns, version: (await versionNow(world, pinned, columns)).version })
    }
  }
  return { rowMap: { ...rowMap, beside } }
}

/** What a run would read now, of the columns that the last one read. */
async function inputsNow(world: LiveWorld, facts: UnitFacts, record: AssetRecord): Promise<InputVersion[]> {
  const inputs: InputVersion[] = []
  const { node } = facts
  for (const [ordinal, asset] of node.upstream.entries()) {
    const pinned = pinInput(facts, ordinal, (unit) => world.current.get(unit))
    if (pinned === undefined) {
      throw acceptRefused(
        facts.unit,
        `it reads ${asset}, which has never been made`,
        `assets materialize ${unitWords(facts.unit)}`,
      )
    }
    const columns = record.ingredients.inputs[ordinal]?.columns ?? null
    inputs.push({ asset, columns, ...(await versionNow(world, pinned, columns)) })
  }
  return inputs
}

/**
 * For a partition of time: the present version of the partition before. An asset's own past stays the one that it was
 * made from.
 */
async function previousRead(
  world: LiveWorld,
  facts: UnitFacts,
  { ingredients: { previous } }: AssetRecord,
): Promise<PreviousVersion | undefined> {
  if (previous === undefined || !facts.node.previous || readsOwnPast(facts)) return undefined
  const upstream = (unit: Unit) => world.current.get(unit)
  const now = await world.settle(() => previousNow(world, previous.columns, { facts, upstream }))
  const { columns } = previous
  const stored = facts.past === undefined ? undefined : upstream(facts.past)
  return now === undefined ? undefined : { columns, ...now, ...(stored === undefined ? {} : previousMade(stored)) }
}
