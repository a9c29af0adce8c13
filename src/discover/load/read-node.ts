import { effectNames, previousName } from '../../define/context.ts'
import type { AnyFunction, Definition } from '../../define/definition.ts'
import type { ForeignFacts } from '../../define/foreign/foreign-function.ts'
import { nodeKinds } from '../../define/node-kinds.ts'
import { AssetError } from '../../errors.ts'
import type { LoadedNode } from '../../graph/node.ts'
import { suggest } from '../../util/suggest.ts'
import { type ForeignReadings, withoutFacts } from '../foreign/foreign-readings.ts'
import { functionOf } from '../kinds/source-kinds.ts'
import { contextReads } from '../options/context-reads.ts'
import { optionMistakes } from '../options/options.ts'
import { keysFromOf } from '../parameters/keys-from.ts'
import { type FunctionParameters, readParameters } from '../parameters/upstream-names.ts'
import { placeLabel } from '../user-place.ts'
import type { ExportedDefinition } from './exports.ts'
import { previousMistake, readsPrevious } from './previous-mistake.ts'

export interface NodeSurroundings {
  readonly root: string
  /** How messages call the project file. */
  readonly configLabel: string
  readonly resources: readonly string[]
  /** Facts of code in another language. */
  readonly foreign: ForeignReadings
}
export interface ReadNode {
  readonly node: LoadedNode
  readonly mistakes: readonly AssetError[]
}

/** The node that a definition is, with everything that is wrong with it: as much as can be read is read. */
export function readNode(exported: ExportedDefinition, surroundings: NodeSurroundings): ReadNode {
  const { name, set, exposures } = exported
  const labels = { ...exported.definition.labels, ...exported.labels }
  const { facts, mistakes: ofCode } = surroundings.foreign.get(exported.definition) ?? withoutFacts
  const definition = withOptions(exported.definition, facts)
  const { file, line } = facts?.at ?? definition.at
  const at = placeLabel(surroundings.root, { file, line })
  const mistakes = [
    ...optionMistakes(exported.definition, { name, at: placeLabel(surroundings.root, definition.at) }),
    ...ofCode,
  ]
  const parameters = parametersOf(definition, { name, at, resourceNames: surroundings.resources, facts }, mistakes)
  mistakes.push(...resourceMistakes(parameters.resources, { name, at, ...surroundings }))
  const { description, group, tags, owners } = { ...facts?.labels, ...definition.options }
  const node: LoadedNode = {
    name,
    kind: definition.kind,
    ...parameters,
    at,
    ...(facts?.judged !== undefined && { judged: facts.judged }),
    ...(facts?.holds !== undefined && { holds: facts.holds }),
    ...(typeof description === 'string' && { description }),
    ...(typeof group === 'string' && { group }),
    tags: Array.isArray(tags) ? tags : [],
    owners: Array.isArray(owners) ? owners : [],
    partitioned: 'partitions' in definition.options && definition.options.partitions !== undefined,
    ...(readsPrevious(definition) && { previous: true as const }),
    ...keysFromOf({ name, definition }, surroundings.root, mistakes),
    ...(set !== undefined && { ofSet: true as const }),
    ...(Object.keys(labels).length > 0 && { labels }),
    ...(exposures !== undefined && { exposures }),
    ...(definition.meta !== undefined && { meta: definition.meta }),
    ...('manual' in definition.options && definition.options.manual === true && { manual: true as const }),
    ...('environments' in definition.options && { environments: definition.options.environments ?? [] }),
    definition,
  }
  return { node, mistakes }
}

/** What code says of itself counts where the export says nothing. */
function withOptions(definition: Definition, facts: ForeignFacts | undefined): Definition {
  const { options = {} } = facts ?? {}
  if (Object.keys(options).length === 0) return definition
  return { ...definition, options: { ...options, ...definition.options } } as Definition
}

interface Subject {
  readonly name: string
  readonly at: string
}
interface FunctionSubject extends Subject {
  /** The project's resources. */
  readonly resourceNames: readonly string[]
  /** The facts of a function in another language. */
  readonly facts: ForeignFacts | undefined
}

function parametersOf(
  definition: Definition,
  { resourceNames, facts, ...subject }: FunctionSubject,
  mistakes: AssetError[],
): FunctionParameters {
  const nothing = { upstream: [], resources: [] }
  const run = functionOf(definition)
  if (typeof run !== 'function' && facts === undefined) return nothing
  try {
    const named =
      typeof run === 'function' ? readParameters(run, subject) : foreignParameters(facts as ForeignFacts, resourceNames)
    const previous = previousMistake(definition, {
      ...subject,
      run: typeof run === 'function' ? run : undefined,
      resources: named.resources,
    })
    if (previous !== undefined) mistakes.push(previous)
    const parameters = withoutOwn(definition, typeof run === 'function' ? narrowed(named, run, resourceNames) : named)
    if (!nodeKinds[definition.kind].readsOutside || parameters.upstream.length === 0) return parameters
    mistakes.push(sourceReads(subject, parameters.upstream))
    return { upstream: [], resources: parameters.resources }
  } catch (error) {
    if (!AssetError.is(error)) throw error
    mistakes.push(error)
    return nothing
  }
}

function foreignParameters(
  { upstream, resources = [], optional = [] }: ForeignFacts,
  projectResources: readonly string[],
): FunctionParameters {
  return { upstream, resources: [...resources, ...optional.filter((name) => projectResources.includes(name))] }
}

/** A context that is taken whole, of which only members are read under their names, names the resources among these. */
function narrowed(
  parameters: FunctionParameters,
  run: AnyFunction,
  projectResources: readonly string[],
): FunctionParameters {
  const reads = parameters.resources === 'all' ? contextReads(run) : undefined
  if (reads === undefined) return parameters
  const names = new Set(reads.map(({ path: [name] }) => name))
  return { ...parameters, resources: projectResources.filter((name) => names.has(name)) }
}

/** What the context of an effect, or of an asset that reads its past, has besides everybody's is no resource. */
function withoutOwn({ kind }: Definition, parameters: FunctionParameters): FunctionParameters {
  const { resources } = parameters
  if (resources === 'all') return parameters
  const own = nodeKinds[kind].actsOutside ? [...effectNames, previousName] : [previousName]
  return { ...parameters, resources: resources.filter((name) => !own.includes(name)) }
}

function sourceReads({ name, at }: Subject, upstream: readonly string[]): AssetError {
  return new AssetError({
    code: 'ASSET_PARAMETERS',
    message: `${name} is a source, which reads no assets, but names ${upstream.map((one) => `"${one}"`).join(', ')}`,
    at,
    facts: { asset: name, upstream },
    fix: 'make it an asset, or write (_, context)',
  })
}

function resourceMistakes(
  names: readonly string[] | 'all',
  { name, at, resources, configLabel }: Subject & NodeSurroundings,
): readonly AssetError[] {
  if (names === 'all') return []
  return names
    .filter((resource) => !resources.includes(resource))
    .map((resource) => {
      const suggestion = effectNames.includes(resource) ? undefined : suggest(resource, resources)
      return new AssetError({
        code: 'ASSET_UNKNOWN_RESOURCE',
        message: `${name} names "${resource}" in its context, which is no resource of ${configLabel}`,
        at,
        facts: { asset: name, resource, resources },
        fix: suggestion === undefined ? unknownFix(resource, configLabel) : `did you mean "${suggestion}"?`,
      })
    })
}

function unknownFix(resource: string, configLabel: string): string {
  if (effectNames.includes(resource)) return `only an effect has \`${resource}\` in its context`
  return `add it to \`resources\` in ${configLabel}`
}
