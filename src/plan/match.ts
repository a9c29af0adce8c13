import { nodeKinds } from '../define/node-kinds.ts'
import type { NodeFacts } from '../discover/facts.ts'
import type { Stored } from '../store/interface.ts'
import type { AssetRecord, InputVersion } from '../store/record.ts'
import { partitionOf, type Unit } from '../unit.ts'
import { digestFields } from '../util/digest.ts'
import { definitionMatches, isOfOtherScheme } from './definition.ts'
import type { UnitFacts } from './units.ts'
import type { World } from './world.ts'

/** The record that a unit has, or will have when it is final; `undefined` while that is not known. */
export type Upstream = (unit: Unit) => Stored | undefined

/** How an ingredient compares: `unknown` where an upstream is not final or a version is not computed yet. */
export type Match = 'yes' | 'no' | 'unknown'

/** Whether the record was made from exactly what is there now: the verifying trace. */
export function matches(world: World, facts: UnitFacts, question: { record: AssetRecord; upstream: Upstream }): Match {
  const { record, upstream } = question
  if (!definitionMatches(facts, record)) return 'no'
  if (!environmentMatches(world, record)) return 'no'
  if (record.ingredients.inputs.length !== facts.node.upstream.length) return 'no'
  const observed = observedMatches(facts, record)
  if (observed === 'no') return 'no'
  let all: Match = observed
  for (const [ordinal, input] of record.ingredients.inputs.entries()) {
    const now = versionRead(world, input.columns, { facts, ordinal, upstream })
    if (now === undefined) all = 'unknown'
    else if (now !== input.version) return 'no'
  }
  return all
}

export function environmentMatches(world: World, record: AssetRecord): boolean {
  return Object.entries(record.ingredients.environment).every(([name, hash]) => world.variable(name) === hash)
}

/** It was made by an older version, which did not see that the code reads them: what they were is not known. */
export function lacksVariables({ environment = [] }: NodeFacts, { ingredients }: AssetRecord): boolean {
  return environment.some((name) => !Object.hasOwn(ingredients.environment, name))
}

function observedMatches(facts: NodeFacts, record: AssetRecord): Match {
  switch (facts.observation?.type) {
    case undefined:
      return 'yes'
    case 'known':
      return record.ingredients.observed === facts.observation.version ? 'yes' : 'no'
    default:
      return 'unknown'
  }
}

/** What was done outside once is not done by finding that it was: an effect has its current record and no other. */
function isFound({ node, volatile, observation }: NodeFacts): boolean {
  if (nodeKinds[node.kind].actsOutside || volatile) return false
  return observation?.type !== 'always' && observation?.type !== 'failed'
}

/** One parameter of one unit. */
export interface InputOf {
  readonly facts: Pick<UnitFacts, 'unit' | 'reads'>
  readonly ordinal: number
  readonly upstream: Upstream
}

/**
 * The version of what a parameter reads now: of the whole table, or of columns. `undefined` while one of the tables has
 * none.
 */
export function versionRead(world: World, columns: InputVersion['columns'], input: InputOf): string | undefined {
  return inputRead(world, columns, input)?.version
}

/** The same, with what each partition has a part in it. */
export function inputRead(
  world: World,
  columns: InputVersion['columns'],
  { facts, ordinal, upstream }: InputOf,
): Pick<InputVersion, 'version' | 'partitions'> | undefined {
  const units = facts.reads[ordinal] as readonly Unit[]
  const versions: string[] = []
  for (const unit of units) {
    const version = versionOf(world, columns, upstream(unit))
    if (version === undefined) return undefined
    versions.push(version)
  }
  return inputVersionOf({ reader: facts.unit, units }, versions)
}

/**
 * The versions of tables as that of one input. That of many partitions, or of one that is another than the reader's
 * own, is a digest over their keys and versions.
 */
export function inputVersionOf(
  { reader, units }: { readonly reader: Unit; readonly units: readonly Unit[] },
  versions: readonly string[],
): Pick<InputVersion, 'version' | 'partitions'> {
  const only = units.length === 1 ? partitionOf(units[0] as Unit) : undefined
  if (only !== undefined && (only === '' || only === partitionOf(reader))) return { version: versions[0] as string }
  const keyed = units.map((unit, index): [string, string] => [partitionOf(unit), versions[index] as string])
  return {
    version: digestFields(inputScheme, keyed),
    partitions: keyed.map(([key, version]) => [key, version.slice(0, 12)]),
  }
}
/** The id of the way in which the versions of many partitions are put together. */
const inputScheme = 'input1'

function versionOf(world: World, columns: InputVersion['columns'], stored: Stored | undefined): string | undefined {
  if (stored === undefined) return undefined
  return columns === null ? stored.record.version : world.columnsVersion(stored, columns)
}

/**
 * Records with the unit's definition and partition that are its own or that nobody else has any more: of a name that is gone from the
 * project (a rename), or of an asset that is made by other code by now (two that exchanged their names).
 */
export function candidatesOf(world: World, facts: UnitFacts): readonly Stored[] {
  const partition = partitionOf(facts.unit)
  return world.candidates(facts).filter(({ record }) => {
    if (record.partition !== partition) return false
    if (record.asset === facts.node.name) return true
    const definition = world.definitions.get(record.asset)
    return definition === undefined || (definition !== record.definition && !isOfOtherScheme(facts, record))
  })
}

/** The record that can stand for a run of this node. Volatile nodes and effects have none. */
export function findRecord(
  world: World,
  facts: UnitFacts,
  upstream: Upstream,
): { readonly found: Stored | undefined; readonly possible: boolean } {
  if (!isFound(facts)) return { found: undefined, possible: false }
  let possible = false
  for (const stored of candidatesOf(world, facts)) {
    const { record } = stored
    if (!record.reusable || record.kind !== facts.node.kind) continue
    if (world.blob(stored) !== 'ok' || lacksVariables(facts, record)) continue
    const match = matches(world, facts, { record, upstream })
    if (match === 'yes') return { found: stored, possible: true }
    if (match === 'unknown') possible = true
  }
  return { found: undefined, possible }
}
