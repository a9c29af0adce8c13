import type { Moment, Slot } from './heap.ts'
import { allArguments, siteWithin } from './passing.ts'
import type { Passed, Tools } from './tools.ts'

/** The functions among the arguments are called with whatever the call meets. */
export function callBack({ heap, calls }: Tools, passed: Passed, met: Slot, moment: Moment): Slot {
  const results = heap.slot()
  const args = allArguments(heap, passed)
  heap.each(args, (fn) => {
    // A namespace of the platform is no function.
    if (fn.kind === 'builtin' && /^[a-z:_/]+$/.test(fn.path ?? '') && fn.path !== 'bound' && fn.path !== 'settle')
      return
    if (fn.kind === 'function' || fn.kind === 'project' || fn.kind === 'builtin')
      heap.flow(calls.call(fn, { self: args, list: [], more: met, site: siteWithin(passed.site) }, moment), results)
  })
  return results
}
