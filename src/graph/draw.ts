import { nodeKinds } from '../define/node-kinds.ts'
import type { Lineage, LineageNode } from './lineage.ts'

export interface TreeOptions {
  /** `upstream` (the default): below each asset what it reads. `downstream`: what reads it. */
  readonly direction?: 'upstream' | 'downstream'
  /** Only `|`, `\`, `-` and the like, for terminals without UTF-8. */
  readonly ascii?: boolean
  /**
   * What a line says of a node. Default: its name, its kind where that is not an asset, and its status where it is
   * known.
   */
  readonly label?: (node: LineageNode) => string
  /**
   * Levels below the top; an ellipsis stands for what is deeper. Default 100, beyond which lines are mostly
   * indentation.
   */
  readonly maxDepth?: number
}

const unicode = { branch: '├── ', last: '└── ', pass: '│   ', space: '    ', more: '…' } as const
const plain = { branch: '|-- ', last: '`-- ', pass: '|   ', space: '    ', more: '...' } as const

interface Branch {
  readonly node: LineageNode
  readonly depth: number
  /** What stands before the label, and before the labels below it. */
  readonly lead: string
  readonly indent: string
}

/**
 * A line a node, each indented below the one that leads to it. The subtree of a node is drawn once, where the node
 * comes first; later lines of that node end with `(*)`. So a graph of many paths has no more lines than edges and tops.
 */
export function drawTree(lineage: Lineage, options: TreeOptions = {}): string {
  const { direction = 'upstream', ascii = false, label = labelOf, maxDepth = 100 } = options
  const signs = ascii ? plain : unicode
  const { below, tops } = treeOf(lineage, direction)
  const drawn = new Set<string>()
  const lines: string[] = []
  const stack = tops.map((node): Branch => ({ node, depth: 0, lead: '', indent: '' })).reverse()
  for (let branch = stack.pop(); branch !== undefined; branch = stack.pop()) {
    const { node, depth, lead, indent } = branch
    const children = below.get(node.name) ?? []
    const again = children.length > 0 && drawn.has(node.name)
    lines.push(`${lead}${label(node)}${again ? ' (*)' : ''}`)
    if (again || children.length === 0) continue
    if (depth === maxDepth) {
      lines.push(`${indent}${signs.last}${signs.more}`)
      continue
    }
    drawn.add(node.name)
    const branches = children.map((child, index): Branch => {
      const isLast = index === children.length - 1
      return {
        node: child,
        depth: depth + 1,
        lead: indent + (isLast ? signs.last : signs.branch),
        indent: indent + (isLast ? signs.space : signs.pass),
      }
    })
    for (const each of branches.reverse()) stack.push(each)
  }
  return lines.join('\n')
}

function treeOf({ nodes, edges }: Lineage, direction: 'upstream' | 'downstream') {
  const byName = new Map(nodes.map((node) => [node.name, node]))
  const below = new Map<string, LineageNode[]>()
  const covered = new Set<string>()
  for (const { from, to } of edges) {
    const [parent, child] = direction === 'upstream' ? [to, from] : [from, to]
    const children = below.get(parent)
    if (children === undefined) below.set(parent, [byName.get(child)!])
    else children.push(byName.get(child)!)
    covered.add(child)
  }
  return { below, tops: nodes.filter(({ name }) => !covered.has(name)) }
}

function labelOf({ name, kind, status, previous, exposure }: LineageNode): string {
  if (exposure !== undefined) {
    const { type, owner, url } = exposure
    return `${name} (${[type, owner, url].filter((note) => note !== undefined).join(', ')})`
  }
  const past = previous ? 'reads its previous' : undefined
  const notes = [kind === 'asset' ? undefined : kind, past, status].filter((note) => note !== undefined)
  return notes.length === 0 ? name : `${name} (${notes.join(', ')})`
}

const checksIn = (nodes: Lineage['nodes']): ReadonlySet<string> =>
  new Set(nodes.flatMap(({ name, kind }) => (kind !== 'exposure' && nodeKinds[kind].judges ? [name] : [])))

const mermaidShapes = {
  asset: ['["', '"]'],
  source: ['[("', '")]'],
  check: ['{{"', '"}}'],
  effect: ['[/"', '"/]'],
  exposure: ['(["', '"])'],
} as const

/**
 * A Mermaid flow chart, for Markdown: sources are cylinders, assets boxes, effects slanted, checks hexagons behind a
 * dotted line, exposures rounded.
 */
export function drawMermaid({ nodes, edges }: Lineage): string {
  const ids = new Map(nodes.map(({ name }, index) => [name, `n${index}`]))
  const checks = checksIn(nodes)
  return [
    'flowchart LR',
    ...nodes.map((node) => {
      const [open, close] = mermaidShapes[node.kind]
      return `  ${ids.get(node.name)}${open}${escapeMermaid(labelOf(node))}${close}`
    }),
    ...edges.map(({ from, to }) => `  ${ids.get(from)} ${checks.has(to) ? '-.->' : '-->'} ${ids.get(to)}`),
  ].join('\n')
}

/** Mermaid knows entities by number; `$$` would begin a formula, a backtick a piece of Markdown. */
function escapeMermaid(text: string): string {
  return text.replaceAll(/["#<>&`$\\]/g, (char) => `#${char.codePointAt(0)};`).replaceAll(/\s+/g, ' ')
}

const dotShapes = {
  asset: 'box',
  source: 'cylinder',
  check: 'hexagon',
  effect: 'parallelogram',
  exposure: 'note',
} as const

/**
 * A Graphviz digraph: sources are cylinders, assets boxes, effects slanted, exposures notes, checks hexagons behind a
 * dotted line.
 */
export function drawDot({ nodes, edges }: Lineage): string {
  const checks = checksIn(nodes)
  return [
    'digraph assets {',
    '  rankdir=LR',
    ...nodes.map(
      (node) => `  ${quoteDot(node.name)} [shape=${dotShapes[node.kind]}, label=${quoteDot(labelOf(node))}]`,
    ),
    ...edges.map(({ from, to }) => `  ${quoteDot(from)} -> ${quoteDot(to)}${checks.has(to) ? ' [style=dotted]' : ''}`),
    '}',
  ].join('\n')
}

function quoteDot(text: string): string {
  return `"${text.replaceAll(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')}"`
}
