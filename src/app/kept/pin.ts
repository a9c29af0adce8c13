import { nodeKinds } from '../../define/node-kinds.ts'
import { AssetError } from '../../errors.ts'
import type { Catalog, Stored } from '../../store/interface.ts'
import { assetOf, partitionOf, type Unit, unitOf } from '../../unit.ts'
import { type UnitFields, unitFields } from '../documents/unit.ts'
import { choosePartitions, type PartitionWords } from '../open/partitions.ts'
import type { ProjectRequest } from '../open/request.ts'
import { assetNamed } from '../open/selection.ts'
import { openSession, type Session } from '../open/session.ts'
import { notMade } from '../rows/read-rows.ts'
import { versionAt } from './versions.ts'

export interface PinRequest extends PartitionWords {
  readonly asset: string
  /** The first digits of a version, the run that made it, or `git:<ref>`; what is current where it is undefined. */
  readonly version?: string
}
export interface PinReport {
  readonly pinned: readonly PinnedUnit[]
}
export interface PinnedUnit extends UnitFields {
  readonly version: string
  readonly rows: number
  /** The run that made it. */
  readonly run: string
}

/**
 * Pins an asset, or some of its partitions, at a version: downstream assets read it, and no run makes another.
 *
 * @throws AssetError `CLI_USAGE` for what has no versions, `SELECTION_EMPTY` where the store does not have this one,
 *   `STORE_BLOB_MISSING` and `STORE_BLOB_CORRUPT` where its file is lost or damaged.
 */
export async function pinAsset(project: ProjectRequest, request: PinRequest): Promise<PinReport> {
  await using session = await openSession(project, 'update')
  const { asset } = request
  const { kind } = assetNamed(session, asset)
  if (!nodeKinds[kind].hasRows || nodeKinds[kind].actsOutside) throw hasNoVersions(asset, nodeKinds[kind].title)
  session.narrow([asset])
  const { catalog } = session
  if (catalog === undefined) throw notMade(session, asset)
  const targets = await targetsOf(session, request)
  for (const stored of targets.values()) await session.workspace.verifiedFile(stored)
  const since = Date.now()
  for (const [unit, { id }] of targets) {
    if ((await catalog.pin({ unit, record: id, since })) === 'lost') throw unknownVersion(request)
  }
  await finish(session)
  const pinned = [...targets].map(([unit, { record }]) => pinnedUnit(unit, record))
  return { pinned }
}

const pinnedUnit = (unit: Unit, { version, rows, run }: Stored['record']): PinnedUnit => ({
  ...unitFields(unit),
  ...{ version, rows, run },
})

async function targetsOf(session: Session, request: PinRequest): Promise<ReadonlyMap<Unit, Stored>> {
  const { asset, version, partitions } = request
  const isPartitioned = session.workspace.units.set(asset) !== undefined
  const chosen = partitions === undefined ? undefined : await choosePartitions(session, { names: [asset], partitions })
  const targets = new Map<Unit, Stored>()
  if (version === undefined) {
    for (const [unit, { current, facts }] of await session.assess()) {
      if (facts.node.keys || assetOf(unit) !== asset || (chosen !== undefined && !chosen.has(unit))) continue
      if (current !== undefined) targets.set(unit, current)
      else if (chosen !== undefined) throw notMade(session, unit)
    }
    if (targets.size === 0) throw notMade(session, asset)
    return targets
  }
  const [unit = unitOf(asset), ...more] = chosen ?? []
  if (isPartitioned && (chosen === undefined || more.length > 0)) throw ofOnePartition(asset)
  return targets.set(unit, await recordAt(session, { ...request, version }, unit))
}

async function recordAt(session: Session, request: PinRequest & { readonly version: string }, unit: Unit) {
  const { asset, version } = request
  if (version.startsWith('git:')) return versionAt(session, unit, version)
  const own = (await session.versions(asset)).filter(({ record }) => record.partition === partitionOf(unit))
  const matches = own.filter(({ record }) => record.version.startsWith(version) || record.run === version)
  const [stored] = matches
  if (stored === undefined) throw unknownVersion(request)
  if (new Set(matches.map(({ record }) => record.version)).size > 1)
    throw selectionEmpty(asset, `several versions of ${asset} begin with ${version}`)
  return stored
}

/**
 * Lets runs make it again. A name that is gone from the project may be used as well.
 *
 * @throws AssetError `SELECTION_EMPTY` where nothing of that name is pinned.
 */
export async function unpinAsset(
  project: ProjectRequest,
  { asset, partitions }: Omit<PinRequest, 'version'>,
): Promise<{ readonly unpinned: readonly UnitFields[] }> {
  await using session = await openSession(project, 'update')
  const { catalog, graph } = session
  const own = await pinnedOf(catalog, asset)
  if (own.length === 0) {
    if (!graph.ids.has(asset)) assetNamed(session, asset)
    throw isNotPinned(asset)
  }
  const chosen = partitions === undefined ? undefined : await choosePartitions(session, { names: [asset], partitions })
  const released = await catalog?.unpin(own.filter((unit) => chosen?.has(unit) ?? true))
  if (released === undefined || released.length === 0) throw isNotPinned(asset, partitions)
  await finish(session)
  return { unpinned: released.map(unitFields) }
}

async function pinnedOf(catalog: Catalog | undefined, asset: string): Promise<readonly Unit[]> {
  const pins = (await catalog?.pins()) ?? []
  return pins.flatMap(({ unit }) => (assetOf(unit) === asset ? unit : []))
}

async function finish(session: Session): Promise<void> {
  await (await import('../../run/update-lock.ts')).updateLock(session.workspace)
  await session.remember()
}

function hasNoVersions(asset: string, title: string): AssetError {
  const message = `${asset} is ${title}, which has no version that it could be held at`
  const fix = 'pin the tables that it reads; an effect that is to wait until it is named is `manual: true`'
  return new AssetError({ code: 'CLI_USAGE', message, fix })
}

function ofOnePartition(asset: string): AssetError {
  const message = `${asset} has partitions, each with versions of its own`
  return new AssetError({ code: 'CLI_USAGE', message, fix: `name one of them: assets pin ${asset} --partition …` })
}

const unknownVersion = ({ asset, version = '' }: PinRequest): AssetError =>
  selectionEmpty(asset, `${asset} has no version ${version}, and no run ${version} made it`)

const selectionEmpty = (asset: string, message: string): AssetError =>
  new AssetError({ code: 'SELECTION_EMPTY', message, fix: `see the versions: assets history ${asset} --json` })

function isNotPinned(asset: string, partitions?: string): AssetError {
  const which = partitions === undefined ? '' : ` --partition ${partitions}`
  const message = partitions === undefined ? `${asset} is not pinned` : `${asset}${which} is not pinned`
  return new AssetError({ code: 'SELECTION_EMPTY', message, fix: `see what is: assets status ${asset}` })
}
