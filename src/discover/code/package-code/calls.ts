import { isBuiltinMethod, methodOf } from './builtin-things.ts'
import { Doubt, type Heap, type Moment, type Slot, type Thing } from './heap.ts'
import { allArguments } from './passing.ts'
import { projectThing, unknownThing } from './strangers.ts'
import type { Calls, FunctionCode, Members, Passed, Site } from './tools.ts'

interface Builtins {
  callBuiltin(this: void, callee: Thing, passed: Passed, moment: Moment): Slot
  constructBuiltin(this: void, callee: Thing, passed: Omit<Passed, 'self'>, moment: Moment): Slot
}

/** Names by which the platform itself calls what an object has. */
const converting = ['toString', 'valueOf', 'toJSON', '@@toPrimitive']

/** @param callBuiltin What the functions of the platform do. */
export function createCalls(heap: Heap, members: Members, { callBuiltin, constructBuiltin }: Builtins): Calls {
  const converted = { load: new Set<Thing>(), call: new Set<Thing>() }
  const convertThing = (thing: Thing, moment: Moment) => {
    if (thing.kind === 'builtin' || converted[moment].has(thing)) return
    converted[moment].add(thing)
    const self = heap.of(thing)
    members.read(self, '@@toStringTag', moment)
    for (const name of converting) {
      heap.each(members.read(self, name, moment), (method) => {
        if (method.kind === 'function') calls.convert(calls.call(method, { self, list: [] }, moment), moment)
      })
    }
  }
  const anywhere = { load: {}, call: {} }
  const atSites = new WeakMap<Site, Map<Thing, { readonly passed: Passed; readonly out: Slot }>>()
  /** A builtin is called once at a place, with all that comes there: else each result of `x = x.slice()` is another. */
  const callAtSite = (callee: Thing, passed: Passed, moment: Moment): Slot => {
    const site = passed.site ?? anywhere[moment]
    const atSite = atSites.get(site) ?? new Map<Thing, { readonly passed: Passed; readonly out: Slot }>()
    atSites.set(site, atSite)
    let entry = atSite.get(callee)
    if (entry === undefined) {
      const list = site === anywhere[moment] ? [] : passed.list
      entry = { passed: { ...passed, self: heap.slot(), list, more: heap.slot(), site }, out: heap.slot() }
      atSite.set(callee, entry)
      heap.flow(callBuiltin(callee, entry.passed, moment), entry.out)
    }
    heap.flow(passed.self, entry.passed.self)
    if (passed.more !== undefined) heap.flow(passed.more, entry.passed.more as Slot)
    for (const [index, one] of passed.list.entries())
      if (entry.passed.list[index] !== one) heap.flow(one, entry.passed.more as Slot)
    return entry.out
  }
  const itemsOf = onceAMoment((thing, moment) => {
    const out = heap.slot()
    const self = heap.of(thing)
    // What is no list gives what its iterator does; what a subclass of a list holds is kept among the rest.
    const isPlain = thing.kind === 'object' || thing.kind === 'function'
    heap.flow(isPlain ? thing.rest : members.view(thing, undefined), out)
    if (thing.path === 'generator') members.change(thing, moment)
    for (const name of ['@@iterator', '@@asyncIterator']) {
      heap.each(members.read(self, name, moment), (method) => {
        if (method.kind === 'builtin') return
        const iterator = calls.call(method, { self, list: [] }, moment)
        heap.each(iterator, (one) => heap.flow(members.view(one, undefined), out))
        const result = calls.wait(calls.callMember(iterator, 'next', { list: [] }, moment), moment)
        heap.flow(members.read(result, 'value', moment), out)
        calls.callMember(iterator, 'return', { list: [] }, moment)
      })
    }
    return out
  }, heap)
  const awaited = onceAMoment((thing, moment) => {
    const out = heap.of(thing)
    const self = heap.of(thing)
    // What a promise holds is held as the elements of a list are.
    if (thing.kind === 'list') heap.flow(calls.wait(thing.rest, moment), out)
    const settle = heap.of(heap.make({ kind: 'builtin', moment: 'load', path: 'settle', code: out }))
    heap.each(members.read(self, 'then', moment), (then) => {
      if (then.kind !== 'builtin') calls.call(then, { self, list: [settle, settle] }, moment)
    })
    return out
  }, heap)
  const calls: Calls = {
    call(callee, passed, moment) {
      if (callee.kind === 'builtin') return callAtSite(callee, passed, moment)
      if (callee.kind === 'function') return (callee.code as FunctionCode).run(passed, moment)
      if (callee.kind === 'project') return give(passed, heap.of(projectThing(heap)), moment)
      if (callee.kind === 'unknown') {
        if (moment === 'call') throw new Doubt('calls what is not known')
        return give(passed, heap.of(unknownThing(heap)), moment)
      }
      // A proxy, or a list that somebody took for a function.
      return heap.slot()
    },
    construct(callee, passed, moment) {
      if (callee.kind !== 'function' && callee.kind !== 'builtin')
        return calls.call(callee, { ...passed, self: heap.slot() }, moment)
      if (callee.kind === 'builtin') return constructBuiltin(callee, passed, moment)
      const instance = heap.make({ kind: 'object', moment })
      heap.flow(members.view(callee, 'prototype'), instance.above)
      const self = heap.of(instance)
      const out = heap.of(instance)
      heap.flow(calls.initialize(callee, { ...passed, self }, moment), out)
      return out
    },
    initialize(callee, passed, moment) {
      if (callee.kind === 'function') return (callee.code as FunctionCode).run(passed, moment)
      if (callee.kind !== 'builtin') return calls.call(callee, passed, moment)
      const initial = constructBuiltin(callee, passed, moment)
      // What the platform keeps in it: the elements of a map, the listeners of an emitter.
      heap.each(passed.self, (instance) => heap.each(initial, (thing) => heap.flow(thing.all, instance.rest)))
      // A stream calls what its subclass has: `_write`.
      if (moment === 'call' && /^node:(?!events|async_hooks)/.test(callee.path ?? ''))
        members.giveAway(passed.self, moment)
      return heap.slot()
    },
    callMember(of, name, passed, moment) {
      const out = heap.slot()
      heap.each(of, (thing) => {
        const self = heap.of(thing)
        heap.each(members.read(self, name, moment), (callee) => {
          // A method of the platform that is not known.
          const isPart = callee === thing && thing.kind === 'list' && moment === 'call' && thing.moment === 'load'
          heap.flow(
            calls.call(isPart && name !== undefined ? methodOf(heap, name) : callee, { ...passed, self }, moment),
            out,
          )
        })
        // `list[name](…)` may be any method.
        if (name === undefined && (thing.kind === 'list' || thing.kind === 'builtin'))
          heap.flow(calls.call(methodOf(heap, '*'), { ...passed, self }, moment), out)
      })
      // `text.replace(pattern, fn)`: a primitive has methods as well.
      heap.later(() => {
        if (of.things.size > 0 || (name !== undefined && !isBuiltinMethod(name))) return
        heap.flow(calls.call(methodOf(heap, name ?? 'map'), { ...passed, self: of }, moment), out)
      })
      return out
    },
    iterate(of, moment) {
      const out = heap.slot()
      heap.each(of, (thing) => heap.flow(itemsOf(thing, moment), out))
      return out
    },
    wait(of, moment) {
      const out = heap.slot()
      heap.each(of, (thing) => heap.flow(awaited(thing, moment), out))
      return out
    },
    convert(of, moment) {
      heap.each(of, (thing) => convertThing(thing, moment))
    },
  }
  const give = (passed: Passed, result: Slot, moment: Moment): Slot => {
    members.giveAway(allArguments(heap, passed), moment)
    members.giveAway(passed.self, moment)
    return result
  }
  return calls
}

/** What follows from a thing alone is found once; it may lead to itself. */
export function onceAMoment(
  find: (thing: Thing, moment: Moment) => Slot,
  heap: Pick<Heap, 'slot' | 'flow'>,
): (thing: Thing, moment: Moment) => Slot {
  const entry = { load: new Map<Thing, Slot>(), call: new Map<Thing, Slot>() }
  return (thing, moment) => {
    const earlier = entry[moment].get(thing)
    if (earlier !== undefined) return earlier
    const slot = heap.slot()
    entry[moment].set(thing, slot)
    heap.flow(find(thing, moment), slot)
    return slot
  }
}
