import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Definition, SourceOrigin } from '../define/definition.ts'
import { AssetError } from '../errors.ts'
import type { LoadedNode } from '../graph/node.ts'
import { digestFields } from '../util/digest.ts'
import { unreachable } from '../util/unreachable.ts'
import type { CodeFingerprint } from './code/fingerprint.ts'
import { codeScheme } from './code/open-code.ts'
import { configOf, saidVersion } from './config.ts'
import { type CodeFacts, definitionHash, type NodeFacts, type Observation } from './facts.ts'
import { type FilesDigest, filesDigest } from './files-digest.ts'
import type { LoadedProject } from './load.ts'
import type { Lookups } from './lookups.ts'
import { noMatch } from './observe/match-files.ts'
import { observeFiles, observeTable } from './observe/observe-files.ts'
import { observePackage } from './observe/observe-package.ts'
import { openRememberedCode } from './remembered-code.ts'
import { loadStatCache, type StatCache, saveStatCache } from './stat-cache.ts'
import { watchFiles } from './unmoved.ts'

export interface CollectedFacts {
  /** In the given order. */
  readonly facts: readonly NodeFacts[]
  readonly codeScheme: string
  readonly fingerprints: ReadonlyMap<string, CodeFingerprint>
  /** What was asked of the disk to find all this. */
  readonly lookups: Lookups
  /** Whether the files that the node's code is in are as they were when they were loaded. */
  unmoved(name: string): boolean
}

/** Fingerprints every node and observes every source that can be observed without a user's code. */
export async function collectFacts(
  project: LoadedProject,
  { order, cacheFolder }: { readonly order: readonly string[]; readonly cacheFolder: string },
): Promise<CollectedFacts> {
  const { root, configFile, entry } = project
  const code = await openRememberedCode({ root, configFile, entry, cacheFolder })
  const nodes = new Map(project.nodes.map((node) => [node.name, node]))
  const statCache = lazyStatCache(join(cacheFolder, 'files.json'))
  const digestOf = filesDigest(project)
  const fingerprints = new Map<string, CodeFingerprint>()
  const facts: NodeFacts[] = []
  for (const name of order) {
    const node = nodes.get(name) as LoadedNode
    const fingerprint = code.fingerprint(node)
    fingerprints.set(name, fingerprint)
    const { lookups } = code
    facts.push(await factsOf(node, { project, fingerprint, digestOf, lookups, statCache: statCache.get }))
  }
  await statCache.save()
  code.keep()
  const files = [...fingerprints.values()].flatMap((fingerprint) => fingerprint.files)
  const stays = watchFiles(project.modules, files)
  const unmoved = (name: string) => (fingerprints.get(name)?.files ?? []).every(stays)
  return { facts, codeScheme, fingerprints, lookups: code.lookups, unmoved }
}

interface Where {
  readonly root: string
  readonly lookups: Lookups
  readonly statCache: () => Promise<StatCache>
}

interface Found extends Pick<Where, 'statCache' | 'lookups'> {
  readonly project: LoadedProject
  readonly fingerprint: CodeFingerprint
  readonly digestOf: FilesDigest
}

async function factsOf({ definition, ...node }: LoadedNode, found: Found): Promise<NodeFacts> {
  const { project, fingerprint, digestOf, statCache, lookups } = found
  const where = { root: project.root, statCache, lookups }
  const { salt, resources = {} } = project.options
  const known = {
    code: codeOf(definition, fingerprint, digestOf),
    config: configOf(node, definition, resources),
    packages: fingerprint.packages,
    ...(salt === undefined ? {} : { salt }),
  }
  return {
    node,
    ...known,
    volatile: definition.kind === 'asset' && definition.options.volatile === true,
    blocking: definition.kind === 'check' && definition.options.severity !== 'warn',
    ...(definition.kind === 'source' ? { observation: await observationOf(definition.origin, where) } : {}),
    definition: definitionHash(known),
  }
}

/** `codeVersion` stands in for the slice: what the user says of the code is then all that is known of it. */
function codeOf(definition: Definition, fingerprint: CodeFingerprint, digestOf: FilesDigest): CodeFacts {
  const { digest, parts, via, places, files } = fingerprint
  const said = saidVersion(definition)
  if (said === undefined) {
    let digested: string | undefined
    return {
      ...{ digest, parts, via, places, scheme: codeScheme },
      get files() {
        digested ??= digestOf(files)
        return digested
      },
    }
  }
  return { digest: digestFields('code_version', [['version', said]]), parts: {}, via: {}, places: {} }
}

/** A source whose data is not there is one asset's trouble, and not the project's. */
async function observationOf(origin: SourceOrigin, where: Where): Promise<Observation> {
  try {
    return await observationNow(origin, where)
  } catch (error) {
    if (AssetError.is(error)) return { type: 'failed', error }
    throw error
  }
}

async function observationNow(origin: SourceOrigin, { root, statCache, lookups }: Where): Promise<Observation> {
  switch (origin.type) {
    case 'function':
      return { type: origin.observe === undefined ? 'always' : 'unasked' }
    case 'files':
    case 'table': {
      const observe = origin.type === 'table' ? observeTable : observeFiles
      const { version, files } = await observe(root, origin.glob, await statCache())
      return { type: 'known', version, ...(files.length === 0 ? { nothing: noMatch(root, origin.glob) } : {}) }
    }
    case 'package':
      return { type: 'known', version: (await observePackage(root, origin, lookups)).version }
    default:
      return unreachable(origin)
  }
}

/** Read when the first source has files, written when something new is in it: the bytes of a file that did not change are not read. */
function lazyStatCache(file: string) {
  let loading: Promise<StatCache> | undefined
  let before = ''
  const stateOf = (cache: StatCache) => JSON.stringify([...cache.entries])
  return {
    get: () => {
      loading ??= loadStatCache(file).then((cache) => {
        before = stateOf(cache)
        return cache
      })
      return loading
    },
    async save(): Promise<void> {
      const cache = await loading
      if (cache !== undefined && stateOf(cache) !== before && existsSync(dirname(dirname(file)))) {
        await saveStatCache(file, cache)
      }
    },
  }
}
