import { dirname, join, resolve } from 'node:path'
import type { DefinitionSet } from '../../define/declaration/definition-set.ts'
import { defaultEnvironment } from '../../define/project/environment.ts'
import type { ProjectOptions } from '../../define/project/project.ts'
import { AssetError, AssetErrors, type ErrorCode } from '../../errors.ts'
import { buildGraph } from '../../graph/build.ts'
import { withHolds } from '../../graph/holds-after-all.ts'
import type { LoadedNode } from '../../graph/node.ts'
import { ownProcess, type ProcessHooks } from '../../util/process/hooks.ts'
import { type ForeignReading, readForeign } from '../foreign/foreign-readings.ts'
import { alertMistakes } from '../options/alert-mistakes.ts'
import { dueByMistakes } from '../options/due-by-mistakes.ts'
import { optionPlaces } from '../options/option-places.ts'
import { poolMistakes } from '../options/pool-mistakes.ts'
import { selectionMistakes } from '../options/selection-mistakes.ts'
import { targetMistakes } from '../parameters/target-mistakes.ts'
import { fileLabel, filePath, placeLabel } from '../user-place.ts'
import { type EvaluatedProject, evaluateProject } from './evaluate.ts'
import { type ExportedDefinition, exportedDefinitions, exportedSets } from './exports.ts'
import { findConfig } from './find-config.ts'
import { type KnownFacts, type LoadEffect, loadEffect } from './load-effect.ts'
import { moduleTypeWarnings, refuseCommonJs } from './module-type.ts'
import { partitionMistakes } from './partition-mistakes.ts'
import { readNode } from './read-node.ts'
import type { LoadedModule } from './record-modules.ts'
import { modulesWithText } from './text-places.ts'
import { findUnexported, findUnlisted, type Listing } from './unlisted.ts'
import { duplicateMistakes, namedMistakes, unlistedWarnings } from './unlisted-mistakes.ts'
import { readSets, type SetReading, withSets } from './whole-sets.ts'

/** What its code imports late is watched until the project is disposed of. */
export interface LoadedProject extends Disposable {
  /** The absolute folder of the project file. */
  readonly root: string
  readonly configFile: string
  /** The absolute path of the table of contents. */
  readonly entry: string
  readonly options: ProjectOptions<object, Record<string, unknown>>
  /** In the order of the files as they were loaded, and within a file in the order of its lines. */
  readonly nodes: readonly LoadedNode[]
  /** By node: what was found of the code of those whose function is in another language. */
  readonly foreign: ReadonlyMap<string, ForeignReading>
  /** What sets of definitions were read from. */
  readonly sets: SetReading
  readonly modules: readonly LoadedModule[]
  /** The functions whose text was asked for while the modules ran. */
  readonly textsRead: ReadonlySet<string>
  /** The modules that hold functions of these texts. */
  modulesWith(texts: ReadonlySet<string>): ReadonlySet<string>
  /** Path -> sha256 of what its code has imported while it ran, so far. */
  readonly lateModules: ReadonlyMap<string, string>
  /** Its code has imported this while it ran in another thread or process. */
  heardLate(path: string, text: string): void
  /** Path -> the text that was evaluated. */
  readonly texts: ReadonlyMap<string, string>
  /** What the modules import, one or more times. */
  readonly imports: readonly { readonly fromFile: string; readonly specifier: string }[]
  /** The variables that were read while the modules ran, with the values they had. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** What it was loaded for, such as `production`. */
  readonly environmentName: string
  /**
   * What a module does while it is loaded besides declaring. `undefined` only where loading the same files again is
   * certain to give the same nodes.
   */
  loadEffect(knownFacts?: KnownFacts): LoadEffect | undefined
  readonly warnings: readonly Warning[]
}
export interface Warning {
  readonly code: ErrorCode
  readonly message: string
  readonly at: string
  readonly fix: string
}
export type { LoadedModule }

/** Where a project is looked for: its configuration, or a folder from which that is found upwards. */
export interface ProjectPlace {
  readonly cwd: string
  readonly config?: string
  /** Default: `development`. */
  readonly environment?: string | undefined
  /** Absolute, where it is not for the configuration to say. */
  readonly store?: string | undefined
}

/**
 * Finds the project from a folder upwards, runs its modules and reads what they declare.
 *
 * @throws AssetErrors (AssetError where there is one) with everything that is wrong with the definitions and the graph
 * they make; or the one AssetError because of which the modules could not be run.
 */
export async function loadProject(where: ProjectPlace, hooks: ProcessHooks = ownProcess): Promise<LoadedProject> {
  const configFile = findConfig(where)
  const root = dirname(configFile)
  refuseCommonJs({ root, configFile })
  const { environment: environmentName = defaultEnvironment, store } = where
  const evaluated = await evaluateProject({ configFile, environment: environmentName, store }, hooks)
  const { options, entry, record, environment } = evaluated
  const sets = exportedSets(evaluated.contents)
  const byName = exportedDefinitions(evaluated.contents)
  const exported = inOrder(withSets(byName, sets), evaluated)
  const cacheFolder = join(store ?? resolve(root, options.store ?? '.assetstore'), 'cache')
  const listing = { root, configFile, entry, record, exported }
  const { nodes, foreign, warnings } = await readDefinitions(listing, { options, cacheFolder, sets })
  return {
    root,
    configFile,
    entry,
    options,
    nodes,
    foreign,
    sets: readSets(sets),
    modules: record.modules,
    lateModules: record.late,
    heardLate: record.heardLate,
    texts: record.texts,
    textsRead: evaluated.textsRead,
    modulesWith: (texts) => modulesWithText(record.texts, texts),
    [Symbol.dispose]: () => record.stop(),
    imports: importsOf(record),
    environment,
    environmentName,
    loadEffect: (knownFacts) => loadEffect({ root, configFile, record, knownFacts }),
    warnings,
  }
}

