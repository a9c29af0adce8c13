import { nodeKinds } from '../../define/node-kinds.ts'
import { AssetError } from '../../errors.ts'
import { suggest } from '../../util/suggest.ts'
import { type Node, namesReadBy } from '../node.ts'

export interface GraphNames {
  readonly ids: ReadonlyMap<string, number>
  readonly entry: string
}

/** Parameters that name nothing, or that name a check where its failing rows cannot be read. */
export function upstreamErrors(nodes: readonly Node[], { ids, entry }: GraphNames): readonly AssetError[] {
  const fixes = new Map<string, string>()
  const fixFor = (name: string) => {
    const fix = fixes.get(name) ?? fixUnknown(name, nodes, entry)
    fixes.set(name, fix)
    return fix
  }
  const isReadable = (node: Node, name: string) => {
    const id = ids.get(name)
    if (id === undefined) return false
    return !nodeKinds[nodes[id]!.kind].judges || readsVerdicts(node, name)
  }
  return nodes.flatMap((node) => {
    const names = namesReadBy(node)
    if (names.every((name) => isReadable(node, name))) return []
    const unreadable = new Set(names.filter((name) => !isReadable(node, name)))
    return Array.from(unreadable, (name) => {
      const check = ids.get(name)
      return check === undefined ? unknown(node, name, { entry, fix: fixFor(name) }) : readsCheck(node, nodes[check]!)
    })
  })
}

/** An asset may read the rows that fail a check; what its keys come from is a table. */
const readsVerdicts = ({ kind, upstream }: Node, name: string): boolean =>
  nodeKinds[kind].hasRows && upstream.includes(name)

/** For a function in Python, whose first parameter may as well be a setting. */
function behindStar({ at, name }: Node, parameter: string): string {
  return /\.py:\d+$/.test(at) ? `; what is no table stands behind a star: def ${name}(…, *, ${parameter})` : ''
}

function unknown(node: Node, name: string, { entry, fix }: { entry: string; fix: string }): AssetError {
  return new AssetError({
    code: 'ASSET_UNKNOWN_UPSTREAM',
    message: `${node.name} names "${name}", which ${entry} does not export`,
    at: node.at,
    facts: { asset: node.name, parameter: name },
    fix: fix + behindStar(node, name),
  })
}

function fixUnknown(name: string, nodes: readonly Node[], entry: string): string {
  const suggestion = suggest(
    name,
    nodes.filter((node) => !nodeKinds[node.kind].judges).map((node) => node.name),
  )
  if (suggestion !== undefined) return `did you mean "${suggestion}"?`
  return `export an asset or a source of that name from ${entry}, or name one that it exports: \`assets list\` shows them`
}

function readsCheck(node: Node, check: Node): AssetError {
  const [tested] = check.upstream
  const instead = tested === undefined ? 'an asset or a source' : `"${tested}", which it tests,`
  return new AssetError({
    code: 'ASSET_UNKNOWN_UPSTREAM',
    message: `${node.name} names "${check.name}", which is ${nodeKinds[check.kind].title}: its failing rows are read by assets alone`,
    at: node.at,
    facts: { asset: node.name, parameter: check.name, check: check.at },
    fix: `name ${instead} instead: ${nodeKinds[check.kind].title} that blocks already holds back what it tests`,
  })
}
