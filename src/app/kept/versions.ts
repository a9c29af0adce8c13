import type { Outcome } from '../../causes.ts'
import { AssetError } from '../../errors.ts'
import type { Stored } from '../../store/interface.ts'
import { partsOf, type Unit } from '../../unit.ts'
import { lockAt } from '../open/git-lock.ts'
import type { Session } from '../open/session.ts'
import { recordOf } from '../show.ts'

/**
 * The record of a version: by the first digits of its hash, or by the lock of a commit, `git:<ref>`.
 *
 * @throws AssetError `SELECTION_EMPTY` where the store does not have it, `CLI_USAGE` where git has no answer.
 */
export async function versionAt(session: Session, unit: Unit, named: string): Promise<Stored> {
  if (!named.startsWith('git:')) return recordOf(session, { unit, version: named })
  const { asset, partition } = partsOf(unit)
  if (partition !== '') throw ofAllPartitions(asset, named)
  const entries = await lockAt(session, { ref: named.slice('git:'.length), since: false, typed: named })
  const entry = entries?.find((one) => one.unit === unit)
  if (entry === undefined) {
    const fix = 'name a commit whose assets.lock tells of it, or a version: assets history'
    throw new AssetError({ code: 'SELECTION_EMPTY', message: `the lock of ${named} has no line of ${asset}`, fix })
  }
  const versions = new Set([entry.version, entry.older?.version])
  const match = (await session.versions(asset)).find(({ record }) => versions.has(record.version))
  if (match !== undefined) return match
  throw new AssetError({
    code: 'SELECTION_EMPTY',
    message: `the version of ${asset} at ${named}, ${entry.version.slice(0, 12)}, is not in this store`,
    fix: `make it: check out ${named.slice('git:'.length)} and run assets materialize ${asset}`,
  })
}

/**
 * What was current before the current version was, as far as the history of this environment tells: also one that was
 * current for a second time, because its ingredients were those of then. What a check held back never was current.
 */
export async function versionBefore(session: Session, unit: Unit, { record }: Stored): Promise<Stored | undefined> {
  const { asset, partition } = partsOf(unit)
  const assets = await session.namesOf(asset)
  const isOfUnit = (one: Unit) => partsOf(one).partition === partition
  const byVersion = new Map<string, Stored>()
  for (const stored of await session.versions(asset))
    if (stored.record.partition === partition && !byVersion.has(stored.record.version))
      byVersion.set(stored.record.version, stored)
  const entries = (await session.catalog?.history({ assets, limit: Number.MAX_SAFE_INTEGER })) ?? []
  const last = entries.find(
    ({ unit: of, version, outcome }) =>
      isOfUnit(of) && !neverCurrent.has(outcome) && version !== record.version && byVersion.has(version ?? ''),
  )
  return byVersion.get(last?.version ?? '')
}

const neverCurrent: ReadonlySet<Outcome> = new Set(['failed', 'blocked', 'cancelled'])

function ofAllPartitions(asset: string, named: string): AssetError {
  const message = `the lock of ${named} has one line for all partitions of ${asset}, which tells no version of one`
  return new AssetError({ code: 'CLI_USAGE', message, fix: `name a version: assets history ${asset}` })
}
