import { AssetError } from '../../index.ts'
import { invalid } from './shape.ts'

/** How many rows an index may lose at once: a number of rows, or a share of those that it has. */
export type RemovalLimit = number | `${number}%`

const share = /^\d+(?:\.\d+)?%$/

/** @throws AssetError `PROJECT_INVALID` where it is neither. */
export function checkedLimit(limit: RemovalLimit): RemovalLimit {
  const valid =
    typeof limit === 'string'
      ? share.test(limit) && Number.parseFloat(limit) <= 100
      : Number.isInteger(limit) && limit >= 0
  if (valid) return limit
  throw invalid('has a wrong `maxRemoved`', "give a number of rows, or a share of them from '0%' to '100%'")
}

interface Sizes {
  readonly before: number
  readonly after: number
}

/**
 * Replaced rows do not count as lost: documents that are split in another way have other ids, and as many rows.
 *
 * @throws AssetError `INDEX_EMPTIED`
 */
export function refuseLoss(label: string, { before, after }: Sizes, limit: RemovalLimit): void {
  const lost = before - after
  const most = typeof limit === 'number' ? limit : (before * Number.parseFloat(limit)) / 100
  if (lost <= most) return
  throw new AssetError({
    code: 'INDEX_EMPTIED',
    message: `${label} would lose ${lost} of its ${before === 1 ? '1 row' : `${before} rows`}, and maxRemoved allows ${limit}`,
    facts: { rows: before, remaining: after, maxRemoved: limit },
    fix: 'look at what the rows are made from; if it is right that they go, confirm it: assets materialize --allow-removed, or allow more with maxRemoved',
  })
}