function importsOf({ resolutions, isProjectFile }: EvaluatedProject['record']): LoadedProject['imports'] {
  return resolutions.flatMap(({ parent, specifier }) =>
    parent !== undefined && isProjectFile(parent) ? [{ fromFile: parent, specifier }] : [],
  )
}

type ReadNodes = Pick<LoadedProject, 'nodes' | 'foreign' | 'warnings'>

interface Reading {
  readonly options: LoadedProject['options']
  readonly cacheFolder: string
  readonly sets: readonly DefinitionSet[]
}

/** Everything that is wrong is found before the first of it is thrown. */
async function readDefinitions(listing: Listing, { options, cacheFolder, sets }: Reading): Promise<ReadNodes> {
  const { root, configFile, entry, exported } = listing
  const { resources = {}, pools = {} } = options
  const foreign = await readForeign(exported, { root, cacheFolder, python: options.python })
  const configLabel = fileLabel(root, configFile)
  const surroundings = { root, configLabel, resources: Object.keys(resources), foreign }
  const readings = exported.map((one) => readNode(one, surroundings))
  const nodes = readings.map(({ node }) => node)
  const byName = new Map(exported.map(({ name, definition }) => [name, definition]))
  const factsOf = (name: string) => {
    const definition = byName.get(name)
    return definition === undefined ? undefined : foreign.get(definition)?.facts
  }
  const unlisted = await findUnlisted(listing)
  const entryLabel = fileLabel(root, entry)
  const ofNodes = readings.flatMap(({ mistakes }) => mistakes)
  AssetErrors.throwIfAny([
    ...sets.flatMap(({ mistakes = [] }) => mistakes),
    ...ofNodes,
    ...(ofNodes.length === 0 ? await partitionMistakes(nodes, { root, factsOf }) : []),
    ...poolMistakes(nodes, pools),
    ...(ofNodes.length === 0 ? await dueByMistakes(nodes) : []),
    ...sameTwice(exported, root),
    ...targetMistakes(exported, root),
    ...duplicateMistakes(unlisted, nodes),
    ...namedMistakes(graphMistakes(nodes, entryLabel), {
      unlisted,
      unexported: () => findUnexported(listing),
      entry: entryLabel,
    }),
  ])
  const placeOf = optionPlaces(configLabel, listing.record.texts.get(configFile))
  AssetErrors.throwIfAny(selectionMistakes(nodes, options, placeOf))
  AssetErrors.throwIfAny(alertMistakes(nodes, options.alerts ?? [], placeOf))
  const readingOf = ({ name, definition }: ExportedDefinition) => {
    const reading = foreign.get(definition)
    return reading === undefined ? [] : [[name, reading] as const]
  }
  return {
    nodes: withHolds(nodes),
    foreign: new Map(exported.flatMap(readingOf)),
    warnings: [...moduleTypeWarnings(listing), ...unlistedWarnings(unlisted, entryLabel)],
  }
}

/**
 * A namespace object lists its exports by the alphabet. What is upstream is loaded first, which is how people read them
 * too.
 */
function inOrder(exported: readonly ExportedDefinition[], { record }: EvaluatedProject): readonly ExportedDefinition[] {
  const ranks = new Map(record.modules.map(({ path }, index) => [path, index]))
  const keyed = exported.map((one) => ({ one, rank: ranks.get(filePath(one.definition.at.file)) ?? ranks.size }))
  return keyed
    .sort(
      (a, b) =>
        a.rank - b.rank ||
        a.one.definition.at.line - b.one.definition.at.line ||
        a.one.definition.at.column - b.one.definition.at.column,
    )
    .map(({ one }) => one)
}

function sameTwice(exported: readonly ExportedDefinition[], root: string): readonly AssetError[] {
  const names = Map.groupBy(exported, ({ definition }) => definition)
  return [...names]
    .filter(([, exports]) => exports.length > 1)
    .map(([definition, exports]) => {
      const list = exports.map(({ name }) => `"${name}"`).join(' and ')
      return new AssetError({
        code: 'ASSET_DUPLICATE',
        message: `one ${definition.kind} is exported under ${exports.length} names, ${list}`,
        at: placeLabel(root, definition.at),
        facts: { names: exports.map(({ name }) => name) },
        fix: 'export it once: a function that wants another name for it writes ({ name: other }) => …',
      })
    })
}

function graphMistakes(nodes: readonly LoadedNode[], entry: string): readonly AssetError[] {
  try {
    buildGraph(nodes, { entry })
    return []
  } catch (error) {
    if (error instanceof AssetErrors) return error.errors
    if (AssetError.is(error)) return [error]
    throw error
  }
}
