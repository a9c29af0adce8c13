import { adjacencyOf } from '../../../../graph/adjacency.ts'
import { components } from '../../../../graph/cycles.ts'

/** Items that all reach each other, so that all of them reach the same. */
export interface Component<Item> {
  readonly items: readonly Item[]
  /** Where its items lead directly. */
  readonly next: ReadonlySet<Component<Item>>
}

/**
 * Which component an item belongs to. It looks only at the items that are asked for and at those that they reach, at
 * each once.
 */
export function createComponents<Item>(successorsOf: (item: Item) => Iterable<Item>): (item: Item) => Component<Item> {
  const byItem = new Map<Item, Component<Item>>()
  return (start) => {
    if (!byItem.has(start)) addFrom(byItem, start, successorsOf)
    return byItem.get(start) as Component<Item>
  }
}

function addFrom<Item>(
  byItem: Map<Item, Component<Item>>,
  start: Item,
  successorsOf: (item: Item) => Iterable<Item>,
): void {
  // What is in it leads to nothing that is not: no component grows later.
  const ids = new Map([[start, 0]])
  const successors: (readonly Item[])[] = []
  for (const item of ids.keys()) {
    const all = [...new Set(successorsOf(item))]
    successors.push(all)
    for (const next of all) if (!byItem.has(next) && !ids.has(next)) ids.set(next, ids.size)
  }
  const items = [...ids.keys()]
  const graph = adjacencyOf(items.length, (id, push) => {
    for (const next of successors[id] ?? []) {
      const target = ids.get(next)
      if (target !== undefined) push(target)
    }
  })
  // Each component comes after those that it leads to.
  for (const members of components(graph)) {
    const next = new Set<Component<Item>>()
    const component = { items: members.map((id) => items[id] as Item), next }
    for (const item of component.items) byItem.set(item, component)
    for (const id of members)
      for (const item of successors[id] ?? []) {
        const other = byItem.get(item)
        if (other !== undefined && other !== component) next.add(other)
      }
  }
}

/** The items of all components that are reached from one, its own first. */
function itemsFrom<Item>(start: Component<Item>): Set<Item> {
  const reached = new Set([start])
  const items = new Set<Item>()
  for (const { items: own, next } of reached) {
    for (const item of own) items.add(item)
    for (const component of next) reached.add(component)
  }
  return items
}

/** Everything that an item reaches, itself included. Items that all reach each other share one set. */
export function createClosure<Item>(componentOf: (item: Item) => Component<Item>): (item: Item) => ReadonlySet<Item> {
  const byComponent = new Map<Component<Item>, ReadonlySet<Item>>()
  return (unit) => {
    const component = componentOf(unit)
    const items = byComponent.get(component) ?? itemsFrom(component)
    byComponent.set(component, items)
    return items
  }
}
