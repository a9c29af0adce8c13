import { AssetError } from '../../errors.ts'
import type { LoadedNode } from '../../graph/node.ts'
import { didYouMean } from '../../util/suggest.ts'
import { type OptionMistake, type OptionRule, positiveInteger, valueWords } from './option-rules.ts'

export const poolsRule: OptionRule = [
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'limits by the name of a pool, such as { api: 2 }',
]

/** The mistakes in limits of pools. */
export function limitMistakes(pools: unknown): readonly OptionMistake[] {
  const [isMap] = poolsRule
  if (!isMap(pools)) return []
  const [isLimit, what] = positiveInteger
  return Object.entries(pools as object)
    .filter(([, limit]) => !isLimit(limit))
    .map(([name, limit]) => ({
      message: `the pool ${name} has the limit ${valueWords(limit)}, which is to be ${what}`,
      fix: `say how many of its members may be at work at once: pools: { ${name}: 2 }`,
      path: ['pools', name],
    }))
}

/** Members of pools that the project does not have. */
export function poolMistakes(nodes: readonly LoadedNode[], pools: object): readonly AssetError[] {
  const poolNames = Object.keys(pools)
  return nodes.flatMap(({ name, at, definition }) => {
    const pool = 'pool' in definition.options ? definition.options.pool : undefined
    // What is no text is told with the other options.
    if (typeof pool !== 'string' || poolNames.includes(pool)) return []
    return [
      new AssetError({
        code: 'ASSET_OPTIONS',
        message: `${name} is of the pool "${pool}", which the project does not have`,
        at,
        facts: { asset: name, pool },
        fix: didYouMean(pool, poolNames, `add it to the project: pools: { ${pool}: 2 }`),
      }),
    ]
  })
}
