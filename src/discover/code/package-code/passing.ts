import type { Heap, Moment, Slot, Thing } from './heap.ts'
import type { Passed, Site, Tools } from './tools.ts'

export function siteWithin(site: Site | undefined): Site | undefined {
  if (site === undefined) return undefined
  site.within ??= {}
  site.within.within ??= site.within
  return site.within
}
export const argumentAt = (heap: Heap, { list, more }: Omit<Passed, 'self'>, index: number): Slot => {
  const slot = heap.slot()
  const own = list[index]
  if (own !== undefined) heap.flow(own, slot)
  if (more !== undefined) heap.flow(more, slot)
  return slot
}
export const allArguments = (heap: Heap, { list, more }: Omit<Passed, 'self'>): Slot => {
  const slot = heap.slot()
  for (const one of list) heap.flow(one, slot)
  if (more !== undefined) heap.flow(more, slot)
  return slot
}

/** Something new of the platform, which holds what these slots have. */
export function made({ heap }: Tools, moment: Moment, held: readonly Slot[], path?: string): Thing {
  const thing = heap.make({ kind: 'list', moment, ...(path === undefined ? {} : { path }) })
  for (const one of held) heap.flow(one, thing.rest)
  return thing
}

/** What things hold. */
export function contents({ heap, members }: Tools, of: Slot): Slot {
  const out = heap.slot()
  heap.each(of, (thing) => heap.flow(members.view(thing, undefined), out))
  return out
}

/** Another view of the same bytes. */
export const sharing = /^(?:DataView|(?:node:buffer\.)?Buffer(?:\.from)?)$/
