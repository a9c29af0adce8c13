import type { AssetError } from '../errors.ts'
import type { Node } from '../graph/node.ts'
import type { DefinitionByUse } from '../store/record.ts'
import { digestFields, sortedEntries } from '../util/digest.ts'
import type { ForeignPart } from './code/foreign-part.ts'

/**
 * The planner's facts of one node: plain data, so that a remembered graph and a loaded graph are planned by the same
 * code.
 */
export interface NodeFacts {
  readonly node: Node
  /** C: the digest enters the key, the other members explain it. */
  readonly code: CodeFacts
  /** F: pointer -> canonical JSON. */
  readonly config: Readonly<Record<string, string>>
  /**
   * Within the config: the pointers that are read in each resource that counts in part, by the resource's own pointer.
   */
  readonly settingsRead: Readonly<Record<string, readonly string[]>>
  /** Part of X: package -> `version integrity`. */
  readonly packages: Readonly<Record<string, string>>
  /**
   * Part of X: the variables that its code reads by names written in it, the time zone and the locale. What `env` reads
   * is seen in a run.
   */
  readonly environment?: readonly string[]
  readonly salt?: string
  readonly volatile: boolean
  /** A table that is older than this is stale. */
  readonly maxAgeMs?: number
  /** Whether a failure of a check holds the table back. */
  readonly blocking: boolean
  /** For a source only. */
  readonly observation?: Observation
  /** Hash of C, F, packages and salt: what is known before any input is. */
  readonly definition: string
  /**
   * The definition's digest as older builds made it, where that differs: a record with either digest belongs to this
   * definition.
   */
  readonly olderDefinition?: string
  /** The definition with the tables in the order in which the function uses them, where that differs. */
  readonly byUse?: DefinitionByUse
}

export interface CodeFacts {
  readonly digest: string
  /** The digest as older builds made it, where that differs. */
  readonly older?: string
  /** See `CodeFingerprint`. */
  readonly byUse?: { readonly digest: string; readonly order: readonly number[] }
  readonly parts: Readonly<Record<string, string>>
  readonly via: Readonly<Record<string, readonly string[]>>
  readonly places: Readonly<Record<string, string>>
  /** The form of the slice. Digests of two forms cannot be compared. */
  readonly scheme?: string
  /** When the project was loaded, somebody asked for the text of a function in its files. */
  readonly text?: true
  /** Where some of it is in another language: it is read when the project is loaded, and not by the slice alone. */
  readonly foreign?: ForeignPart
  /** 12 hex digits over the bytes of every file that was looked at; worked out when it is asked for. */
  readonly files?: string
  /** The hash of each file. */
  readonly hashes?: Readonly<Record<string, string>>
}

/** The present version of a source's data, or why it is unknown. */
export type Observation =
  /** `nothing`: no file matches; the message for a source that has never been read. */
  | { readonly type: 'known'; readonly version: string; readonly nothing?: AssetError }
  /** `observe` has to be asked, and only a run may run a user's code. */
  | { readonly type: 'unasked' }
  /** There is no `observe`: the function runs at every run. */
  | { readonly type: 'always' }
  /** It could not be looked at: its files or its package are not there. */
  | { readonly type: 'failed'; readonly error: AssetError }

/** Below the pointer of an object: the order of its keys. `~` stands in no pointer of a member like this. */
export const orderOfKeys = '~order'

/** The id of the way a definition and a key are put together. */
export const keyScheme = 'key1'

/** The hashes by which records of this definition are recognised. */
export function definitionsOf({
  definition,
  olderDefinition,
}: Pick<NodeFacts, 'definition' | 'olderDefinition'>): readonly string[] {
  return olderDefinition === undefined ? [definition] : [definition, olderDefinition]
}

export function definitionHash(facts: Pick<NodeFacts, 'code' | 'config' | 'packages' | 'salt'>): string {
  return digestFields(keyScheme, [
    ['code', facts.code.digest],
    ['config', sortedEntries(facts.config)],
    ['packages', sortedEntries(facts.packages)],
    ['salt', facts.salt ?? null],
  ])
}

/** Adds the hashes by which records of it are recognised. */
export function withDefinition(facts: Omit<NodeFacts, 'definition' | 'olderDefinition' | 'byUse'>): NodeFacts {
  const { code } = facts
  const hashBy = (digest: string) => definitionHash({ ...facts, code: { ...code, digest } })
  const { older, byUse } = code
  return {
    ...facts,
    definition: hashBy(code.digest),
    ...(older === undefined ? {} : { olderDefinition: hashBy(older) }),
    ...(byUse === undefined ? {} : { byUse: { definition: hashBy(byUse.digest), order: byUse.order } }),
  }
}

/** Among what decides what a check keeps: that something reads its failing rows. */
export const isReadOption = '/options/failing'
