import type { Ask, Handed, ImportFacts, ImportsAny, Impurity, Pattern, Ref, Saying } from '../facts.ts'
import type { Node, TSType } from '../parser.ts'
import type { Scopes } from '../scopes.ts'
import type { FunctionNode } from '../syntax.ts'

/** The state of printing one unit. The rules for the kinds of nodes are functions over it. */
export interface Printer {
  readonly out: string[]
  readonly scopes: Scopes
  readonly labels: string[]
  readonly around: Surroundings
  readonly references: References
  readonly sightings: Sightings
  /** The function whose first parameter may be read by ordinals. */
  readonly root: FunctionNode | undefined
  /** It is a definition's own function, which nobody else can call. */
  readonly isDefinition: boolean
  /** Print the older form, by which records of older builds are found. */
  readonly isOlderForm: boolean
  /** Whether the older form of this text differs. */
  hasOlderForm: boolean
  /** Leave out what schemas are described by. */
  readonly isUndescribed: boolean
  /** There is such a text. */
  hasDescriptions: boolean
  /** Something in it may read such a text. */
  readsDescriptions: boolean
  readonly forms: Forms
  /** Functions that are methods, which no arrow can be in place of. */
  readonly methods: Set<Node>
  /** Declarations of functions that are like a constant. */
  readonly likeConstants: Set<Node>
  /** What the definition's function gives, once somebody has asked. */
  results: Set<Node> | undefined
  ordinals: OrdinalParameter | undefined
  /** The binding of the first parameter of the declared function, where that is a name. */
  firstParameter: number | undefined
  /** `arguments` is the first parameter by another way, with its names. */
  readsArguments: boolean
  /** Strings in the unit, by which a function may name its tables (`selectFrom('docs')`). */
  readonly strings: Set<string>
  /** The parameters among these that received something which may be a `require`. */
  readonly required: Set<string>
  /** Where the text says `let` or `const`, and the names that are declared there. */
  readonly kinds: { readonly at: number; readonly names: readonly string[] }[]
  /** Names that are assigned to after they are declared. */
  readonly assigned: Set<string>
  /** Local `const`, by the number of the binding: its value. */
  readonly constants: Map<number, Node>
  /** For parameters and variables of loops, by the number of the binding. Nothing is known of other bindings. */
  readonly origins: Map<number, Origin>
  /** Callbacks that are given rows. */
  readonly ofData: Set<Node>
  /** The functions around. */
  readonly functions: Node[]
  /** Values that are just looked at: a name that stands for itself ends there. */
  readonly following: Set<Node>
  print(node: Node | null | undefined): void
  list(nodes: readonly (Node | null)[]): void
}

/** Rows, texts and numbers; or a member of something that is not known. */
export type Origin = 'data' | { readonly key: string }

/** The parts of a unit that may distinguish two ways of writing the same code. */
export interface Forms {
  /** It cannot be told what it asks. */
  any: boolean
  /** What it makes instances of. */
  readonly refs: Ref[]
  /** Uses of `console` that only print. */
  readonly reported: Set<Node>
}

/** The file that a unit is in, as far as names need it. */
export interface Surroundings {
  isDeclared(name: string): boolean
  imported(name: string): ImportFacts | undefined
  /** Whether another file may read it. */
  isExported(name: string): boolean
  /** The value of a `const` at the top of the file. */
  constant(name: string): Node | undefined
  /**
   * Whether a call with this text may be a `require`: the file imports what makes one, or is CommonJS, which has one
   * that may have any name.
   */
  mayRequire(text: string): boolean
  /** Whether it is CommonJS that is not strict, where `this` of a function may be the global object. */
  readonly isSloppy: boolean
  lineOf(offset: number): number
  /** What a written type says of the rows of a table or a query, as far as it changes them. */
  bigintsOf(type: TSType | undefined): readonly string[]
  /** Expressions that are units of their own: the text has a reference in their place. */
  unitOf(node: Node): number | undefined
}

export interface References {
  readonly all: Ref[]
  /** The reference's text: its position among the unit's references. */
  add(ref: Ref): string
}

