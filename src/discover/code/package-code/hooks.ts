import { platform } from '../platform.ts'
import type { Moment, Slot, Thing } from './heap.ts'
import type { FunctionCode, Tools } from './tools.ts'

interface Hooks {
  readonly self: Slot
  readonly args: Slot
  readonly met: Slot
}
/** What a method of the platform asks its arguments for: `text.replace({ [Symbol.replace]() { … } })`. */
export function askHooks(
  { heap, members, calls }: Tools,
  name: string,
  { self, args, met }: Hooks,
  moment: Moment,
): void {
  if (name === 'concat') members.read(args, '@@isConcatSpreadable', moment)
  if (name === 'toString') members.read(self, '@@toStringTag', moment)
  if (!platform.isMatching(name)) return
  heap.each(args, (thing) => {
    if (thing.kind !== 'object') return
    for (const hook of [`@@${name}`, 'exec']) calls.callMember(heap.of(thing), hook, { list: [], more: met }, moment)
  })
}

const constructing = /^(?:concat|filter|flat|flatMap|map|slice|splice|subarray|then|catch|finally)$/
/** A list of a subclass makes another list of that: `new Tags().map(…)`. */
export function constructedAgain(
  { heap, members, calls }: Tools,
  name: string,
  { self, met }: Pick<Hooks, 'self' | 'met'>,
  moment: Moment,
): Slot {
  const out = heap.slot()
  if (!constructing.test(name)) return out
  heap.each(self, (thing) => {
    if (thing.kind !== 'object') return
    heap.each(members.read(heap.of(thing), 'constructor', moment), (own) => {
      if (own.kind !== 'function' || (own.code as FunctionCode).parent === undefined) return
      heap.flow(constructedOf({ heap, calls }, own, met, moment), out)
      heap.each(members.read(heap.of(own), '@@species', moment), (other) => {
        if (other.kind === 'function') heap.flow(constructedOf({ heap, calls }, other, met, moment), out)
      })
    })
  })
  return out
}

export function constructedOf(
  { heap, calls }: Pick<Tools, 'heap' | 'calls'>,
  own: Thing,
  met: Slot,
  moment: Moment,
): Slot {
  const out = calls.construct(own, { list: [], more: met }, moment)
  heap.each(out, (instance) => heap.flow(met, instance.rest))
  return out
}
