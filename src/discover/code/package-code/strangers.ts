import type { Heap, Thing } from './heap.ts'

const singles = new WeakMap<Heap, Map<string, Thing>>()
function single(heap: Heap, kind: 'project' | 'unknown'): Thing {
  const ofHeap = singles.get(heap) ?? new Map<string, Thing>()
  singles.set(heap, ofHeap)
  const thing = ofHeap.get(kind) ?? heap.make({ kind, moment: 'load' })
  ofHeap.set(kind, thing)
  return thing
}

/** Something of the project: its code is counted where it stands. */
export const projectThing = (heap: Heap): Thing => single(heap, 'project')
/** Something of which nothing is known, and that others may have. */
export const unknownThing = (heap: Heap): Thing => single(heap, 'unknown')
