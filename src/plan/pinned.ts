import type { Cause, Status } from '../causes.ts'
import { AssetError } from '../errors.ts'
import type { Stored } from '../store/interface.ts'
import type { Pin } from '../store/pin.ts'
import { assetOf, partitionOf, type Unit, unitAt } from '../unit.ts'
import { partitionWords } from '../util/text/partition-words.ts'
import type { World } from './world.ts'

/** The pin under an asset's old name counts for its new name. */
export function pinsAfterRename(pins: World['pins'], left: Stored): Pin | undefined {
  const pin = pins?.get(unitAt(left.record))
  return pin?.record === left.id ? pin : undefined
}

/** The time is in UTC, as in the JSON documents. */
export function pinnedCause({ since }: Pin, { record: { version } }: Stored): Cause {
  const moment = new Date(since).toISOString().slice(0, 16).replace('T', ' ')
  return { kind: 'pinned', subject: version, message: `pinned at ${version.slice(0, 12)} since ${moment} UTC` }
}

/** Whether a unit is as a run would make it. A pinned unit may be older than that. */
export const isAsMade = ({ status, causes }: { readonly status: Status; readonly causes: readonly Cause[] }): boolean =>
  status !== 'pinned' || causes.length === 1

export function refuseForced(pins: World['pins'], forced: Iterable<Unit>): void {
  const pinned = [...forced].filter((unit) => pins?.has(unit))
  if (pinned.length > 0) throw pinnedError(pinned)
}

/** A new run in the place of a lost pinned version may make another version. */
export function pinnedAndLost(unit: Unit): AssetError {
  return pinnedError([unit], `the file of the version that ${unit} is pinned at is lost or damaged`)
}

export function pinnedError(
  pinned: readonly Unit[],
  message = `${pinned.join(', ')} ${pinned.length === 1 ? 'is' : 'are'} pinned`,
): AssetError {
  const names = [...new Set(pinned.map(assetOf))]
  const [only] = pinned
  const key = pinned.length === 1 && only !== undefined ? partitionOf(only) : ''
  const fix = `release ${pinned.length === 1 ? 'it' : 'them'} first: ${names.map((name) => `assets unpin ${name}${partitionWords(key)}`).join('; ')}`
  return new AssetError({ code: 'ASSET_PINNED', message, facts: { assets: names }, fix })
}
