import type { SourceOrigin } from '../../define/definition.ts'
import { AssetError } from '../../errors.ts'
import { unreachable } from '../../util/unreachable.ts'
import type { NodeFacts, Observation } from '../facts.ts'
import type { Lookups } from '../files/lookups.ts'
import type { LoadedProject } from '../load/load.ts'
import { noMatch } from './match-files.ts'
import { observePackage } from './observe-package.ts'
import { observeSource } from './observe-source.ts'

interface Where {
  readonly root: string
  readonly cacheFolder: string
  readonly lookups: Lookups
}

/** Looks at sources when they are first asked for, each once: what no command asks about costs it nothing. */
export function observer(
  { root, nodes }: Pick<LoadedProject, 'root' | 'nodes'>,
  { facts, ...where }: Omit<Where, 'root'> & { readonly facts: readonly NodeFacts[] },
): (names?: ReadonlySet<string>) => Promise<readonly NodeFacts[]> {
  const origins = new Map(
    nodes.flatMap(({ name, definition }) => (definition.kind === 'source' ? [[name, definition.origin] as const] : [])),
  )
  const known = new Map<string, Promise<NodeFacts>>()
  const observedOne = (of: NodeFacts): NodeFacts | Promise<NodeFacts> => {
    const origin = origins.get(of.node.name)
    if (origin === undefined) return of
    const observed = known.get(of.node.name) ?? withObservation(of, origin, { root, ...where })
    known.set(of.node.name, observed)
    return observed
  }
  return async (names) => {
    const all: NodeFacts[] = []
    for (const of of facts) if (names === undefined || names.has(of.node.name)) all.push(await observedOne(of))
    return all
  }
}

async function withObservation(facts: NodeFacts, origin: SourceOrigin, where: Where): Promise<NodeFacts> {
  return { ...facts, observation: await observationOf(origin, where) }
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

async function observationNow(origin: SourceOrigin, { root, cacheFolder, lookups }: Where): Promise<Observation> {
  switch (origin.type) {
    case 'function':
      return { type: origin.observe === undefined ? 'always' : 'unasked' }
    case 'files':
    case 'table': {
      const { type, glob } = origin
      const { version, count } = await observeSource(root, { type, glob, cacheFolder })
      return { type: 'known', version, ...(count === 0 ? { nothing: noMatch(root, glob) } : {}) }
    }
    case 'package':
      return { type: 'known', version: (await observePackage(root, origin, lookups)).version }
    default:
      return unreachable(origin)
  }
}
