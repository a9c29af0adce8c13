import { platform } from '../platform.ts'
import { foreign, iterator, methodEffect, methodResult } from './builtin-things.ts'
import { callBack } from './callbacks.ts'
import { Doubt, type Moment, type Slot, type Thing } from './heap.ts'
import { askHooks, constructedAgain, constructedOf } from './hooks.ts'
import { callNode, strange } from './node-functions.ts'
import { callObjectFunction } from './object-functions.ts'
import { allArguments, argumentAt, contents, made, sharing, siteWithin } from './passing.ts'
import { proxyThing, unknownThing } from './strangers.ts'
import type { Passed, Tools } from './tools.ts'

/** What a function of the platform, of Node or a method of a builtin gives and does. */
export function callBuiltin(tools: Tools, callee: Thing, passed: Passed, moment: Moment): Slot {
  const path = callee.path ?? ''
  if (path === 'settle') return settle(tools, callee, passed, moment)
  if (path === 'bound') return (callee.code as (more: Passed, at: Moment) => Slot)(passed, moment)
  if (path.startsWith('method ')) return callMethod(tools, path.slice('method '.length), passed, moment)
  if (path.startsWith('node:')) return callNode(tools, path, passed, moment)
  return callObjectFunction(tools, path, passed, moment) ?? callGlobal(tools, path, passed, moment)
}

export function constructBuiltin(tools: Tools, callee: Thing, args: Omit<Passed, 'self'>, moment: Moment): Slot {
  const { heap, calls } = tools
  const path = callee.path ?? ''
  const passed = { ...args, self: heap.slot() }
  if (path === 'bound') {
    if (moment === 'call') throw new Doubt('makes an instance of a bound function')
    return heap.of(unknownThing(heap))
  }
  if (path === 'Promise') {
    const promise = made(tools, moment, [])
    const settling = heap.make({ kind: 'builtin', moment: 'load', path: 'settle', code: promise.rest })
    heap.each(argumentAt(heap, args, 0), (executor) => {
      calls.call(executor, { self: heap.slot(), list: [heap.of(settling), heap.of(settling)] }, moment)
    })
    return heap.of(promise)
  }
  if (path === 'Proxy') return proxied(tools, args, moment)
  if (path === 'WeakMap' || path === 'WeakSet') {
    const map = heap.make({ kind: 'list', moment, path })
    heap.flow(contents(tools, contents(tools, allArguments(heap, args))), map.rest)
    return heap.of(map)
  }
  if (path === 'RegExp') return pattern(tools, args, moment)
  return callBuiltin(tools, callee, passed, moment)
}

function pattern({ heap }: Tools, args: Omit<Passed, 'self'>, moment: Moment): Slot {
  const out = heap.slot()
  const isPlain = args.more === undefined && args.list.length < 2
  const flags = isPlain ? '' : (args.texts?.[1] ?? 'y')
  heap.add(out, heap.make({ kind: 'list', moment, path: patternPath(flags) }))
  // `new RegExp(other)` has its flags.
  heap.each(argumentAt(heap, args, 0), ({ path }) => {
    if (path !== 'regexp') heap.add(out, heap.make({ kind: 'list', moment, path: path ?? 'matcher y' }))
  })
  return out
}
export const patternPath = (flags: string): string =>
  flags.includes('y') ? 'matcher y' : flags.includes('g') ? 'matcher g' : 'regexp'

/** Its handlers run whenever somebody touches it: at any moment, with whatever is held there. */
function proxied({ heap, calls, members }: Tools, args: Omit<Passed, 'self'>, moment: Moment): Slot {
  if (moment === 'load') {
    members.giveAway(allArguments(heap, args), moment)
    return heap.of(proxyThing(heap))
  }
  const out = heap.slot()
  heap.flow(argumentAt(heap, args, 0), out)
  const handlers = members.read(argumentAt(heap, args, 1), undefined, moment)
  heap.each(handlers, (handler) => {
    heap.flow(calls.call(handler, { self: argumentAt(heap, args, 1), list: [out], more: out }, moment), out)
  })
  return out
}

function settle({ heap, calls }: Tools, { code }: Thing, passed: Passed, moment: Moment): Slot {
  heap.flow(calls.wait(allArguments(heap, passed), moment), code as Slot)
  return heap.slot()
}

