import type { LeafTarget } from '../../exports.ts'
import type { UnitFacts } from '../../facts.ts'
import { lastMatch, platform } from '../../platform.ts'
import { nodeLeaf, packageLeaf } from './reach.ts'

/**
 * Shared state that no declaration holds: a name of the platform, a package's own state, an imported JSON file.
 * `everything` is shared by all code.
 */
export type Resource = string

export const everything: Resource = 'everything'
export const anyGlobal: Resource = 'global *'
export const globalNamed = (name: string): Resource => `global ${name}`

/** What a reference to something without declarations shares. */
export function leafResources({ text, part }: LeafTarget): Resource[] {
  if (part !== undefined && text.startsWith('json ')) return [`json ${part.file}`]
  const node = nodeLeaf(text)
  if (node === 'process') return [globalNamed('process')]
  if (node !== undefined) return [`node ${node}`]
  const leaf = packageLeaf(text)
  if (leaf === undefined || leaf.name === 'assetstore') return []
  // Code of a package may read any name of the platform.
  return platform.isBuilder(leaf.name, []) ? [`package ${leaf.name}`] : [`package ${leaf.name}`, anyGlobal]
}

export function globalResources({ state }: UnitFacts): Resource[] {
  return (state.globals ?? []).map((name) =>
    name === lastMatch ? lastMatch : name.startsWith('*') ? anyGlobal : globalNamed(name),
  )
}

/** Whether code that reads one resource sees what is written to another. */
export function meets(wanted: Resource, written: Resource): boolean {
  if (wanted === written || written === everything) return true
  return (
    wanted.startsWith('global ') && written.startsWith('global ') && (wanted === anyGlobal || written === anyGlobal)
  )
}
