import type { NodeFacts } from '../../src/discover/facts.ts'
import { checksRead } from '../../src/plan/checks/checks-read.ts'
import { type UnitFacts, unitsRead } from '../../src/plan/units.ts'
import type { World } from '../../src/plan/world.ts'
import type { Failure, Stored } from '../../src/store/interface.ts'
import { assetOf, type Unit } from '../../src/unit.ts'
import type { DrawnAsset } from './drawn-assets.ts'
import type { PartitionedProject } from './partitioned-project.ts'

/** What the assets of a drawn project are told as, beside tables. */
export interface Told {
  /** They read a column of each table, which has the version of the table. */
  readonly picking: ReadonlySet<string>
  /** Judge what they read, and say by their version whether it passes. */
  readonly checks: ReadonlySet<string>
  /** Of the checks, those that only warn. */
  readonly warning: ReadonlySet<string>
}

/** Without those that cannot be what they would be told as. */
export function toldAs(
  assets: readonly DrawnAsset[],
  drawn: { readonly picking: number; readonly checks: number; readonly warning: number },
): Told {
  const among = (bits: number, isAble: (asset: DrawnAsset) => boolean) =>
    new Set(assets.filter((asset, place) => isAble(asset) && ((bits >> place) & 1) === 1).map(({ name }) => name))
  const isCheck = ({ upstream, previous, keysFrom }: DrawnAsset) =>
    upstream.length > 0 && previous !== true && keysFrom === undefined
  return {
    picking: among(drawn.picking, ({ upstream }) => upstream.length > 0),
    checks: among(drawn.checks, isCheck),
    warning: among(drawn.warning, () => true),
  }
}

/**
 * The world of a project told so. Only sources without partitions are observed: of others each partition has facts of
 * its own.
 */
export function toldWorld(project: PartitionedProject, assets: readonly DrawnAsset[], told: Told): World {
  const world = project.world()
  const facts = world.facts.map((each) => factsTold(each, assets, told))
  const known = new Map<number, Stored>()
  const recordTold = (stored: Stored): Stored => {
    const before = known.get(stored.id)
    if (before !== undefined) return before
    const now = { ...stored, record: recordAs(stored.record, assets, told) }
    known.set(stored.id, now)
    return now
  }
  return {
    ...world,
    facts,
    checksRead: checksRead(facts),
    current: new Map([...world.current].map(([unit, stored]) => [unit, recordTold(stored)])),
    candidates: (of) => world.candidates(of).map(recordTold),
    failures: new Map(
      [...world.failures].map(([unit, failure]) => [unit, { ...failure, ...errorOf(unit, facts, told) }]),
    ),
    columnsVersion: ({ record }) => record.version,
  }
}

/** The same of the nodes. */
export function toldNodes(project: PartitionedProject, world: World, { assets, told }: ToldAssets): NodeFacts[] {
  const byUnit = new Map(world.facts.map((each) => [each.unit, each]))
  return project.nodes().map((each) => {
    const observed = isWholeSource(each.node.name, assets) ? byUnit.get(each.node.name as Unit)?.observation : undefined
    return factsTold(observed === undefined ? each : { ...each, observation: observed }, assets, told)
  })
}

export interface ToldAssets {
  readonly assets: readonly DrawnAsset[]
  readonly told: Told
}

const isWholeSource = (name: string, assets: readonly DrawnAsset[]): boolean =>
  assets.some((asset) => asset.name === name && asset.upstream.length === 0 && asset.shape === 'none')

function factsTold<Facts extends NodeFacts>(facts: Facts, assets: readonly DrawnAsset[], told: Told): Facts {
  const { node, observation, ...rest } = facts
  if (node.keys) return facts
  if (isWholeSource(node.name, assets)) return facts
  if (!told.checks.has(node.name)) return { ...rest, node: { ...node, kind: 'asset' } } as unknown as Facts
  const blocking = !told.warning.has(node.name)
  return { ...rest, blocking, node: { ...node, kind: 'check' } } as unknown as Facts
}

function recordAs(
  record: Stored['record'],
  assets: readonly DrawnAsset[],
  { picking, checks }: Told,
): Stored['record'] {
  const { asset, ingredients, version } = record
  if (record.partitionKeys !== undefined || isWholeSource(asset, assets)) return record
  const inputs = ingredients.inputs.map((input) => (picking.has(asset) ? { ...input, columns: ['c'] } : input))
  const read = { ...record, ingredients: { ...ingredients, inputs } }
  if (!checks.has(asset)) return { ...read, kind: 'asset' }
  return {
    ...read,
    kind: 'check',
    parts: [],
    sizeBytes: 0,
    check: { passed: Number.parseInt(version[0] ?? '', 16) > 2 },
  }
}

/** A table that failed was held back by the first check that blocks it, where there is one. */
function errorOf(unit: Unit, facts: readonly UnitFacts[], { checks }: Told): Pick<Failure, 'error'> {
  if (checks.has(assetOf(unit))) return { error: { code: 'CHECK_FAILED', message: 'it failed' } }
  const check = facts.find((one) => one.blocking && unitsRead(one).includes(unit))
  if (check === undefined) return {}
  return { error: { code: 'CHECK_FAILED', message: 'it failed', facts: { check: check.unit } } }
}
