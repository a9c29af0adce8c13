import { type Adjacency, sizeOf } from './adjacency.ts'

const untouched = 0
const open = 1
const done = 2

/**
 * Every id after all of its `up` neighbours, or undefined where a cycle makes that impossible. An order of declaration
 * that is already fine is kept as it is; otherwise an id comes as late as its declaration says and only moves up to
 * where it is first needed. The search keeps its own stack: a chain of any length is fine.
 */
export function topologicalOrder(up: Adjacency): Int32Array | undefined {
  const size = sizeOf(up)
  const state = new Uint8Array(size)
  const nextEdge = up.starts.slice(0, size)
  const order = new Int32Array(size)
  const stack = new Int32Array(size)
  let placed = 0
  for (let root = 0; root < size; root++) {
    if (state[root] !== untouched) continue
    let depth = 0
    stack[depth++] = root
    state[root] = open
    while (depth > 0) {
      const id = stack[depth - 1]!
      if (nextEdge[id]! === up.starts[id + 1]!) {
        state[id] = done
        order[placed++] = id
        depth--
        continue
      }
      const target = up.targets[nextEdge[id]!]!
      nextEdge[id]! += 1
      if (state[target] === open) return undefined
      if (state[target] === untouched) {
        state[target] = open
        stack[depth++] = target
      }
    }
  }
  return order
}
