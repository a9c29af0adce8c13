/**
 * `load`: while the modules of packages are evaluated. `call`: by the call that is asked about. What was made by then
 * is everybody's; what the call makes is its own.
 */
export type Moment = 'load' | 'call'

/** All values that something may have, as far as they are objects. What a primitive is does not matter. */
export interface Slot {
  readonly things: Set<Thing>
  readonly readers: ((thing: Thing) => void)[]
}

/**
 * `object`: of the packages' own making. `list`: of the platform, with its methods: a list, a map, a promise.
 * `function`: has code, or is a class. `builtin`: of the platform or of Node, by its path. `project`: what the project
 * gave. `unknown`: anything that is everybody's.
 */
export type ThingKind = 'object' | 'list' | 'function' | 'builtin' | 'project' | 'unknown'

/** The objects that one place of the code makes at one moment. */
export interface Thing {
  readonly kind: ThingKind
  readonly moment: Moment
  readonly members: Map<string, Slot>
  readonly getters: Map<string, Slot>
  readonly setters: Map<string, Slot>
  /** What members without a known name have: elements, computed names. */
  readonly rest: Slot
  /** What all members have, and the functions of accessors. */
  readonly all: Slot
  /** Its prototypes. */
  readonly above: Slot
  readonly whenNamed: ((name: string, slot: Slot) => void)[]
  /** Of a function: what calling it does. */
  readonly code?: unknown
  /** Of a builtin. */
  readonly path?: string
}

/** The call may set something that others see, or it is not known that it does not. */
export class Doubt extends Error {}

export interface Heap {
  slot(): Slot
  of(...things: Thing[]): Slot
  make(what: Pick<Thing, 'kind' | 'moment'> & Partial<Pick<Thing, 'code' | 'path'>>): Thing
  add(to: Slot, thing: Thing): void
  flow(from: Slot, to: Slot): void
  each(slot: Slot, read: (thing: Thing) => void): void
  /** Once all that is known by now has been read. */
  later(task: () => void): void
  own(thing: Thing, name: string): Slot
  run(): void
}

/**
 * Values flow from slot to slot until nothing is added. The order of statements does not matter to it: whatever may
 * happen is taken to happen.
 */
export function createHeap(limit: number): Heap {
  const queue: (() => void)[] = []
  const tasks: (() => void)[] = []
  const flows = new WeakMap<Slot, Set<Slot>>()
  let steps = 0
  const slot = (): Slot => ({ things: new Set(), readers: [] })
  const heap: Heap = {
    slot,
    of(...things) {
      const fresh = slot()
      for (const thing of things) fresh.things.add(thing)
      return fresh
    },
    make(what) {
      const [members, getters, setters] = [new Map(), new Map(), new Map()]
      const thing = { ...what, members, getters, setters, rest: slot(), all: slot(), above: slot(), whenNamed: [] }
      heap.flow(thing.rest, thing.all)
      return thing
    },
    add(to, thing) {
      if (to.things.has(thing)) return
      to.things.add(thing)
      for (const reader of to.readers) queue.push(() => reader(thing))
    },
    flow(from, to) {
      const targets = flows.get(from) ?? new Set()
      if (from === to || targets.has(to)) return
      flows.set(from, targets.add(to))
      heap.each(from, (thing) => heap.add(to, thing))
    },
    each(from, read) {
      from.readers.push(read)
      for (const thing of [...from.things]) queue.push(() => read(thing))
    },
    later: (task) => void tasks.push(task),
    own(thing, name) {
      const earlier = thing.members.get(name)
      if (earlier !== undefined) return earlier
      const member = slot()
      thing.members.set(name, member)
      heap.flow(member, thing.all)
      for (const tell of [...thing.whenNamed]) tell(name, member)
      return member
    },
    run() {
      for (;;) {
        for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
          if (++steps > limit) throw new Doubt('takes too long to read')
          next()
        }
        const due = tasks.splice(0)
        if (due.length === 0) return
        for (const task of due) task()
      }
    },
  }
  return heap
}
