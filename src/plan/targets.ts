import { nodeKinds } from '../define/node-kinds.ts'
import { type Graph, idOf } from '../graph/graph.ts'
import { type Node, namesReadBy } from '../graph/node.ts'
import { ancestors } from '../graph/walk.ts'
import { assetOf, type Unit } from '../unit.ts'
import { type UnitFacts, unitsBefore, unitsRead } from './units.ts'
import type { World } from './world.ts'

export interface TargetRequest {
  readonly targets: readonly string[]
  /** Only the targets, without their upstream. */
  readonly only: boolean
  /** The pinned assets, which stay as they are: nothing above them is made for their sake. */
  readonly pinned?: ReadonlySet<string>
  /** Effects that nobody asked for. They are not in the plan, and their readers read the present receipts. */
  readonly leftOut: ReadonlySet<string>
}

/**
 * The assets of a plan: the targets, their upstream, and the checks that can be judged then. A check that names a table
 * which is not in the plan and was never made is left for the run that makes the table.
 */
export function planAssets(
  graph: Graph,
  existing: Pick<ReadonlySet<string>, 'has'>,
  request: TargetRequest,
): ReadonlySet<string> {
  const assets = new Set(request.targets)
  if (!request.only) for (const name of readBy(graph, request)) assets.add(name)
  const tables = new Set([...assets].filter((name) => !nodeKinds[graph.nodes[idOf(graph, name)]!.kind].judges))
  for (const node of graph.nodes) {
    if (!nodeKinds[node.kind].judges || assets.has(node.name)) continue
    const concerned = node.upstream.some((name) => tables.has(name))
    if (concerned && node.upstream.every((name) => tables.has(name) || existing.has(name))) assets.add(node.name)
  }
  return withoutEffects(graph, existing, { assets, leftOut: request.leftOut })
}

function readBy(graph: Graph, { targets, pinned }: TargetRequest): Iterable<string> {
  if (pinned === undefined || pinned.size === 0) return ancestors(graph, targets)
  const reading = new Set(targets)
  // The loop also visits the names that it adds: a `Set` iterates in insertion order.
  for (const name of reading) {
    if (!pinned.has(name)) for (const above of namesReadBy(graph.nodes[idOf(graph, name)] as Node)) reading.add(above)
  }
  return reading
}

/** Leaves out these effects, and every asset that reads a receipt which does not exist. */
function withoutEffects(
  graph: Graph,
  existing: Pick<ReadonlySet<string>, 'has'>,
  { assets, leftOut }: { readonly assets: ReadonlySet<string>; readonly leftOut: ReadonlySet<string> },
): ReadonlySet<string> {
  if (leftOut.size === 0) return assets
  const absent = new Set<string>()
  for (const id of graph.order) {
    const node = graph.nodes[id] as Node
    const isLacking = leftOut.has(node.name) || namesReadBy(node).some((one) => absent.has(one))
    if (isLacking && !existing.has(node.name)) absent.add(node.name)
  }
  return new Set([...assets].filter((name) => !leftOut.has(name) && !absent.has(name)))
}

/** The assets whose units are all pinned. */
export function pinnedAssets({ facts, pins }: Pick<World, 'facts' | 'pins'>): ReadonlySet<string> {
  if (pins === undefined || pins.size === 0) return new Set()
  const open = new Set(facts.flatMap(({ node, unit }) => (node.keys || pins.has(unit) ? [] : [assetOf(unit)])))
  return new Set([...pins.keys()].map(assetOf).filter((asset) => !open.has(asset)))
}

/** The assets of which at least one unit is made. */
export const madeAssets = ({ current }: Pick<World, 'current'>): ReadonlySet<string> =>
  new Set(
    current.entries().flatMap(([unit, { record }]) => (record.partitionKeys === undefined ? [assetOf(unit)] : [])),
  )

export interface UnitsRequest extends Pick<TargetRequest, 'targets' | 'only'> {
  /**
   * The assets of the plan: the targets and, unless only these are planned, their upstream and the checks that can be
   * judged then.
   */
  readonly assets: ReadonlySet<string>
  /** The chosen partitions of the targets; where given, the plan has only these and what they read. */
  readonly chosen: ReadonlySet<Unit> | undefined
}

/** The units of a plan of these assets. */
export function unitsOfPlan(
  world: Pick<World, 'facts' | 'current' | 'pins'>,
  request: UnitsRequest,
): ReadonlySet<Unit> {
  const { assets, chosen, only } = request
  const { facts, current } = world
  if (chosen === undefined) return unitsAmong(facts, assets)
  const byUnit = new Map(facts.map((each) => [each.unit, each]))
  // Where data decides the keys, a chosen unit may be gone by now.
  const units = new Set([...chosen].filter((unit) => byUnit.has(unit)))
  if (!only) {
    const open = [...units]
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (world.pins?.has(next)) continue
      for (const above of new Set(unitsBefore(byUnit.get(next) as UnitFacts))) {
        if (units.has(above) || !assets.has(assetOf(above))) continue
        units.add(above)
        open.push(above)
      }
    }
  }
  for (const check of facts) {
    if (!nodeKinds[check.node.kind].judges || !assets.has(check.node.name)) continue
    const tables = unitsRead(check)
    if (tables.some((table) => units.has(table)) && tables.every((table) => units.has(table) || current.has(table)))
      units.add(check.unit)
  }
  return units
}

/** Every unit of these assets. */
export function unitsAmong(facts: readonly UnitFacts[], assets: Pick<ReadonlySet<string>, 'has'>): ReadonlySet<Unit> {
  return new Set(facts.flatMap(({ node, unit }) => (assets.has(node.name) ? [unit] : [])))
}
