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

function ofAllPartitions(asset: string, named: string): AssetError {
  const message = `the lock of ${named} has one line for all partitions of ${asset}, which tells no version of one`
  return new AssetError({ code: 'CLI_USAGE', message, fix: `name a version: assets history ${asset}` })
}
