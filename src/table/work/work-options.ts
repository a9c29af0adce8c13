import type { MapOptions } from '../../define/table.ts'
import { AssetError } from '../../errors.ts'
import { describeValue } from '../codec/encode/value-errors.ts'
import { areRetries, unknownOption } from './option-names.ts'
import { planOf, type RowPlan } from './row-plan.ts'
import type { Work } from './work.ts'

type AnyRow = Record<string, unknown>

/**
 * The options that `map`, `flatMap` and `mapBatches` share, checked. Throws `ASSET_RESULT` for invalid values.
 */
export function workOptions(method: string, options: MapOptions<AnyRow>): Omit<Work, 'size' | 'call'> {
  const { key, concurrency = 1, onRowError = 'fail', retries, maxErrors, lookups = [] } = options
  const unknown = unknownOption(method, options)
  if (unknown !== undefined) {
    throw new AssetError({ code: 'ASSET_RESULT', ...unknown })
  }
  if (retries !== undefined && !areRetries(retries)) {
    throw badOption(method, 'retries', {
      value: retries,
      fix: "give retries as a number of further calls, such as 3, or as { attempts: 4, delay: '1s' }",
    })
  }
  if (!Number.isInteger(concurrency) || concurrency < 1) throw badCount(method, 'concurrency', concurrency)
  if (!['fail', 'retry', 'quarantine'].includes(onRowError)) {
    throw badOption(method, 'onRowError', {
      value: onRowError,
      fix: "give onRowError as 'fail', 'retry' or 'quarantine'",
    })
  }
  if (maxErrors !== undefined && !isLimit(maxErrors)) {
    throw badOption(method, 'maxErrors', {
      value: maxErrors,
      fix: "give maxErrors as a number of rows, such as 10, or as a share of them, such as '1%'",
    })
  }
  for (const table of lookups) lookupPlan(method, table).onRead([], 'lookup')
  const keeping = {
    "onRowError: 'quarantine'": onRowError === 'quarantine',
    maxErrors: maxErrors !== undefined,
    lookups: lookups.length > 0,
  }
  return {
    key,
    concurrency,
    keeping: Object.entries(keeping).flatMap(([option, isGiven]) => (isGiven ? [`${option} of ${method}`] : [])),
    errors: {
      onRowError: onRowError === 'quarantine' ? 'quarantine' : 'fail',
      retries: retries ?? (onRowError === 'retry' ? 3 : undefined),
      maxErrors,
    },
  }
}

/**
 * Refuses options about kept rows in a query that user code iterates itself, since nothing is kept there.
 *
 * @throws AssetError `ASSET_RESULT`
 */
export function refuseKeeping({ keeping: [option] }: Work): void {
  if (option === undefined) return
  throw new AssetError({
    code: 'ASSET_RESULT',
    message: `${option} is for rows that an asset returns and the store keeps: of rows that a function goes through itself nothing is kept`,
    fix: `leave it out, and catch what fails in the function itself; or return the mapped rows from an asset of their own, and name that asset as a parameter`,
  })
}

function isLimit(limit: number | string): boolean {
  if (typeof limit === 'number') return Number.isInteger(limit) && limit >= 0
  const share = /^(\d+(?:\.\d+)?)%$/.exec(limit)?.[1]
  return share !== undefined && Number(share) <= 100
}

function lookupPlan(method: string, table: unknown): RowPlan {
  const plan = planOf(table)
  if (plan !== undefined) return plan
  throw badOption(method, 'lookups', {
    value: table,
    fix: 'give lookups as a list of tables, parameters of the asset, such as lookups: [countries]',
  })
}

export function badCount(method: string, option: string, value: unknown): AssetError {
  return badOption(method, option, { value, fix: `give ${option} as a whole number of at least 1` })
}

function badOption(method: string, option: string, { value, fix }: { value: unknown; fix: string }): AssetError {
  const shown = typeof value === 'number' || typeof value === 'string' ? String(value) : describeValue(value)
  return new AssetError({ code: 'ASSET_RESULT', message: `${method} was given the ${option} ${shown}`, fix })
}