export interface Sightings {
  readonly impurities: Impurity[]
  opaque: { what: string; line: number } | undefined
  readonly patterns: Pattern[]
  /** An import whose path is not written here, and files whose names are not. */
  importsAny: ImportsAny | undefined
  readonly readsAny: Set<string>
  readonly selves: SelfReads
  readonly askedNames: AskedNames
  /** Variables that are read by names that are written, the time zone and the locale. */
  readonly environment: Set<string>
  /** Any node, before it is written. */
  visit(node: Node, printer: Printer): void
  /** A name, and the members that are read from it. */
  visitName(node: Extract<Node, { type: 'Identifier' }>, printer: Printer, members?: readonly string[]): void
  /** A module that is loaded while the code runs, and the members that are read from it. */
  visitModule(node: Node, from: string, members?: readonly string[]): void
}

/**
 * What a unit reads of code as it is written: a function's name or text, the name of an object's class, the place of
 * the file.
 */
export interface SelfReads {
  readonly names: Ref[]
  /** Locals whose name is read. */
  readonly locals: { readonly name: string; readonly isFollowed: boolean }[]
  /** Functions and classes in the unit, by the names that they get. */
  readonly localCode: Map<string, Node>
  readonly handed: Handed[]
  readonly ownMethods: Set<string>
  /** Names that are called, or looked at by somebody else: they are no values that are handed on. */
  readonly called: Set<Node>
  /** By the node of an argument: the method that it is given to. */
  readonly lent: Map<Node, string>
  others: boolean
  classes: boolean
  place: boolean
  /** Uses of the place that are no text, and patterns that are given no functions. */
  readonly reported: Set<Node>
  readonly texts: TextReads
  /** What the unit's function gives. */
  readonly gives: TextReads
  readonly heldReads: HeldReads
}

/** Values that become text, as far as they may be functions: then the text of these counts as it is written. */
export interface TextReads {
  /** Members of objects that are not known. */
  readonly keys: Set<string>
  readonly refs: Ref[]
  /** What functions of the file, or imported ones, give. */
  readonly results: Ref[]
  /** Functions that are written on the spot. */
  readonly own: Set<Node>
  /** Names that may be those of functions that are declared inside the unit. */
  readonly locals: string[]
}

/** Functions that a unit makes members of something, where others may find them. */
export interface HeldReads {
  readonly all: { readonly key: string; readonly node: Node; readonly ref?: Ref }[]
  /** By name of a member: what it is given. */
  readonly flows: Map<string, TextReads>
}

/**
 * Which variable is read where the name is a parameter: `const env = (name) => process.env[name]` reads those that its
 * callers say.
 */
export interface AskedNames {
  readonly asks: Ask[]
  /** What is said to functions of the file, and to those that it imports, as their first argument. */
  readonly says: Saying[]
  /** How often `process.env` is read: each time for one of `asks`, or for who knows what. */
  reads: number
}

/** The place of the first parameter in the text, where ordinals stand instead when names are no part of it. */
export interface OrdinalParameter {
  readonly from: number
  readonly to: number
  /** The names, so that those that the function also has as strings can be kept. */
  readonly names: readonly string[]
  /** In the order of the pattern: which of the names it is, and the number of its binding. */
  readonly leaves: readonly OrdinalLeaf[]
}
export interface OrdinalLeaf {
  readonly name: number
  readonly binding: number
}

export function createReferences(): References {
  const all: Ref[] = []
  const positions = new Map<string, number>()
  return {
    all,
    add(ref) {
      const key = JSON.stringify(ref)
      let position = positions.get(key)
      if (position === undefined) {
        position = all.push(ref) - 1
        positions.set(key, position)
      }
      return `@${position}`
    },
  }
}

/** What is found by looking at the value of a `const`, where the name is one. */
export function constantOf<T>(printer: Printer, name: string, look: (value: Node) => T | undefined): T | undefined {
  const { scopes, around, constants, following } = printer
  const local = scopes.find(name)
  const value = local === undefined ? around.constant(name) : constants.get(local)
  if (value === undefined || following.has(value)) return undefined
  following.add(value)
  const constant = look(value)
  following.delete(value)
  return constant
}

/** Whether a name is neither local nor one of the file's: it is the platform's. */
export function isGlobal(printer: Printer, name: string): boolean {
  return isFree(printer, name) && !isTopLevel(printer, name)
}
/** Whether a name is declared or imported at the top of the file, and not shadowed here. */
export function isOutside(printer: Printer, name: string): boolean {
  return isFree(printer, name) && isTopLevel(printer, name)
}
export function isFree(printer: Printer, name: string): boolean {
  return printer.scopes.find(name) === undefined
}
function isTopLevel({ around }: Printer, name: string): boolean {
  return around.isDeclared(name) || around.imported(name) !== undefined
}
