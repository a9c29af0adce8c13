import type { Heap, Thing } from './heap.ts'

const singles = new WeakMap<Heap, Map<string, Thing>>()
function single(heap: Heap, kind: 'project' | 'unknown', path?: 'proxy'): Thing {
  const ofHeap = singles.get(heap) ?? new Map<string, Thing>()
  singles.set(heap, ofHeap)
  const key = path ?? kind
  const thing = ofHeap.get(key) ?? heap.make({ kind, moment: 'load', ...(path === undefined ? {} : { path }) })
  ofHeap.set(key, thing)
  return thing
}

/** Something of the project: its code is counted where it stands. */
export const projectThing = (heap: Heap): Thing => single(heap, 'project')
/** Something of which nothing is known, and that others may have. */
export const unknownThing = (heap: Heap): Thing => single(heap, 'unknown')
/** What packages made of their own with handlers: to look at it runs these. */
export const proxyThing = (heap: Heap): Thing => single(heap, 'unknown', 'proxy')
export const hasProxies = (heap: Heap): boolean => singles.get(heap)?.has('proxy') === true
