import type { AssetError } from '../../errors.ts'
import { type Asset, asset, type DefineAsset } from '../asset.ts'
import { type Check, check, type DefineCheck } from '../check.ts'
import { type CheckDefinition, type Definition, type DefinitionKind, definitionOf } from '../definition.ts'
import { type DefineEffect, type Effect, effect } from '../effect.ts'
import { nodeKinds } from '../node-kinds.ts'
import { type DefineSource, type Source, source } from '../source.ts'
import { declaredCheck } from './declared-check.ts'
import { declaredTable } from './declared-table.ts'
import { type ColumnNotes, callerOf, type Exposure, type Labels, type Meta } from './place.ts'

/** A registered symbol: the command and the package that a project imports are two bundles. */
const setSymbol: unique symbol = Symbol.for('assetstore.set')

export type Member = Asset | Source | Check | Effect

/** Makes the members of a set, as a project's functions make its definitions. */
export const member: {
  readonly asset: DefineAsset<object, Record<never, never>>
  readonly source: DefineSource<Record<never, never>>
  readonly check: DefineCheck<object, Record<never, never>>
  readonly effect: DefineEffect<object, Record<never, never>>
} = Object.freeze({
  asset: asset as DefineAsset<object, Record<never, never>>,
  source: source as DefineSource<Record<never, never>>,
  check: check as DefineCheck<object, Record<never, never>>,
  effect: effect as DefineEffect<object, Record<never, never>>,
})

/**
 * Definitions that are read from elsewhere, such as the models of another tool's project, and belong together: where
 * the set or one of its members is exported, all are in the graph.
 */
export interface DefinitionSet<Members extends Readonly<Record<string, Member>> = Readonly<Record<string, Member>>> {
  /** The name of the set, like that of the project it was read from: its types are named by it. */
  readonly name: string
  /** A member that is exported has the name of its export, as any asset; every other one has its name here. */
  readonly members: Members
  /**
   * Called once all exports of the project are known, before any member is read: what else belongs to the set, by name.
   */
  readonly complete?: (names: ProjectNames) => Readonly<Record<string, Member>>
  /**
   * Every file that the set was read from: absolute path -> the sha256 of its bytes, or the empty text for a file that
   * was looked for and is absent. While these are the same, the set is the same.
   */
  readonly files: Readonly<Record<string, string>>
  /** Absolute folders: a file that is added or removed in them, at any depth, may change the set. */
  readonly folders: readonly string[]
  /** By the names of members: what selections can pick them by. */
  readonly labels?: Readonly<Record<string, Labels>>
  /**
   * Asked after `complete`: by the names of what the project exports beside the set, what selections can pick that by.
   */
  readonly labelsBeside?: () => Readonly<Record<string, Labels>>
  /** By the names of members. */
  readonly columns?: Readonly<Record<string, ColumnNotes>>
  /** By the names of members. */
  readonly meta?: Readonly<Record<string, Meta>>
  /** The exposures; a label `exposure` on a definition names the ones that use it. */
  readonly exposures?: readonly Exposure[]
  /** What is wrong with the set as a whole, reported together with all other mistakes. */
  readonly mistakes?: readonly AssetError[]
}

/** What a project exports, for a set of which some members may be among it. */
export interface ProjectNames {
  /** The name that a member has in the graph. */
  nameOf(member: string): string
  /** The export that has that name, if there is one. */
  kindOf(name: string): DefinitionKind | undefined
}

/**
 * Declares a set where `declaring` was called, which is the function that a user calls.
 *
 * @returns an object with the members, to be exported as it is or taken apart.
 */
export function definitionSet<Members extends Readonly<Record<string, Member>>>(
  // biome-ignore lint/complexity/noBannedTypes: any function can be the one that is called
  declaring: Function,
  set: DefinitionSet<Members>,
): Members {
  const at = callerOf(declaring)
  const declared = (members: Readonly<Record<string, Member>>): Readonly<Record<string, Member>> =>
    Object.fromEntries(Object.entries(members).map(([name, member]) => [name, placed(name, member)]))
  const placed = (name: string, member: Member): Member => {
    const labels = set.labels?.[name]
    const [columns, meta] = [set.columns?.[name], set.meta?.[name]]
    const own = {
      ...(definitionOf(member) as Definition),
      ...{ at, set: { set: set.name, name } },
      ...(labels !== undefined && { labels }),
      ...(columns !== undefined && { columns }),
      ...(meta !== undefined && { meta }),
    }
    const more = { [setSymbol]: whole }
    if (nodeKinds[own.kind].judges) return declaredCheck(own as CheckDefinition, more) as Member
    return declaredTable(own, more) as unknown as Member
  }
  const whole: { -readonly [Key in keyof DefinitionSet]: DefinitionSet[Key] } = {
    ...set,
    members: {},
    complete: (names) => declared(set.complete?.(names) ?? {}),
  }
  whole.members = declared(set.members)
  return Object.freeze({ ...whole.members, [setSymbol]: whole }) as unknown as Members
}

/** The set that a value is, or is a member of. */
export function setOf(value: unknown): DefinitionSet | undefined {
  if (typeof value !== 'object' || value === null || !(setSymbol in value)) return undefined
  return (value as { readonly [setSymbol]: DefinitionSet })[setSymbol]
}
