import { type Adjacency, neighbours, sizeOf } from './adjacency.ts'

/**
 * One cycle for each set of ids that all reach each other, along `next`: a shortest one, beginning at its smallest id.
 * It is called only when there is a cycle, so only a project that has to be mended pays for it.
 */
export function findCycles(next: Adjacency): readonly (readonly number[])[] {
  return components(next)
    .filter(([first, second]) => second !== undefined || neighbours(next, first!).includes(first!))
    .map((members) => smallestFirst(shortestCycle(next, members)))
    .sort((a, b) => a[0]! - b[0]!)
}

/**
 * Strongly connected components: Tarjan, "Depth-first search and linear graph algorithms" (1972), with a stack of its
 * own.
 */
export function components(next: Adjacency): readonly (readonly number[])[] {
  const size = sizeOf(next)
  const cycles: number[][] = []
  const index = new Int32Array(size).fill(-1)
  const low = new Int32Array(size)
  const inStack = new Uint8Array(size)
  const nextEdge = next.starts.slice(0, size)
  const stack: number[] = []
  let counter = 0
  for (let root = 0; root < size; root++) {
    if (index[root] !== -1) continue
    const path = [root]
    while (path.length > 0) {
      const id = path.at(-1)!
      if (index[id] === -1) {
        index[id] = low[id] = counter++
        stack.push(id)
        inStack[id] = 1
      }
      if (nextEdge[id]! < next.starts[id + 1]!) {
        const target = next.targets[nextEdge[id]!]!
        nextEdge[id]! += 1
        if (index[target] === -1) path.push(target)
        else if (inStack[target] === 1) low[id] = Math.min(low[id]!, index[target]!)
        continue
      }
      path.pop()
      const parent = path.at(-1)
      if (parent !== undefined) low[parent] = Math.min(low[parent]!, low[id]!)
      if (low[id] === index[id]) cycles.push(popUntil(stack, id, inStack))
    }
  }
  return cycles
}

function popUntil(stack: number[], id: number, inStack: Uint8Array): number[] {
  const members = stack.splice(stack.lastIndexOf(id))
  for (const member of members) inStack[member] = 0
  return members
}

/** Ids looked at before the best cycle so far is good enough: a tangle of thousands must not cost minutes to report. */
const budget = 2_000_000

function shortestCycle(next: Adjacency, members: readonly number[]): readonly number[] {
  const inside = new Uint8Array(sizeOf(next))
  for (const member of members) inside[member] = 1
  const from = new Int32Array(sizeOf(next)).fill(-1)
  let best: readonly number[] = []
  let spent = 0
  for (const start of [...members].sort((a, b) => a - b)) {
    const search = cycleThrough(start, { next, inside, from, shorterThan: best.length || Number.POSITIVE_INFINITY })
    if (search.cycle !== undefined) best = search.cycle
    spent += search.looked
    if (best.length === 1 || spent > budget) break
  }
  return best
}

interface Search {
  readonly next: Adjacency
  readonly inside: Uint8Array
  /** Where each id was reached from; -1 everywhere before and after a search. */
  readonly from: Int32Array
  readonly shorterThan: number
}

/** Breadth first from `start` back to it; no cycle where it is not shorter than `shorterThan`. */
function cycleThrough(start: number, { next, inside, from, shorterThan }: Search) {
  const queue = [start]
  let cycle: number[] | undefined
  let levelEnd = 1
  let length = 1
  for (let head = 0; head < queue.length && length < shorterThan && cycle === undefined; head++) {
    const id = queue[head]!
    for (const target of neighbours(next, id)) {
      if (target === start) {
        cycle = pathTo(id, start, from)
        break
      }
      if (inside[target] === 0 || from[target] !== -1) continue
      from[target] = id
      queue.push(target)
    }
    if (head + 1 === levelEnd) {
      levelEnd = queue.length
      length++
    }
  }
  for (const id of queue) from[id] = -1
  return { cycle, looked: queue.length }
}

function pathTo(last: number, start: number, from: Int32Array): number[] {
  const path = [last]
  for (let id = last; id !== start; ) {
    id = from[id]!
    path.push(id)
  }
  return path.reverse()
}

function smallestFirst(cycle: readonly number[]): readonly number[] {
  // A spread into Math.min would overflow the stack on a cycle of a hundred thousand.
  const smallest = cycle.reduce((least, id) => Math.min(least, id))
  const at = cycle.indexOf(smallest)
  return [...cycle.slice(at), ...cycle.slice(0, at)]
}