function callMethod(tools: Tools, name: string, passed: Passed, moment: Moment): Slot {
  const { heap, members, calls } = tools
  const { self } = passed
  if (platform.isCalling(name)) return callThrough(tools, name, passed, moment)
  const args = allArguments(heap, passed)
  calls.convert(args, moment)
  if (methodEffect(name) !== 'reads') {
    heap.each(self, (thing) => {
      if (!isPrivateMember(tools, { thing, name, passed }, moment)) members.change(thing, moment)
      heap.flow(args, thing.rest)
      if (name === '*' || name === 'splice') heap.flow(contents(tools, args), thing.rest)
    })
    // `encoder.encodeInto(text, bytes)`
    if (methodEffect(name) === 'everything')
      heap.each(args, (thing) => thing.path === foreign && members.change(thing, moment))
  }
  if (name === 'exec' || name === 'test') heap.each(self, (thing) => matches(tools, thing, moment))
  if (moment === 'call') heap.each(args, (thing) => thing.path === 'matcher y' && members.change(thing, moment))
  const content = contents(tools, self)
  const met = heap.slot()
  const results = callBack(tools, passed, met, moment)
  for (const one of [self, content, results]) heap.flow(one, met)
  if (/^(?:then|catch|finally)$/.test(name))
    for (const one of [calls.wait(results, moment), tools.thrown]) heap.flow(one, met)
  // `generator.throw(error)`
  if (name === 'throw') heap.flow(args, tools.thrown)
  askHooks(tools, name, { self, args, met }, moment)
  const again = constructedAgain(tools, name, { self, met }, moment)
  const parts = [content, args, contents(tools, args), results]
  const fresh = made(tools, moment, parts, platform.givesIterator(name) || name.startsWith('@@') ? iterator : undefined)
  heap.flow(again, fresh.rest)
  heap.each(self, (thing) => {
    if (thing.path !== iterator) return
    members.change(thing, moment)
    if (isIteratorHelper.test(name)) heap.add(again, made(tools, moment, parts, iterator))
  })
  switch (methodResult(name)) {
    case 'primitive':
      return heap.slot()
    case 'new':
      heap.add(again, fresh)
      // Bytes of a buffer are those that it had.
      if (name === 'slice') heap.each(self, (thing) => thing.path === foreign && heap.add(again, thing))
      return again
    case 'held': {
      const out = heap.slot()
      for (const one of [content, results, args]) heap.flow(one, out)
      return out
    }
    case 'anything': {
      const out = heap.of(fresh)
      for (const one of [self, content, results, args, again]) heap.flow(one, out)
      return out
    }
  }
}

const isIteratorHelper = /^(?:drop|filter|flatMap|map|take)$/

/** A regular expression with `g` or `y` remembers where it stopped. */
function matches({ members }: Tools, thing: Thing, moment: Moment): void {
  if (thing.path !== 'regexp') members.change(thing, moment)
}

/** A weak map is asked by whoever has the key, and nobody else has a key that the call made. */
function isPrivateMember(
  { heap }: Tools,
  { thing, name, passed }: { readonly thing: Thing; readonly name: string; readonly passed: Passed },
  moment: Moment,
): boolean {
  if (moment !== 'call' || thing.moment === 'call' || !/^Weak(Map|Set)$/.test(thing.path ?? '')) return false
  if (name !== 'set' && name !== 'add') return false
  heap.each(argumentAt(heap, passed, 0), (key) => {
    if (key.moment !== 'call') throw new Doubt('remembers something of what others have')
  })
  return true
}

const ofObjects = /^(?:hasOwnProperty|propertyIsEnumerable|isPrototypeOf|to(?:Locale)?String|valueOf)$/

/** `fn.call(self, …)`, `fn.apply(self, list)`, `fn.bind(self, …)`. */
function callThrough(tools: Tools, name: string, passed: Passed, moment: Moment): Slot {
  const { heap, calls, members } = tools
  const self = argumentAt(heap, passed, 0)
  const out = heap.slot()
  const rest = { list: passed.list.slice(1), more: passed.more }
  const site = siteWithin(passed.site)
  if (name === 'bind') {
    const code = (later: Passed, at: Moment) => {
      const more = heap.slot()
      for (const one of [rest.more, later.more]) if (one !== undefined) heap.flow(one, more)
      const args = { self, list: [...rest.list, ...later.list], more, site: siteWithin(later.site) }
      heap.each(passed.self, (fn) => heap.flow(calls.call(fn, args, at), out))
      return out
    }
    return heap.of(heap.make({ kind: 'builtin', moment, path: 'bound', code }))
  }
  heap.each(passed.self, (fn) => {
    // A method of lists asks for all that is there: `Array.prototype.slice.call(like)`.
    const [, method = ''] = /^method (.*)$/.exec(fn.path ?? '') ?? []
    if (platform.isReading(method) && !ofObjects.test(method)) members.read(self, undefined, moment)
    const args =
      name === 'call'
        ? { ...rest, self, site }
        : { self, list: [], more: members.read(allArguments(heap, rest), undefined, moment), site }
    heap.flow(calls.call(fn, args, moment), out)
  })
  return out
}

