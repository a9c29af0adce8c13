import type { DbtAnswer, DbtDeclared, DbtFunction, DbtNode, DbtSource } from './answer.ts'

/** The ids that a node reads in the graph. An ephemeral model, which dbt inlines, is replaced by what it reads. */
export function readsOf({
  nodes,
  functions,
}: Pick<DbtAnswer, 'nodes' | 'functions'>): (node: DbtNode) => readonly string[] {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  // A function is no table: dbt creates it when it makes the node, over the tables that the function's statement reads.
  const called = new Map(functions.map((one) => [one.id, one]))
  const idsByNode = new Map<string, readonly string[]>()
  const reads = (node: Pick<DbtNode, 'id' | 'depends'>): readonly string[] => {
    const before = idsByNode.get(node.id)
    if (before !== undefined) return before
    const all = node.depends.flatMap((id) => {
      const above = byId.get(id)
      const one = called.get(id) ?? (above !== undefined && isInlined(above) ? above : undefined)
      return one === undefined ? [id] : reads(one)
    })
    const ids = [...new Set(all)]
    idsByNode.set(node.id, ids)
    return ids
  }
  return reads
}

/** The functions that a node calls, itself or by what dbt writes into its text, and those that these call. */
export function functionsOf(answer: DbtAnswer): (node: Pick<DbtNode, 'depends'>) => readonly DbtFunction[] {
  const before = askers.get(answer)
  if (before !== undefined) return before
  const asker = answer.functions.length === 0 ? () => [] : functionsByNode(answer)
  askers.set(answer, asker)
  return asker
}
/** Cached, since every node asks several times. */
const askers = new WeakMap<DbtAnswer, ReturnType<typeof functionsByNode>>()

function functionsByNode({ nodes, functions }: DbtAnswer): (node: Pick<DbtNode, 'depends'>) => readonly DbtFunction[] {
  const byId = new Map(functions.map((one) => [one.id, one]))
  const inlined = new Map(nodes.filter(isInlined).map((node) => [node.id, node]))
  const collect = ({ depends }: Pick<DbtNode, 'depends'>, calls: Set<DbtFunction>): Set<DbtFunction> => {
    for (const id of depends) {
      const one = byId.get(id)
      if (one !== undefined && calls.has(one)) continue
      if (one !== undefined) calls.add(one)
      const above = one ?? inlined.get(id)
      if (above !== undefined) collect(above, calls)
    }
    return calls
  }
  return (node) => [...collect(node, new Set())]
}

/** The models that dbt writes into the text of a node, and into theirs. */
export function inlinedInto({ nodes }: Pick<DbtAnswer, 'nodes'>): (node: DbtNode) => readonly DbtNode[] {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const collect = (node: DbtNode, inlined: Set<DbtNode>): Set<DbtNode> => {
    for (const id of node.depends) {
      const above = byId.get(id)
      if (above === undefined || !isInlined(above) || inlined.has(above)) continue
      inlined.add(above)
      collect(above, inlined)
    }
    return inlined
  }
  return (node) => [...collect(node, new Set())]
}

/** Whether it has no table of its own: dbt writes its text into its readers. */
export const isInlined = (node: Pick<DbtNode, 'config'>): boolean => node.config.materialized === 'ephemeral'

/** The name of a node in the graph unless it is exported under another one: its name in dbt. */
export const nameOfNode = ({ name, version }: Pick<DbtDeclared, 'name' | 'version'>): string =>
  version === null ? name : `${name}_v${version}`

export const nameOfSource = ({ source, name }: Pick<DbtSource, 'source' | 'name'>): string => `${source}.${name}`
