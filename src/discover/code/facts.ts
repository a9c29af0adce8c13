/**
 * What is known of one file, and of that file alone: plain JSON, so that it can be kept by the file's content and an unchanged file is
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
}
export type Entry<Value> = readonly [name: string, value: Value]

export interface ImportFacts {
  readonly from: string
  /** `*` is the namespace. */
  readonly name: string
  /** `bytes` or `text` by an import attribute: the file is data whatever its ending. */
  readonly raw?: true
}
export type ExportFacts = { readonly local: string } | ImportFacts

/**
 * One declaration, one top-level statement, or one expression of a definition's options: the grain of the slice. Two declarators of one
 * `const` are two units.
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
  readonly refs: readonly Ref[]
  /** `any`: a statement that runs when the module is evaluated and may change anything. `confined`: only what `writes` names. */
  readonly effect?: 'any' | 'confined'
  /** Bindings that may be changed while the module is evaluated. */
  readonly writes?: readonly string[]
  /** Evaluating the unit calls something, whatever it is. */
  readonly active?: true
  /** Bindings that are called while the module is evaluated: what those functions change is changed then. */
  readonly runs?: readonly string[]
  /** Bindings that the unit's functions may change when they are called. */
  readonly changes?: readonly string[]
  readonly impurities?: readonly Impurity[]
  /** Why the unit cannot be analysed. */
  readonly opaque?: { readonly what: string; readonly line: number }
  /** It gives other names to what it reads, and does nothing else: `const { asset } = project`. Each name has one reference. */
  readonly alias?: true
  /** Marked with `// @assets-ignore`: its code is not part of anybody's slice. */
  readonly ignored?: true
}

export type Ref =
  /** A binding of this file, declared or imported, and the members read from it: `limits.hi` is `limits`, [`hi`]. */
  | { readonly to: 'binding'; readonly name: string; readonly members: readonly string[] }
  /** A module imported while the code runs. */
  | { readonly to: 'module'; readonly from: string; readonly members: readonly string[] }
  /** A file beside this one that is read as bytes. */
  | { readonly to: 'file'; readonly path: string }
  /** An expression of this file that is a unit of its own. */
  | { readonly to: 'unit'; readonly unit: number }

export type ImpurityKind = 'clock' | 'random' | 'environment' | 'network' | 'files' | 'process'
export interface Impurity {
  readonly kind: ImpurityKind
  /** As it is written: `Date.now`. */
  readonly what: string
  readonly line: number
}

export type DefinitionKind = 'asset' | 'source' | 'files' | 'table' | 'package' | 'check' | 'effect' | 'project'

/** A call that may define something, with its arguments cut into units. */
export interface CallFacts {
  /** `project.asset`: the local name that the callee starts with, and the members. Where they come from tells what the call defines. */
  readonly callee: { readonly name: string; readonly members: readonly string[] }
  /** By the callee's names alone; `undefined` where they say nothing. */
  readonly looksLike?: DefinitionKind
  readonly arguments: readonly ArgumentFacts[]
}
export type ArgumentFacts =
  /** An object literal whose properties are units of their own. */
  | { readonly properties: readonly PropertyFacts[] }
  /** Anything else: a function, a name, a literal, an object that is not spelled out. */
  | {
      readonly unit: number
      /** It is no more than a name: what it names is meant. */
      readonly name?: true
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
