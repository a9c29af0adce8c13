import type { Definition, SourceOrigin } from '../define/definition.ts'
import type { LoadedNode } from '../graph/node.ts'
import { digestFields } from '../util/digest.ts'
import { unreachable } from '../util/unreachable.ts'
import type { CodeFingerprint } from './code/fingerprint.ts'
import { codeScheme, openCode } from './code/open-code.ts'
import { configOf } from './config.ts'
import { type CodeFacts, definitionHash, type NodeFacts, type Observation } from './facts.ts'
import type { LoadedProject } from './load.ts'
import { observeFiles } from './observe/observe-files.ts'
import { observePackage } from './observe/observe-package.ts'
import { watchFiles } from './unmoved.ts'

export interface CollectedFacts {
  /** In the given order. */
  readonly facts: readonly NodeFacts[]
  readonly codeScheme: string
  readonly fingerprints: ReadonlyMap<string, CodeFingerprint>
  /** Whether the files that the node's code is in are as they were when they were loaded. */
  unmoved(name: string): boolean
}

/** Fingerprints every node and observes every source that can be observed without a user's code. */
export async function collectFacts(
  project: LoadedProject,
  { order }: { readonly order: readonly string[] },
): Promise<CollectedFacts> {
  const code = await openCode({ root: project.root, configFile: project.configFile, entry: project.entry })
  const nodes = new Map(project.nodes.map((node) => [node.name, node]))
  const fingerprints = new Map<string, CodeFingerprint>()
  const facts: NodeFacts[] = []
  for (const name of order) {
    const node = nodes.get(name) as LoadedNode
    const fingerprint = code.fingerprint(node)
    fingerprints.set(name, fingerprint)
    facts.push(await factsOf(project, node, fingerprint))
  }
  const files = [...fingerprints.values()].flatMap((fingerprint) => fingerprint.files)
  const stays = watchFiles(project.modules, files)
  const unmoved = (name: string) => (fingerprints.get(name)?.files ?? []).every(stays)
  return { facts, codeScheme, fingerprints, unmoved }
}

async function factsOf(project: LoadedProject, loaded: LoadedNode, fingerprint: CodeFingerprint): Promise<NodeFacts> {
  const { definition, ...node } = loaded
  const { salt, resources = {} } = project.options
  const known = {
    code: codeOf(definition, fingerprint),
    config: configOf(node, definition, resources),
    packages: fingerprint.packages,
    ...(salt === undefined ? {} : { salt }),
  }
  return {
    node,
    ...known,
    volatile: definition.kind === 'asset' && definition.options.volatile === true,
    blocking: definition.kind === 'check' && definition.options.severity !== 'warn',
    ...(definition.kind === 'source' ? { observation: await observationOf(project.root, definition.origin) } : {}),
    definition: definitionHash(known),
  }
}

/** `codeVersion` stands in for the slice: what the user says of the code is then all that is known of it. */
function codeOf(definition: Definition, fingerprint: CodeFingerprint): CodeFacts {
  const { digest, parts, via, places } = fingerprint
  if (definition.kind !== 'asset' || definition.options.codeVersion === undefined) return { digest, parts, via, places }
  const said = digestFields('code_version', [['version', definition.options.codeVersion]])
  return { digest: said, parts: {}, via: {}, places: {} }
}

async function observationOf(root: string, origin: SourceOrigin): Promise<Observation> {
  switch (origin.type) {
    case 'function':
      return { type: origin.observe === undefined ? 'always' : 'unasked' }
    case 'files':
    case 'table':
      return { type: 'known', version: (await observeFiles(root, origin.glob)).version }
    case 'package':
      return { type: 'known', version: (await observePackage(root, origin.name, origin.glob)).version }
    default:
      return unreachable(origin)
  }
}
