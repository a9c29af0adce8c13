import { AssetError } from '../../errors.ts'
import type { LoadedNode } from '../../graph/node.ts'
import { didYouMean } from '../../util/suggest.ts'

/** Members of pools that the project does not have. */
export function poolMistakes(nodes: readonly LoadedNode[], pools: object): readonly AssetError[] {
  const known = Object.keys(pools)
  return nodes.flatMap(({ name, at, definition }) => {
    const pool = 'pool' in definition.options ? definition.options.pool : undefined
    if (pool === undefined || known.includes(pool)) return []
    return [
      new AssetError({
        code: 'ASSET_OPTIONS',
        message: `${name} is of the pool "${pool}", which the project does not have`,
        at,
        facts: { asset: name, pool },
        fix: didYouMean(pool, known, `add it to the project: pools: { ${pool}: 2 }`),
      }),
    ]
  })
}
