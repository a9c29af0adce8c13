import { builtin, builtinMember, foreign, isBuiltinMethod, methodOf } from './builtin-things.ts'
import { Doubt, type Heap, type Moment, type Slot, type Thing } from './heap.ts'
import { projectThing, unknownThing } from './strangers.ts'
import type { Calls, Members } from './tools.ts'

export function createMembers(heap: Heap, calls: () => Calls): Members {
  const views = new Map<Thing, Map<string | undefined, Slot>>()
  const givenAway = { load: new Set<Thing>(), call: new Set<Thing>() }
  const accessors = (side: 'getters' | 'setters') => {
    const match = new Map<Thing, Map<string | undefined, Slot>>()
    const find = (thing: Thing, name: string | undefined): Slot => {
      const ofThing = match.get(thing) ?? new Map<string | undefined, Slot>()
      match.set(thing, ofThing)
      const earlier = ofThing.get(name)
      if (earlier !== undefined) return earlier
      const slot = heap.slot()
      ofThing.set(name, slot)
      heap.flow(accessor(thing, side, name ?? any), slot)
      heap.flow(accessor(thing, side, any), slot)
      if (name === undefined) heap.flow(accessor(thing, side, every), slot)
      heap.each(thing.above, (above) => heap.flow(find(above, name), slot))
      return slot
    }
    return find
  }
  const accessor = (thing: Thing, side: 'getters' | 'setters', name: string): Slot => {
    const earlier = thing[side].get(name)
    if (earlier !== undefined) return earlier
    const slot = heap.slot()
    thing[side].set(name, slot)
    heap.flow(slot, thing.all)
    if (name !== every) heap.flow(slot, accessor(thing, side, every))
    return slot
  }
  const gettersOf = accessors('getters')
  const settersOf = accessors('setters')

  /** What the platform has under this name, where the packages have nothing. */
  const withBuiltin = (thing: Thing, name: string, slot: Slot) => {
    if (thing.kind !== 'object' && thing.kind !== 'list' && thing.kind !== 'function') return
    if (name === 'constructor') {
      const path = thing.kind === 'function' ? 'Function' : 'Object'
      heap.later(() => !isNamed(thing, name, new Set()) && heap.add(slot, builtin(heap, path)))
    } else if (thing.kind === 'list') {
      if (isBuiltinMethod(name) || thing.path === foreign) heap.add(slot, methodOf(heap, name))
      // `url.searchParams`, `bytes.buffer`: a part of it.
      if (!isBuiltinMethod(name) && !plainMembers.test(name)) heap.add(slot, thing)
    } else if (isBuiltinMethod(name))
      heap.later(() => !isNamed(thing, name, new Set()) && heap.add(slot, methodOf(heap, name)))
  }
  const reads = {
    load: new Map<Thing, Map<string | undefined, Slot>>(),
    call: new Map<Thing, Map<string | undefined, Slot>>(),
  }
  const readFrom = (thing: Thing, name: string | undefined, moment: Moment): Slot => {
    const ofThing = reads[moment].get(thing) ?? new Map<string | undefined, Slot>()
    reads[moment].set(thing, ofThing)
    const earlier = ofThing.get(name)
    if (earlier !== undefined) return earlier
    const slot = heap.slot()
    ofThing.set(name, slot)
    heap.flow(members.view(thing, name), slot)
    const own = heap.of(thing)
    heap.each(gettersOf(thing, name), (getter) => {
      heap.flow(calls().call(getter, { self: own, list: [] }, moment), slot)
    })
    return slot
  }
  const members: Members = {
    view(thing, name) {
      const ofThing = views.get(thing) ?? new Map<string | undefined, Slot>()
      views.set(thing, ofThing)
      const earlier = ofThing.get(name)
      if (earlier !== undefined) return earlier
      const slot = heap.slot()
      ofThing.set(name, slot)
      if (thing.kind === 'unknown' || thing.kind === 'project') heap.add(slot, thing)
      else if (thing.kind === 'builtin' && name !== undefined) {
        const match = builtinMember(heap, thing, name)
        if (match !== undefined) heap.add(slot, match)
      }
      if (name === undefined) heap.flow(thing.all, slot)
      else {
        heap.flow(heap.own(thing, name), slot)
        if (thing.kind !== 'list' || !isBuiltinMethod(name)) heap.flow(thing.rest, slot)
        withBuiltin(thing, name, slot)
      }
      if (name === '__proto__') {
        heap.flow(thing.above, slot)
        heap.add(slot, builtin(heap, 'Object.prototype'))
        const isFunction = thing.kind === 'function'
        // Its constructor makes code of text.
        if (isFunction)
          heap.later(() => thing.above.things.size === 0 && heap.add(slot, builtin(heap, 'Function.prototype')))
      }
      heap.each(thing.above, (above) => heap.flow(members.view(above, name), slot))
      return slot
    },
    read(of, name, moment) {
      const out = heap.slot()
      heap.each(of, (thing) => heap.flow(readFrom(thing, name, moment), out))
      // What all texts and numbers have.
      if (name === '__proto__' || name === 'constructor') {
        const path = name === '__proto__' ? 'Object.prototype' : 'Object'
        heap.later(() => of.things.size === 0 && heap.add(out, builtin(heap, path)))
      }
      return out
    },
    write(to, name, value, moment) {
      heap.each(to, (thing) => {
        const own = heap.of(thing)
        heap.each(settersOf(thing, name), (setter) => {
          calls().call(setter, { self: own, list: [value] }, moment)
        })
        // A setter takes the place of the write, but an order of things is not known.
        members.change(thing, moment)
        if (thing.kind === 'unknown' || thing.kind === 'project') members.giveAway(value, moment)
        else if (name === '__proto__') heap.flow(value, thing.above)
        else heap.flow(value, name === undefined ? thing.rest : heap.own(thing, name))
      })
    },
    change(thing, moment) {
      if (thing.kind === 'builtin' && /\.prototype$/.test(thing.path ?? '')) throw new Doubt(`changes ${thing.path}`)
      if (moment === 'load' || thing.kind === 'project') return
      if (thing.moment === 'load')
        throw new Doubt(
          `changes ${thing.path ?? `a${thing.kind === 'object' ? 'n' : ''} ${thing.kind}`} that others have`,
        )
    },
    define(thing, name, how, slot) {
      heap.flow(slot, accessor(thing, how === 'get' ? 'getters' : 'setters', name ?? any))
    },
    settersOf: (thing) => settersOf(thing, undefined),
    copy(from, to, moment) {
      heap.each(from, (thing) => {
        if (thing.kind === 'unknown' || thing.kind === 'project') heap.add(to.rest, thing)
        const copyNamed = (name: string, slot: Slot) => heap.flow(slot, heap.own(to, name))
        thing.whenNamed.push(copyNamed)
        for (const [name, slot] of thing.members) copyNamed(name, slot)
        heap.flow(thing.rest, to.rest)
        const own = heap.of(thing)
        heap.each(gettersOf(thing, undefined), (getter) => {
          heap.flow(calls().call(getter, { self: own, list: [] }, moment), to.rest)
        })
      })
    },
    giveAway(value, moment) {
      heap.each(value, (thing) => {
        if (givenAway[moment].has(thing)) return
        givenAway[moment].add(thing)
        if (thing.kind === 'unknown' || thing.kind === 'project' || thing.kind === 'builtin') return
        if (moment === 'call' && thing.moment === 'load' && thing.kind !== 'function')
          throw new Doubt('hands on what others have')
        const stranger = heap.of(moment === 'call' ? projectThing(heap) : unknownThing(heap))
        if (moment === 'load') heap.flow(stranger, thing.rest)
        const own = heap.of(thing)
        const args = { self: thing.kind === 'function' ? stranger : own, list: [], more: stranger }
        if (thing.kind === 'function') members.giveAway(calls().call(thing, args, moment), moment)
        callAll(thing, own, stranger, moment)
        // What is above it is everybody's, and is called on it.
        heap.each(thing.above, (above) => callAll(above, own, stranger, moment))
        if (moment === 'load') members.giveAway(thing.above, moment)
      })
    },
  }
  const called = new Set<string>()
  const ids = new Map<Thing, number>()
  const idOf = (thing: Thing): number => {
    const id = ids.get(thing) ?? ids.size
    ids.set(thing, id)
    return id
  }
  function callAll(holder: Thing, self: Slot, stranger: Slot, moment: Moment): void {
    if (holder.kind === 'builtin' || holder.kind === 'unknown') return
    const [receiver] = self.things
    const key = `${idOf(holder)} ${receiver === undefined ? '' : idOf(receiver)} ${moment}`
    if (called.has(key)) return
    called.add(key)
    heap.each(holder.all, (member) => {
      if (member.kind === 'function')
        members.giveAway(calls().call(member, { self, list: [], more: stranger }, moment), moment)
      else if (member !== holder && (moment === 'load' || member.moment === 'call'))
        members.giveAway(heap.of(member), moment)
      else if (moment === 'call' && holder.moment === 'call') members.giveAway(heap.of(member), moment)
    })
    heap.each(holder.above, (above) => callAll(above, self, stranger, moment))
  }
  return members
}

/** Members of what the platform makes that are texts and numbers. */
const plainMembers = /^(?:length|size|byteLength|byteOffset|name|message|stack|source|flags|lastIndex|href)$/

/** Accessors of a computed name, and all that a thing has. */
const any = '*'
const every = '**'

/** Whether the packages give a thing such a member; what has no known name does not count. */
function isNamed(thing: Thing, name: string, visited: Set<Thing>): boolean {
  if (visited.has(thing)) return false
  visited.add(thing)
  if ((thing.members.get(name)?.things.size ?? 0) > 0 || (thing.getters.get(name)?.things.size ?? 0) > 0) return true
  return [...thing.above.things].some((above) => isNamed(above, name, visited))
}
