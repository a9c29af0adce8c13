import type { FileContent, Run, SourceDefinition, SourceOrigin } from '../../define/definition.ts'
import type { Observe } from '../../define/observe.ts'
import type { Column } from '../../define/table.ts'
import type { Observation } from '../facts.ts'
import type { Lookups } from '../files/lookups.ts'
import type { FilesSource } from '../observe/observe-source.ts'
import type { OptionMistake } from '../options/option-rules.ts'
import type { KeptFiles } from '../origins/files-rows.ts'

/**
 * All rules of one kind of source. A kind is one of these in a file of its own, and a line in `sourceKinds`; no other
 * code tells kinds of sources apart.
 */
export interface SourceKind<Origin extends { readonly type: string } = SourceOrigin> {
  /** The type of its origins, and the member of `source` that makes them. */
  readonly type: Origin['type']
  /** The options whose code changes what it reads: the slice starts there, too. */
  readonly roots: readonly string[]
  /** What is wrong with what the user gave. */
  mistakes(definition: SourceOf<Origin>): readonly OptionMistake[]
  /** Options that change the rows and are plain values: they are part of the key. */
  keyed(definition: SourceOf<Origin>): readonly (readonly [name: string, value: unknown])[]
  /** The user's functions, where it has any. */
  functions?(origin: Origin): SourceFunctions
  /** The version of its data now. What is thrown as an AssetError is a source that cannot be looked at. */
  observe(origin: Origin, where: SourcePlace): Promise<Observation>
  /** How a later command sees that nothing has moved. */
  evidence(origin: Origin, observation: Observation): SourceEvidence
  /** What a function might have returned, or the data files that a table is read from. */
  rows(origin: Origin, reading: Reading): Promise<unknown>
  /** The columns that its rows always have, even with no rows. */
  columns?(origin: Origin): readonly Column[]
  /** Rows that cannot be read are kept beside those that can. */
  setsUnreadAside?(origin: Origin): boolean
}

export interface SourceOf<Origin> extends Omit<SourceDefinition, 'origin'> {
  readonly origin: Origin
}

export interface SourceFunctions {
  readonly run: Run
  readonly observe: Observe | undefined
}

/** Where sources are looked at. */
export interface SourcePlace {
  readonly root: string
  readonly cacheFolder: string
  readonly lookups: Lookups
}

/**
 * Files, which are looked at again; `covered`, where the files, packages and lookups of the project tell it anyway, or
 * a run has to ask; `unknowable`, where only the open project can tell: nothing is remembered then.
 */
export type SourceEvidence = FilesSource | 'covered' | 'unknowable'

/** What the rows of a source are read with. */
export interface Reading {
  readonly root: string
  /** Calls a function of the user's, with its context. */
  call(run: Run): Promise<unknown>
  /** The rows of the last version, for the files that have the bytes they had then. */
  kept(files: { readonly glob: readonly string[]; readonly as: FileContent }): Promise<KeptFiles | undefined>
}
