import { AssetError } from '../../errors.ts'
import type { Node } from '../node.ts'

const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u

/** Nearly every name matches this, so only the others are split into their segments. */
const ordinary = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/

/** Names that no parameter could name, that two nodes share, or that are one name where case does not count. */
export function nameErrors(nodes: readonly Node[], ids: ReadonlyMap<string, number>): readonly AssetError[] {
  const errors: AssetError[] = []
  const folded = new Map<string, Node>()
  nodes.forEach((node, id) => {
    const segment = wrongSegment(node.name)
    if (segment !== undefined) errors.push(invalid(node, segment))
    const first = nodes[ids.get(node.name)!]!
    if (ids.get(node.name) !== id) errors.push(duplicate(node, first))
    const key = node.name.toLowerCase()
    const clash = folded.get(key)
    if (clash === undefined) folded.set(key, node)
    else if (clash.name !== node.name) errors.push(sameButForCase(node, clash))
  })
  return errors
}

function wrongSegment(name: string): string | undefined {
  if (ordinary.test(name) && !name.includes('default')) return undefined
  return name.split('.').find((part) => part === 'default' || !identifier.test(part))
}

function invalid(node: Node, segment: string): AssetError {
  const renamed = segment === 'default' ? undefined : identifierFrom(segment)
  return new AssetError({
    code: 'ASSET_NAME',
    message:
      segment === 'default'
        ? `a default export has no name of its own, and "${node.name}" cannot be one`
        : `"${node.name}" cannot be the name of an asset: "${segment}" is not an identifier`,
    at: node.at,
    facts: { name: node.name, segment },
    fix: `export it under a name, such as \`export const ${renamed ?? 'raw_documents'} = ${node.kind}(…)\``,
  })
}

/** `a-b c` becomes `a_b_c`, `2024` becomes `_2024`; undefined where no character is left. */
function identifierFrom(segment: string): string | undefined {
  const letters = segment.replaceAll(/[^\p{ID_Continue}$]+/gu, '_')
  if (/^_*$/.test(letters)) return undefined
  return identifier.test(letters) ? letters : `_${letters}`
}

function duplicate(node: Node, first: Node): AssetError {
  return new AssetError({
    code: 'ASSET_DUPLICATE',
    message: `"${node.name}" is already the name of the ${first.kind} at ${first.at}`,
    at: node.at,
    facts: { name: node.name, first: first.at, second: node.at },
    fix: 'rename one of the two, or export one file as a namespace: `export * as crm from …`',
  })
}

function sameButForCase(node: Node, first: Node): AssetError {
  return new AssetError({
    code: 'ASSET_NAME_CASE',
    message: `"${node.name}" and "${first.name}" (${first.at}) differ only by case, which SQL and some file systems do not tell apart`,
    at: node.at,
    facts: { name: node.name, other: first.name, otherAt: first.at },
    fix: `rename "${node.name}" or "${first.name}"`,
  })
}
