import type { Moment, Slot } from './heap.ts'
import { allArguments, argumentAt, contents, made } from './passing.ts'
import type { Passed, Tools } from './tools.ts'

/** Functions of `Object` and `Reflect` that look into what they are given, or change it. `undefined`: another one. */
export function callObjectFunction(tools: Tools, path: string, passed: Passed, moment: Moment): Slot | undefined {
  const { heap, members, calls } = tools
  const first = argumentAt(heap, passed, 0)
  const second = argumentAt(heap, passed, 1)
  const third = argumentAt(heap, passed, 2)
  switch (path) {
    case 'Object.assign': {
      heap.each(first, (to) => {
        members.change(to, moment)
        for (const from of passed.list.slice(1)) members.copy(from, to, moment)
        if (passed.more !== undefined) members.copy(passed.more, to, moment)
        if (to.kind === 'unknown' || to.kind === 'project')
          members.giveAway(contents(tools, allArguments(heap, passed)), moment)
      })
      runSetters(tools, first, allArguments(heap, passed), moment)
      return first
    }
    case 'Object.create': {
      const thing = heap.make({ kind: 'object', moment })
      heap.flow(first, thing.above)
      defineAll(tools, heap.of(thing), second, moment)
      return heap.of(thing)
    }
    case 'Object.defineProperty':
    case 'Reflect.defineProperty':
      define(tools, first, { name: passed.texts?.[1], descriptor: third }, moment)
      return first
    case 'Object.defineProperties':
      defineAll(tools, first, second, moment)
      return first
    case 'Object.setPrototypeOf':
    case 'Reflect.setPrototypeOf':
      heap.each(first, (thing) => {
        members.change(thing, moment)
        heap.flow(second, thing.above)
      })
      return first
    case 'Object.getPrototypeOf':
    case 'Reflect.getPrototypeOf': {
      const out = heap.slot()
      heap.each(first, (thing) => {
        heap.flow(thing.above, out)
        heap.flow(members.view(thing, '__proto__'), out)
      })
      heap.flow(members.read(first, '__proto__', moment), out)
      return out
    }
    case 'Object.freeze':
    case 'Object.seal':
    case 'Object.preventExtensions':
      heap.each(first, (thing) => members.change(thing, moment))
      return first
    case 'Object.keys':
    case 'Object.getOwnPropertyNames':
    case 'Object.getOwnPropertySymbols':
    case 'Reflect.ownKeys':
      return heap.of(made(tools, moment, []))
    case 'Object.values':
      return heap.of(made(tools, moment, [members.read(first, undefined, moment)]))
    case 'Object.entries': {
      const pair = made(tools, moment, [members.read(first, undefined, moment)])
      return heap.of(made(tools, moment, [heap.of(pair)]))
    }
    case 'Object.getOwnPropertyDescriptor':
    case 'Object.getOwnPropertyDescriptors':
    case 'Reflect.getOwnPropertyDescriptor': {
      const descriptor = heap.make({ kind: 'object', moment })
      heap.flow(contents(tools, first), descriptor.rest)
      heap.add(descriptor.rest, descriptor)
      return heap.of(descriptor)
    }
    case 'Reflect.get':
      return members.read(first, undefined, moment)
    case 'Reflect.set':
      members.write(first, undefined, third, moment)
      // The receiver gets it.
      members.write(argumentAt(heap, passed, 3), undefined, third, moment)
      return heap.slot()
    case 'Reflect.apply':
      return callEach(tools, first, { self: second, list: [], more: members.read(third, undefined, moment) }, moment)
    case 'Reflect.construct': {
      const out = heap.slot()
      const more = members.read(second, undefined, moment)
      for (const callee of [first, third])
        heap.each(callee, (one) => heap.flow(calls.construct(one, { list: [], more }, moment), out))
      return out
    }
    default:
      return undefined
  }
}

function callEach({ heap, calls }: Tools, callee: Slot, passed: Passed, moment: Moment): Slot {
  const out = heap.slot()
  heap.each(callee, (one) => heap.flow(calls.call(one, passed, moment), out))
  return out
}

/** A copy sets its members one by one, which runs what the target has for that. */
function runSetters({ heap, calls, members }: Tools, to: Slot, from: Slot, moment: Moment): void {
  const values = heap.slot()
  heap.each(from, (thing) => heap.flow(members.view(thing, undefined), values))
  heap.each(to, (thing) => {
    heap.each(members.settersOf(thing), (setter) => {
      calls.call(setter, { self: heap.of(thing), list: [values] }, moment)
    })
  })
}

function defineAll(tools: Tools, to: Slot, descriptors: Slot, moment: Moment): void {
  const { heap } = tools
  heap.each(descriptors, (all) => {
    const tell = (name: string, slot: Slot) => define(tools, to, { name, descriptor: slot }, moment)
    all.whenNamed.push(tell)
    for (const [name, slot] of all.members) tell(name, slot)
    define(tools, to, { name: undefined, descriptor: all.rest }, moment)
    if (all.kind === 'project' || all.kind === 'unknown') heap.each(to, (thing) => heap.add(thing.rest, all))
  })
}

/** `Object.defineProperty(to, name, descriptor)`; it runs no setter. */
export function define(
  { heap, members }: Tools,
  to: Slot,
  { name, descriptor }: { readonly name: string | undefined; readonly descriptor: Slot },
  moment: Moment,
): void {
  const value = members.read(descriptor, 'value', moment)
  const get = members.read(descriptor, 'get', moment)
  const set = members.read(descriptor, 'set', moment)
  heap.each(to, (thing) => {
    members.change(thing, moment)
    heap.flow(value, name === undefined ? thing.rest : heap.own(thing, name))
    members.define(thing, name, 'get', get)
    members.define(thing, name, 'set', set)
  })
}
