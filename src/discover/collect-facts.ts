import type { Definition } from '../define/definition.ts'
import { isForeign } from '../define/foreign/foreign-function.ts'
import { nodeKinds } from '../define/node-kinds.ts'
import type { LoadedNode, Node } from '../graph/node.ts'
import { readChecks } from '../graph/read-checks.ts'
import { digestFields } from '../util/digest.ts'
import { parseDuration } from '../util/duration.ts'
import type { FileFacts } from './code/facts.ts'
import { codeScheme } from './code/open-code.ts'
import type { CodeFingerprint } from './code/slice/fingerprint.ts'
import { declaredBigints, importedBigints, lookUpTypes } from './declared/row-type-at.ts'
import { type CodeFacts, isReadOption, type NodeFacts, withDefinition } from './facts.ts'
import { type FilesDigest, filesDigest } from './files/files-digest.ts'
import type { Lookups } from './files/lookups.ts'
import { watchFiles } from './files/unmoved.ts'
import { noteFiles, withForeign } from './foreign/foreign-fingerprint.ts'
import { keepForeign } from './foreign/foreign-readings.ts'
import { fingerprintName, type KeysNode, keysNode } from './keys-node.ts'
import { functionOf, sourceOf } from './kinds/source-kinds.ts'
import type { LoadedProject } from './load/load.ts'
import { observer } from './observe/observer.ts'
import { type Config, configOf, saidVersion } from './options/config.ts'
import { isPlainResource } from './options/plain-resource.ts'
import { sparkConfig } from './options/spark-config.ts'
import { openRememberedCode, type RememberedCode } from './remembered-code.ts'

export interface CollectedFacts {
  /** In the given order, before any source is looked at. */
  readonly facts: readonly NodeFacts[]
  /**
   * The facts of these nodes, or of all, with what is known of their sources: each source is looked at when it is first
   * asked for.
   */
  observed(names?: ReadonlySet<string>): Promise<readonly NodeFacts[]>
  /** For nodes whose keys data decides: the facts of the code that is asked for the keys, by the name of the node. */
  readonly keys: ReadonlyMap<string, NodeFacts>
  readonly codeScheme: string
  /** By `fingerprintName`. */
  readonly fingerprints: ReadonlyMap<string, CodeFingerprint>
  /** What is known of a file, if it was looked at. */
  fileFacts(path: string): FileFacts | undefined
  /** Every question that was asked of the disk to find the facts. */
  readonly lookups: Lookups
  /** Whether the files that the node's code is in are as they were when they were loaded. */
  unmoved(node: Node): boolean
  /** Keeps the facts for the next command, where the store exists. */
  keep(): void
}

/** Fingerprints every node, and observes the requested sources, as far as that needs no code of a user's. */
export async function collectFacts(
  project: LoadedProject,
  { order, cacheFolder }: { readonly order: readonly string[]; readonly cacheFolder: string },
): Promise<CollectedFacts> {
  const { root, configFile, entry } = project
  const code = await openRememberedCode({ root, configFile, entry, cacheFolder })
  lookUpTypes(project, code.lookups)
  const nodes = new Map(project.nodes.map((node) => [node.name, node]))
  const digestOf = filesDigest(project)
  const askedFor = project.modulesWith(project.textsRead)
  const checksRead = readChecks(project.nodes)
  const fingerprints = new Map<string, CodeFingerprint>()
  const facts: NodeFacts[] = []
  const keys = new Map<string, NodeFacts>()
  for (const name of order) {
    const node = nodes.get(name) as LoadedNode
    const fingerprint = fingerprintOf(project, code, node)
    fingerprints.set(name, fingerprint)
    facts.push(factsOf(node, { project, fingerprint, digestOf, askedFor, checksRead }))
    const of = keysNode(node, root)
    if (of === undefined) continue
    const ofKeys = code.fingerprint(of.node)
    fingerprints.set(fingerprintName(of.node), ofKeys)
    keys.set(name, keysFacts(of, { project, fingerprint: ofKeys, digestOf, askedFor, checksRead }))
  }
  code.lookups.adoptFiles(project.sets.marks, { folders: project.sets.folders, listings: [] })
  const files = [...fingerprints.values()].flatMap((fingerprint) => fingerprint.files)
  const stays = watchFiles(project, files, code.asCut)
  const unmoved = (node: Node) => (fingerprints.get(fingerprintName(node))?.files ?? []).every(stays)
  const observed = observer(project, { facts, cacheFolder, lookups: code.lookups })
  const { lookups } = code
  const keep = () => {
    code.keep()
    keepForeign({ root, cacheFolder, python: project.options.python })
  }
  return { facts, keys, observed, codeScheme, fingerprints, fileFacts: code.facts, lookups, unmoved, keep }
}

function fingerprintOf({ root, foreign }: LoadedProject, code: RememberedCode, node: LoadedNode): CodeFingerprint {
  const own = code.fingerprint(node)
  const reading = foreign.get(node.name)
  if (reading?.facts === undefined) return own
  noteFiles(code.lookups, reading)
  return withForeign(root, own, reading.facts)
}

