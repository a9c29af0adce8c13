import type { Node } from '../../graph/node.ts'
import type { Session } from '../open/session.ts'

/** A set of definitions, such as a dbt project, whose tables have an interface by their names in it. */
export interface TypedSet {
  readonly name: string
  /** What its interface is named after. */
  readonly interface: string
  /** Where its first table is. */
  readonly at: string
  readonly members: readonly { readonly name: string; readonly asset: string }[]
}

/** The sets of definitions, each with its nodes. */
export function setsOf({ workspace }: Session, nodes: readonly Node[]): readonly TypedSet[] {
  const members = nodes.flatMap(({ name: asset, at }) => {
    const { set } = workspace.definition(asset)
    return set === undefined ? [] : [{ ...set, asset, at }]
  })
  return [...Map.groupBy(members, ({ set }) => set)].map(([name, of]) => ({
    name,
    interface: `${name}_tables`,
    at: of[0]?.at ?? '',
    members: of.toSorted((one, other) => (one.name < other.name ? -1 : 1)),
  }))
}

/** @param rowsOf The interface of an asset's rows, where it has one. */
export function setText(
  name: string,
  { name: set, members }: TypedSet,
  rowsOf: (asset: string) => string | undefined,
): string {
  const lines = members.map(
    (member) => `  ${keyOf(member.name)}: ${rowsOf(member.asset) ?? 'Readonly<Record<string, unknown>>'}\n`,
  )
  return `/** The rows of each table of ${set}, by its name there. */\nexport interface ${name} {\n${lines.join('')}}\n`
}

const keyOf = (name: string): string =>
  /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) ? name : JSON.stringify(name)
