import type { SourceOrigin } from '../../define/definition.ts'
import type { StateFacts } from './state-facts.ts'

/**
 * The facts of one file, from its text alone: plain JSON, kept by the file's content, so that an unchanged file is
 * never parsed again. Whatever needs a second file (where an import leads, which package it is) is found afterwards.
 */
export type FileFacts = ModuleFacts | JsonFacts | RawFacts

/** A value that code reads member by member. */
export interface JsonFacts {
  readonly kind: 'json'
  readonly sha256: string
  readonly value: unknown
}
/** A file that is read as bytes: a query, a prompt, data. */
export interface RawFacts {
  readonly kind: 'raw'
  readonly sha256: string
}
export interface ModuleFacts {
  readonly kind: 'module'
  readonly sha256: string
  readonly units: readonly UnitFacts[]
  /** Name of a top-level binding -> the units that declare it. */
  readonly bindings: readonly Entry<readonly number[]>[]
  /** Local name -> where its value comes from. */
  readonly imports: readonly Entry<ImportFacts>[]
  /** Exported name -> a local binding, or another module's export. */
  readonly exports: readonly Entry<ExportFacts>[]
  /** `export * from`. */
  readonly stars: readonly string[]
  /** Modules imported for what they do (`import './polyfill.ts'`), in order. */
  readonly bare: readonly string[]
  /** Every module that evaluating this one evaluates first, in order. */
  readonly evaluates: readonly string[]
  /** Modules that are imported while a function runs, where the name is a literal. */
  readonly dynamic: readonly string[]
  /** `asset(…)`, `source(…)`, `check(…)`, `effect(…)` and `defineProject(…)`, by the binding that holds the result. */
  readonly calls: readonly Entry<CallFacts>[]
  readonly loading: LoadFacts
}
export type Entry<Value> = readonly [name: string, value: Value]

/** What a module does while it is loaded. */
export interface LoadFacts {
  /** The line of the first statement that does more than declare, whatever the functions of other modules do. */
  readonly effect?: number
  /** By specifier: the line of the first statement that calls a function of that module. */
  readonly calls?: readonly Entry<number>[]
}

export interface ImportFacts {
  readonly from: string
  /** `*` is the namespace. */
  readonly name: string
  /** `bytes` or `text` by an import attribute: the file is data whatever its ending. */
  readonly raw?: true
}
export type ImportsAny = 'given' | 'made'
export type ExportFacts = { readonly local: string } | ImportFacts

/**
 * One declaration, one top-level statement, or one expression of a definition's options: the grain of the slice. Two
 * declarators of one `const` are two units.
 */
export interface UnitFacts {
  readonly label: string
  /** The bindings it declares; several where it destructures. */
  readonly names: readonly string[]
  readonly start: number
  readonly end: number
  readonly line: number
  /** sha256 of the canonical text, in which every reference is its position in `refs`. */
  readonly hash: string
  /** The same where the unit is a definition's function: the first parameter's names are ordinals. */
  readonly ordinalHash?: string
  /** As `hash` with the ordinals in the order of use, where that is not the order of the pattern: see `ByUse`. */
  readonly byUse?: { readonly hash: string; readonly order: readonly number[] }
  /** The hashes as older builds made them, where their text differs. The references are the same. */
  readonly older?: Pick<UnitFacts, 'hash' | 'ordinalHash' | 'byUse'>
  /** The hash without what schemas in it are described by, where there is such a text. */
  readonly undescribed?: string
  /** It may ask a schema for its description. */
  readonly readsDescriptions?: true
  readonly refs: readonly Ref[]
  /** For a constant that is an object of plain values. */
  readonly members?: Members
  /** A top-level statement: it is there for what it does. */
  readonly statement?: true
  readonly state: StateFacts
  readonly selves?: SelfFacts
  /** For a function or a class: the sha256 of its text as `String` gives it. */
  readonly source?: string
  /** The results of the function that may be functions. */
  readonly gives?: TextFacts
  readonly holds?: readonly HeldCode[]
  /** By name of a member: the values that it gets, as far as they may be functions from elsewhere. */
  readonly flows?: readonly Entry<TextFacts>[]
  /** Names of the classes in it, and of the class that it is. */
  readonly classes?: readonly string[]
  /** Functions and classes that it uses as values: a receiver may ask one for its name. */
  readonly handed?: readonly Handed[]
  /** Methods that it declares whose names the platform uses for methods that never read a function's name. */
  readonly ownMethods?: readonly string[]
  readonly impurities?: readonly Impurity[]
  /** Why the unit cannot be analysed. */
  readonly opaque?: { readonly what: string; readonly line: number }
  /** Variables that it reads by names that are written, the time zone and the locale. */
  readonly environment?: readonly string[]
  /** Variables that it reads by the name that it is given. */
  readonly asks?: readonly Ask[]
  readonly says?: readonly Saying[]
  /** Imports whose path is computed, as far as it is written. */
  readonly patterns?: readonly Pattern[]
  /** It imports what it is `given` the path of, or what it makes the path of out of parts. */
  readonly importsAny?: ImportsAny
  /** It reads files beside the module of which it is given the names: what is written before these. */
  readonly readsAny?: readonly string[]
  /** Texts that may be paths of files. */
  readonly paths?: readonly string[]
  /**
   * It gives other names to what it reads, and does nothing else: `const { asset } = project`. Each name has one
   * reference.
   */
  readonly alias?: true
  /** What it does that may distinguish two ways of writing the same code. */
  readonly forms?: FormFacts
  /** Marked with `// @assets-ignore`: its code is not part of anybody's slice. */
  readonly ignored?: true
}

