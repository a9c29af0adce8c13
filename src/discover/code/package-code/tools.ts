import type { Node } from '../parser.ts'
import type { Heap, Moment, Slot, Thing } from './heap.ts'

/** The values that a call passes. */
export interface Passed {
  readonly self: Slot
  readonly list: readonly Slot[]
  /** Values whose place among the arguments is not known. */
  readonly more?: Slot | undefined
  /** Those that are written as texts. */
  readonly texts?: readonly (string | undefined)[] | undefined
  /** Where it is called: what a builtin makes there is one thing. */
  readonly site?: Site | undefined
}
/** A place of a call; `within`: of the calls that a builtin makes there. */
export interface Site {
  within?: Site
}
/** What calls, iterations and conversions run. */
export interface Calls {
  call(callee: Thing, passed: Passed, moment: Moment): Slot
  /** @param instance Gets what the constructor sets; made here where there is none yet. */
  construct(callee: Thing, passed: Omit<Passed, 'self'>, moment: Moment): Slot
  /** `super(…)` */
  initialize(callee: Thing, passed: Passed, moment: Moment): Slot
  callMember(of: Slot, name: string | undefined, passed: Omit<Passed, 'self'>, moment: Moment): Slot
  iterate(of: Slot, moment: Moment): Slot
  wait(of: Slot, moment: Moment): Slot
  /** To a text, a number, a key. */
  convert(of: Slot, moment: Moment): void
}

/** Reads and writes of members, with the accessors that they run. */
export interface Members {
  /** `undefined`: the name is computed, so that it may be any. */
  read(of: Slot, name: string | undefined, moment: Moment): Slot
  write(to: Slot, name: string | undefined, value: Slot, moment: Moment): void
  /** Whether the code that runs now may change a thing; at load it may. */
  change(thing: Thing, moment: Moment): void
  /** What a thing has under a name, without what accessors give. */
  view(thing: Thing, name: string | undefined): Slot
  define(thing: Thing, name: string | undefined, how: 'get' | 'set', accessor: Slot): void
  /** All functions that run where a member of it is set. */
  settersOf(thing: Thing): Slot
  /** `Object.assign(to, from)`, `{ ...from }` */
  copy(from: Slot, to: Thing, moment: Moment): void
  /** What code that is not known may do with a value: at load anything, and the call must not come to it. */
  giveAway(value: Slot, moment: Moment): void
}

export interface Tools {
  readonly heap: Heap
  readonly members: Members
  readonly calls: Calls
  /** What is thrown anywhere. */
  readonly thrown: Slot
}

/** What calling a function does. Of a class: what making an instance does. */
export interface FunctionCode {
  run(passed: Passed, moment: Moment): Slot
  /** Of a class that extends something. */
  readonly parent?: Slot | undefined
  /** Of a class: evaluates its fields. */
  initialize?(self: Slot, moment: Moment): void
}

/** The variables of a block, a function or a module, at one moment. */
export interface Scope {
  readonly above: Scope | undefined
  readonly moment: Moment
  readonly names: Map<string, Slot>
}
/** One function while it runs; all of its runs at one moment are one. */
export interface Activation {
  readonly moment: Moment
  readonly self: Slot
  readonly results: Slot
  /** What it is given: `arguments`. */
  readonly input: Slot
  /** The object that its method stands in, for `super`. */
  readonly home: Thing | undefined
  /** The class whose constructor it is. */
  readonly ofClass: Pick<FunctionCode, 'parent' | 'initialize'> | undefined
  /** What `yield` gives. */
  readonly generator: Thing | undefined
  readonly file: string
  /** A function that is called on nothing is called on the global object. */
  readonly isSloppy?: true | undefined
  /** It is the declaration that is asked about: what that calls has to be found. */
  readonly isAsked?: true
}

/** Where code stands, and what runs it. */
export interface Place {
  readonly scope: Scope
  readonly activation: Activation
}
export interface Evaluate extends Tools {
  /** The objects that an expression may give; evaluated once for each place. */
  expression(node: Node, place: Place): Slot
  soon(task: () => void): void
  /** In the scope that is there. */
  statements(nodes: readonly Node[], place: Place): void
  /** See `bindPattern`. */
  bind(place: Place, pattern: Node, value: Slot, declares: boolean): void
  /** What a module gives to `import` or `require`. `undefined`: that is not known. */
  loaded(file: string, specifier: string, way: 'import' | 'require'): Slot | undefined
  /** What has to be known of the packages: that something is there. */
  expect(slot: Slot): void
}
