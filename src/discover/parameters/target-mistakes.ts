import { AssetError } from '../../errors.ts'
import type { ExportedDefinition } from '../load/exports.ts'
import { placeLabel } from '../user-place.ts'

/** Two effects with one target would remove each other's rows at every run. */
export function targetMistakes(exported: readonly ExportedDefinition[], root: string): readonly AssetError[] {
  const effects = exported.flatMap(({ name, definition }) => {
    const target = 'target' in definition.options ? definition.options.target : undefined
    return target === undefined ? [] : [{ name, definition, place: target.place ?? target }]
  })
  const byPlace = Map.groupBy(effects, ({ place }) => place)
  return [...byPlace.values()].flatMap((of) => {
    const [first, second] = of
    // One definition under two names is a mistake of its own.
    if (first === undefined || second === undefined || first.definition === second.definition) return []
    const firstPlace = placeLabel(root, first.definition.at)
    return [
      new AssetError({
        code: 'ASSET_OPTIONS',
        message: `${first.name} (${firstPlace}) and ${second.name} are effects on one target, and each would take the other's rows out of it`,
        at: placeLabel(root, second.definition.at),
        facts: { effects: of.map(({ name }) => name), first: firstPlace },
        fix: 'give each a target of its own (another file or table), or make one asset of all rows and one effect of that',
      }),
    ]
  })
}
