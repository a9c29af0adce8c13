import { nodeChange } from '../state/program/node-changes.ts'
import { foreign } from './builtin-things.ts'
import { callBack } from './callbacks.ts'
import { Doubt, type Moment, type Slot } from './heap.ts'
import { allArguments, made, sharing, siteWithin } from './passing.ts'
import { unknownThing } from './strangers.ts'
import type { Passed, Tools } from './tools.ts'

/** Modules of Node of which a call is nothing but what it gives. */
const quietModules =
  /^node:(?:assert|async_hooks|buffer|crypto|events|os|path|punycode|querystring|stream|string_decoder|url|util|util\/types|zlib)\b/
const quietReads = /^node:fs(?:\/promises)?\.(?:promises\.)?(?:read\w*|exists\w*|l?stat\w*|access\w*|realpath\w*)$/

export function callNode(tools: Tools, path: string, passed: Passed, moment: Moment): Slot {
  const { heap, members } = tools
  const [module = '', ...names] = path.slice('node:'.length).split('.')
  const change = nodeChange(module, names.join('.'), false)
  if (change === 'all' || !(quietModules.test(path) || quietReads.test(path)))
    return strange(tools, path, passed, moment)
  const args = allArguments(heap, passed)
  tools.calls.convert(args, moment)
  if (change === 'given') {
    heap.each(args, (thing) => members.change(thing, moment))
    if (moment === 'load') members.giveAway(args, moment)
  }
  const met = heap.slot()
  const content = members.read(args, undefined, moment)
  for (const one of [args, content, tools.calls.iterate(args, moment)]) heap.flow(one, met)
  const results = callBack(tools, passed, met, moment)
  // `new Writable({ write(chunk) { … } })`
  heap.flow(callBack(tools, { self: args, list: [content], site: siteWithin(passed.site) }, met, moment), results)
  heap.flow(results, met)
  // What a function of Node gives may be Node's own: only what a class makes is new, or is made by its name.
  const isNew = /(?:^|\.)(?:[A-Z]\w*|create\w*|promisify|from|alloc\w*)$/.test(path)
  const out = heap.of(made(tools, moment, [met], foreign))
  if (!isNew || sharing.test(path)) heap.flow(met, out)
  return out
}

/** Of code that is not known the call is in doubt. */
export function strange({ heap, members }: Tools, path: string, passed: Passed, moment: Moment): Slot {
  if (moment === 'call') throw new Doubt(`calls ${path}`)
  if (/^(?:eval|Function)\b/.test(path)) throw new Doubt('makes code of text')
  members.giveAway(allArguments(heap, passed), moment)
  members.giveAway(passed.self, moment)
  return heap.of(unknownThing(heap))
}
