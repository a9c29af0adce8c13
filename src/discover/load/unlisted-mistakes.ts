import type { DefinitionKind } from '../../define/definition.ts'
import { nodeKinds } from '../../define/node-kinds.ts'
import { AssetError } from '../../errors.ts'
import type { LoadedNode } from '../../graph/node.ts'
import type { Declared } from '../parameters/declared-in.ts'
import type { Unlisted } from './unlisted.ts'

/** Two files that export one name: `export *` from both gives neither, in silence. */
export function duplicateMistakes(unlisted: readonly Unlisted[], nodes: readonly LoadedNode[]): readonly AssetError[] {
  const listed = new Set(nodes.map(({ name }) => name))
  return [...Map.groupBy(unlisted, ({ name }) => name)].flatMap(([name, sameName]) => {
    const [first, second] = sameName
    if (first === undefined || second === undefined || listed.has(name)) return []
    return [
      new AssetError({
        code: 'ASSET_DUPLICATE',
        message: `"${name}" is exported at ${first.at} and at ${second.at}, and of two equal names \`export *\` gives neither`,
        at: second.at,
        facts: { name, first: first.at, second: second.at },
        fix: `rename one of the two, or export one file as a namespace: \`export * as crm from '${second.specifier}'\``,
      }),
    ]
  })
}

interface Listing {
  readonly unlisted: readonly Unlisted[]
  /** Asked only if a name is unknown. */
  readonly unexported: () => readonly Declared[]
  readonly entry: string
}

/** An upstream that is unknown only because nothing exports it: the cure is an export, not another name. */
export function namedMistakes(mistakes: readonly AssetError[], missed: Listing): readonly AssetError[] {
  return mistakes.map((mistake) => {
    const name = mistake.code === 'ASSET_UNKNOWN_UPSTREAM' ? mistake.facts?.parameter : undefined
    const isMeant = (one: { readonly name: string; readonly kind: DefinitionKind }) =>
      one.name === name && !nodeKinds[one.kind].judges
    const unlisted = missed.unlisted.find(isMeant)
    const unexported = name === undefined || unlisted !== undefined ? undefined : missed.unexported().find(isMeant)
    const definition = unlisted ?? unexported
    if (definition === undefined) return mistake
    const missing = unlisted === undefined ? 'but not exported' : `but which ${missed.entry} does not export`
    return new AssetError({
      code: 'ASSET_NOT_EXPORTED',
      message: `${mistake.facts?.asset} names "${definition.name}", which is at ${definition.at} ${missing}`,
      at: mistake.at,
      facts: { ...mistake.facts, found: definition.at },
      fix:
        unlisted === undefined
          ? `write \`export const ${definition.name} = …\` at ${definition.at}`
          : `add \`export * from '${unlisted.specifier}'\` to ${missed.entry}`,
    })
  })
}

/** One warning a file. */
export function unlistedWarnings(unlisted: readonly Unlisted[], entry: string) {
  return [...Map.groupBy(unlisted, ({ file }) => file).values()].map((sameFile) => {
    const [first] = sameFile as [Unlisted, ...Unlisted[]]
    const names = sameFile.map(({ name }) => `"${name}"`).join(', ')
    return {
      code: 'ASSET_NOT_EXPORTED' as const,
      message: `${names} ${sameFile.length === 1 ? 'is' : 'are'} declared and never run: ${entry} does not export ${sameFile.length === 1 ? 'it' : 'them'}`,
      at: first.at,
      fix: `add \`export * from '${first.specifier}'\` to ${entry}`,
    }
  })
}