/** What is in it is asked for its text as well. */
function convertAll(tools: Tools, of: Slot, moment: Moment, visited: Set<Thing>): void {
  tools.heap.each(of, (thing) => {
    if (visited.has(thing)) return
    visited.add(thing)
    const content = tools.members.read(tools.heap.of(thing), undefined, moment)
    tools.calls.convert(content, moment)
    convertAll(tools, content, moment, visited)
  })
}

const computing = /^(?:console|performance)\b|^import\.meta/
/** They make or give something by what is around, or tell others. */
const outside =
  /^(?:fetch|Function|eval|Worker|WebSocket|EventSource|module|require|exports)\b|^process\.getBuiltinModule|^performance\.(?!now)/
/** They read all members of what they are given, by whatever these are. */
const readingAll = /^(?:structuredClone|Intl\b|Array\.from|\w*Error$|Request$|Response$|Headers$|Blob$)/
/** Called on a subclass, they make an instance of that. */
const constructingStatics = /^(?:Promise|\w*Array)\.(?!is)/
const givingRecords = /^(?:JSON\.parse|structuredClone|Object\.(?:fromEntries|groupBy))$/

function callGlobal(tools: Tools, path: string, passed: Passed, moment: Moment): Slot {
  const { heap, members, calls } = tools
  const args = allArguments(heap, passed)
  const name = path.split('.').at(-1) ?? ''
  const isOfProcess = path.startsWith('process')
  if (path === 'Proxy.revocable') throw new Doubt('makes a proxy that ends')
  if (outside.test(path) || (isOfProcess && !platform.onlyAsksProcess(name)))
    return strange(tools, path, passed, moment)
  calls.convert(args, moment)
  // `process.nextTick(fn)`
  if (isOfProcess) callBack(tools, passed, args, moment)
  if (computing.test(path) || isOfProcess)
    return moment === 'load' && isOfProcess ? heap.of(unknownThing(heap)) : heap.slot()
  if (platform.changesFirst(path)) heap.each(argumentAt(heap, passed, 0), (thing) => members.change(thing, moment))
  if (path === 'JSON.stringify') convertAll(tools, args, moment, new Set())
  if (platform.givesPrimitive(path)) {
    callBack(tools, passed, contents(tools, args), moment)
    return heap.slot()
  }
  const iterated = calls.iterate(args, moment)
  const met = heap.slot()
  for (const one of [args, iterated, contents(tools, args)]) heap.flow(one, met)
  // `new Map([['key', value]])`
  if (/^(?:Map|Object\.fromEntries)$/.test(path)) heap.flow(calls.iterate(iterated, moment), met)
  if (readingAll.test(path)) heap.flow(members.read(args, undefined, moment), met)
  if (/^Promise\b/.test(path)) for (const one of [args, iterated]) heap.flow(calls.wait(one, moment), met)
  const results = callBack(tools, passed, met, moment)
  heap.flow(results, met)
  if (/^Promise\b/.test(path)) heap.flow(calls.wait(results, moment), met)
  const out = heap.of(resultOf(tools, path, met, moment))
  if (constructingStatics.test(path))
    heap.each(passed.self, (own) => own.kind === 'function' && heap.flow(constructedOf(tools, own, met, moment), out))
  // `new Uint8Array(buffer)` is another view of it.
  if (platform.isView(path) || sharing.test(path) || !/^[A-Z]/.test(path)) heap.flow(met, out)
  return out
}
function resultOf(tools: Tools, path: string, met: Slot, moment: Moment): Thing {
  if (!givingRecords.test(path)) return made(tools, moment, [met], path.startsWith('Iterator') ? iterator : foreign)
  const record = tools.heap.make({ kind: 'object', moment })
  tools.heap.flow(met, record.rest)
  // What is in a copy is a copy as well.
  tools.heap.add(record.rest, record)
  return record
}