interface Surroundings {
  readonly project: LoadedProject
  readonly fingerprint: CodeFingerprint
  readonly digestOf: FilesDigest
  /** Modules that hold a function whose text was asked for. */
  readonly askedFor: ReadonlySet<string>
  /** The checks whose failing rows something reads. */
  readonly checksRead: ReadonlySet<string>
}

function factsOf({ definition, ...node }: LoadedNode, surroundings: Surroundings): NodeFacts {
  const { project, fingerprint, checksRead } = surroundings
  const { salt, resources = {} } = project.options
  return withDefinition({
    node,
    code: codeOf(definition, surroundings),
    ...withSpark(withBigints(configOf(node, definition, resources), bigintsBeside(project, definition)), {
      ...sparkConfig(project.options.spark, fingerprint.packages),
      ...isReadConfig(node, checksRead),
    }),
    packages: fingerprint.packages,
    ...(salt === undefined ? {} : { salt }),
    environment: environmentOf(definition, { fingerprint, project }),
    volatile: 'volatile' in definition.options && definition.options.volatile === true,
    ...maxAgeOf(definition),
    blocking:
      nodeKinds[node.kind].judges && !('severity' in definition.options && definition.options.severity === 'warn'),
  })
}

/** What the keys of a node are asked from is made from its code alone: no option and no resource has a part in it. */
function keysFacts(
  { node, volatile }: KeysNode,
  { project, fingerprint, digestOf, askedFor }: Surroundings,
): NodeFacts {
  const text = fingerprint.files.some((file) => askedFor.has(file))
  const { salt } = project.options
  return withDefinition({
    ...{ node, volatile, code: cutCode(fingerprint, { digestOf, text }) },
    ...{ config: {}, settingsRead: {}, packages: fingerprint.packages, blocking: false },
    ...(salt === undefined ? {} : { salt }),
    environment: volatile ? [] : Object.keys(fingerprint.environment).sort(),
  })
}

/**
 * A query has those of its own file in its text. The slices of a source and of a function in another language have
 * nothing of the call.
 */
const bigintsBeside = (project: LoadedProject, definition: Definition): readonly string[] =>
  sourceOf(definition) === undefined && !isForeign(functionOf(definition))
    ? importedBigints(project, definition)
    : declaredBigints(project, definition)

function withBigints({ config, ...more }: Config, bigints: readonly string[]): Config {
  const columns = bigints.map((path) => [`/columns/${path.replaceAll('"', '')}`, '"bigint"'] as const)
  return { ...more, config: { ...config, ...Object.fromEntries(columns) } }
}

/** A check keeps the columns of its failing rows where something reads them, whether there are any rows or not. */
const isReadConfig = ({ name }: Pick<Node, 'name'>, checksRead: ReadonlySet<string>): Config['config'] =>
  checksRead.has(name) ? { [isReadOption]: 'true' } : {}

const withSpark = ({ config, ...more }: Config, settings: Config['config']): Config => ({
  ...more,
  config: { ...config, ...settings },
})

/** What is read only to make a resource that is a plain value is known by that value. */
function environmentOf(
  definition: Definition,
  { fingerprint, project }: Pick<Surroundings, 'fingerprint' | 'project'>,
) {
  if (saidVersion(definition) !== undefined) return []
  const readers = Object.entries(fingerprint.environment)
  return readers
    .flatMap(([name, labels]) => (labels.every((label) => isPlainResource(project, label)) ? [] : [name]))
    .sort()
}

function codeOf(definition: Definition, { fingerprint, digestOf, askedFor }: Surroundings): CodeFacts {
  const version = saidVersion(definition)
  if (version !== undefined) return saidCode(digestFields('code_version', [['version', version]]))
  const text = fingerprint.files.some((file) => askedFor.has(file))
  return cutCode(fingerprint, { digestOf, text })
}

/** What is known of code by its slice. */
export function cutCode(
  fingerprint: CodeFingerprint,
  { digestOf, text }: { readonly digestOf: FilesDigest; readonly text: boolean },
): CodeFacts {
  const { digest, older, byUse, parts, via, places, files, foreign } = fingerprint
  let digested: string | undefined
  return {
    ...{ digest, parts, via, places, scheme: foreign === undefined ? codeScheme : `${codeScheme} ${foreign.scheme}` },
    ...(foreign === undefined ? {} : { foreign }),
    ...(older === undefined ? {} : { older }),
    ...(byUse === undefined ? {} : { byUse }),
    ...(text ? { text: true as const } : {}),
    get files() {
      digested ??= digestOf.of(files)
      return digested
    },
    get hashes() {
      return digestOf.each(files)
    },
  }
}

/** `codeVersion` stands in for the slice: what the user says of the code is then all that is known of it. */
export const saidCode = (digest: string): CodeFacts => ({ digest, parts: {}, via: {}, places: {} })

function maxAgeOf({ options }: Definition): Pick<NodeFacts, 'maxAgeMs'> {
  const maxAgeMs = 'maxAge' in options ? parseDuration(options.maxAge) : undefined
  return maxAgeMs === undefined ? {} : { maxAgeMs }
}