/** A variable is read whose name is the first parameter, with what is written before and after it. */
export interface Ask {
  readonly before: string
  readonly after: string
  readonly line: number
}

/** A call of something outside of the unit: a text as the first argument, or the unit's own first parameter. */
export interface Saying {
  readonly ref: Extract<Ref, { to: 'binding' }>
  readonly text?: string
  readonly passes?: true
}

/** Making an instance distinguishes a function from an arrow. */
export interface FormFacts {
  /** What is changed is not known. */
  readonly any?: true
  readonly made?: readonly Ref[]
}

/** What a unit reads of code as it is written. */
export interface SelfFacts {
  /** Functions and classes of which it reads the name. */
  readonly names?: readonly Ref[]
  /** Names of its own functions that it reads. */
  readonly locals?: readonly string[]
  /** It asks something for its name that came from elsewhere, and may be a function. */
  readonly others?: true
  /** It asks objects for their class. */
  readonly classes?: true
  readonly place?: true
  readonly texts?: TextFacts
}

/** The values that a unit turns into text, as far as they may be functions; or the results of a function. */
export interface TextFacts {
  /** Members of objects that are not known. */
  readonly keys?: readonly string[]
  readonly refs?: readonly Ref[]
  /** What these functions give. */
  readonly results?: readonly Ref[]
  /** Functions that are written there: the sha256 of their text. */
  readonly own?: readonly string[]
}

/** A function that a unit makes a member of something. `key`: the member's name; `*` is one that is computed. */
export type HeldCode = ({ readonly ref: Ref } | { readonly text: string }) & { readonly key: string }

/**
 * By a name of the file, or the name of a function in the unit; `method`: the call that it is given to, which may be
 * the platform's.
 */
export type Handed = ({ readonly ref: Ref } | { readonly local: string }) & { readonly method?: string }

/** By name: the sha256 of a member's canonical text, and its own members where it is an object. */
export interface Members {
  readonly [name: string]: { readonly hash: string; readonly of?: Members }
}

/** What a computed path starts and ends with: `../locales/` and `.ts`. */
export interface Pattern {
  readonly start: string
  readonly end: string
}

export type Ref =
  /** A binding of this file, declared or imported, and the members read from it: `limits.hi` is `limits`, [`hi`]. */
  | { readonly to: 'binding'; readonly name: string; readonly members: readonly string[] }
  /** A module imported while the code runs. */
  | { readonly to: 'module'; readonly from: string; readonly members: readonly string[] }
  /** A file beside this one that is read as bytes. */
  | { readonly to: 'file'; readonly path: string }
  /** The files that a computed path may lead to. */
  | ({ readonly to: 'files' } & Pattern)
  /** An expression of this file that is a unit of its own. */
  | { readonly to: 'unit'; readonly unit: number }

export type ImpurityKind = 'clock' | 'random' | 'environment' | 'network' | 'files' | 'process'
export interface Impurity {
  readonly kind: ImpurityKind
  /** As it is written: `Date.now`. */
  readonly what: string
  readonly line: number
}

export type DefinitionKind = 'asset' | 'source' | 'check' | 'effect' | 'project' | SourceMember
/** `files` of `source.files`. */
export type SourceMember = Exclude<SourceOrigin['type'], 'function'>

/** A call that may define something, with its arguments cut into units. */
export interface CallFacts {
  /**
   * `project.asset`: the local name that the callee starts with, and the members. Where they come from tells what the
   * call defines.
   */
  readonly callee: { readonly name: string; readonly members: readonly string[] }
  /** By the callee's names alone; `undefined` where they say nothing. */
  readonly looksLike?: DefinitionKind
  readonly arguments: readonly ArgumentFacts[]
}
export type ArgumentFacts =
  /** An object literal whose properties are units of their own. */
  | {
      readonly properties: readonly PropertyFacts[]
      /** The function that returns it. */
      readonly unit?: number
    }
  /** Anything else: a function, a name, a literal, an object that is not spelled out. */
  | {
      readonly unit: number
      /** It is a function, spelled out. */
      readonly function?: true
      /** It is no more than a name: what it names is meant. */
      readonly name?: true
      /** It is a text. */
      readonly literal?: true
    }
/** The key of what is spread into an object: which options are in it is not known. */
export const spread = '...'

export interface PropertyFacts {
  readonly key: string
  readonly unit: number
  /** The value where it is a string literal. */
  readonly text?: string
  /** It is written as JSON is: its value says all that its code says. */
  readonly json?: true
  /** The properties of a nested object: the resources of a project. */
  readonly properties?: readonly PropertyFacts[]
}
