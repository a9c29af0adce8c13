import { sql } from 'kysely'
import { assetOf, partsOf, type Unit } from '../../../unit.ts'
import type { Wiped } from '../../interface.ts'
import type { Wipe } from '../../removal.ts'
import { nextChange } from './counter.ts'
import { leases } from './leases.ts'
import { pins } from './pins.ts'
import { raw } from './tables.ts'
import { all, changes, type Work } from './work.ts'

/**
 * Removes what an environment has of these assets: pointers, attempts, and the records that no other environment has
 * current. `dry` only counts them. If one of the assets is being made right now, nothing is removed.
 */
export function* wipe(wanted: Wipe, environment: string): Work<Wiped> {
  const { dry, records: isWhole } = wanted
  const isMeant = meant(wanted)
  const busy = (yield* leases()).filter(({ unit }) => isMeant(unit))
  const isOne = oneOf(wanted)
  const doomed = sql`made_in = ${environment} AND ${isOne} AND id NOT IN (
    SELECT record FROM pointers WHERE NOT (environment = ${environment} AND ${isOne})
    UNION SELECT record FROM pins WHERE NOT (environment = ${environment} AND ${isOne}))`
  const counted = yield* all(
    raw(sql<{ asset: string; n: number }>`SELECT asset, count(*) AS n FROM records WHERE ${doomed} GROUP BY asset`),
  )
  const records = new Map(counted.map(({ asset, n }) => [asset, n]))
  const own = sql`environment = ${environment} AND ${isOne}`
  const knownAssets = new Set(records.keys())
  for (const table of ownTables) {
    const rows = yield* all(raw(sql<{ asset: string }>`SELECT DISTINCT asset FROM ${sql.table(table)} WHERE ${own}`))
    for (const { asset } of rows) knownAssets.add(asset)
  }
  const pinnedUnits = (yield* pins(environment)).flatMap(({ unit }) => (isMeant(unit) ? unit : []))
  const [pinned, unpinned] = isWhole ? [pinnedUnits, []] : [[], pinnedUnits]
  if (dry || busy.length + pinned.length > 0) return { records, knownAssets, busy, pinned, unpinned: [] }
  for (const table of ownTables) yield* changes(raw(sql`DELETE FROM ${sql.table(table)} WHERE ${own}`))
  if (isWhole) yield* changes(raw(sql`DELETE FROM records WHERE ${doomed}`))
  yield* nextChange()
  return { records, knownAssets, busy, pinned, unpinned }
}

function meant({ assets, units }: Wipe): (unit: Unit) => boolean {
  const names: ReadonlySet<string> = new Set(units ?? assets)
  return units === undefined ? (unit) => names.has(assetOf(unit)) : (unit) => names.has(unit)
}

function oneOf({ assets, units }: Wipe) {
  if (units === undefined) return sql`asset IN (SELECT value FROM json_each(${JSON.stringify(assets)}))`
  return sql`(asset, partition) IN (
    SELECT value ->> 'asset', value ->> 'partition' FROM json_each(${JSON.stringify(units.map(partsOf))}))`
}

/** The tables whose rows belong to one environment. */
const ownTables = ['pointers', 'pins', 'doubts', 'asked', 'attempts']
