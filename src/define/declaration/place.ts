import type { SparkOptions } from '../foreign/spark.ts'

/** Where it is written: an absolute path (or a `file:` URL's path), with line and column counted from 1. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
}

/**
 * Where the function that called `below` was called: the line of the `asset(…)` in the user's file.
 * Node strips types in place, so that the line and column are those of the TypeScript source.
 */
// biome-ignore lint/complexity/noBannedTypes: any function can be the one whose caller is wanted
export function callerOf(below: Function): Place {
  const holder: { stack?: unknown } = {}
  const { prepareStackTrace, stackTraceLimit } = Error
  Error.stackTraceLimit = 1
  Error.prepareStackTrace = (_, sites) => sites
  Error.captureStackTrace(holder, below)
  const [site] = holder.stack as NodeJS.CallSite[]
  Error.prepareStackTrace = prepareStackTrace
  Error.stackTraceLimit = stackTraceLimit
  return {
    file: site?.getFileName() ?? '',
    line: site?.getLineNumber() ?? 0,
    column: site?.getColumnNumber() ?? 0,
  }
}

/** The project that a definition is declared in, for the compiler: its table of contents and its resources. */
export interface OfProject<Assets, Resources> {
  readonly assets: Assets
  readonly resources: Resources
}

/** Carries it to the compiler; there is nothing behind it at run time. */
export declare const ofProject: unique symbol

/** The same, where only the definition is known: in a test. */
export interface DeclaringProject {
  /** Imports the table of contents. */
  readonly assets: () => Promise<object>
  readonly resources?: object
  readonly python?: string
  readonly spark?: SparkOptions
}

/** What every definition keeps about its declaration. */
export interface Declared {
  readonly at: Place
  /** The project whose `asset`, `source`, `check` or `effect` declared it. */
  readonly project?: DeclaringProject | undefined
  readonly labels?: Labels
  readonly columns?: ColumnNotes
  readonly meta?: Meta
  readonly set?: SetMember
}

/** For a member of a set: what the set is called, and the member's name in it, whatever its export is called. */
export interface SetMember {
  readonly set: string
  readonly name: string
}

/** Attributes by which selections can pick a definition, besides its own: `{ resource_type: ['seed'] }`. */
export type Labels = Readonly<Record<string, readonly string[]>>

/** Notes of a project's own, for people and other programs: no part of what decides a table. */
export type Meta = Readonly<Record<string, unknown>>

/** What is said of columns for people, by their names in lower case. */
export type ColumnNotes = Readonly<Record<string, ColumnNote>>
export interface ColumnNote {
  readonly description?: string
  readonly meta?: Meta
}

/** Who uses tables outside of the project: a dashboard, a notebook. The label `exposure` of a definition names them. */
export interface Exposure {
  readonly name: string
  /** For example `dashboard`. */
  readonly type: string
  readonly owner?: string
  readonly url?: string
  readonly description?: string
}

/** Call it from the function that the user calls, with that function and its `this`. */
// biome-ignore lint/complexity/noBannedTypes: any function can be the one whose caller is wanted
export function declaredBy(called: Function, bound: unknown): Declared {
  return { at: callerOf(called), project: declaringProject(bound) }
}

/** A project's `asset` is bound to its options; called as a member of a module, `this` is the module. */
function declaringProject(bound: unknown): DeclaringProject | undefined {
  if (typeof bound !== 'object' || bound === null) return undefined
  return typeof (bound as Partial<DeclaringProject>).assets === 'function' ? (bound as DeclaringProject) : undefined
}
