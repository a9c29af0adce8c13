import { existsSync, rmSync } from 'node:fs'
import { AssetError } from '../../errors.ts'
import { pinnedError } from '../../plan/pinned.ts'
import type { Stored } from '../../store/interface.ts'
import { collectGarbage } from '../../store/sweep/collect.ts'
import { assetOf, partitionOf, type Unit } from '../../unit.ts'
import { type KeyRange, keyRanges } from '../../util/text/key-ranges.ts'
import { choosePartitions, type PartitionWords } from '../open/partitions.ts'
import type { ProjectRequest } from '../open/request.ts'
import type { SelectionWords } from '../open/selection.ts'
import { openSession, type Session } from '../open/session.ts'
import { namesWithGone } from './names-with-gone.ts'

export interface WipeRequest extends SelectionWords, PartitionWords {
  /** Without it, the report only says what would be removed. */
  readonly yes: boolean
}
export interface WipeReport {
  readonly dryRun: boolean
  readonly assets: readonly WipedAsset[]
  readonly freedBytes: number
}
export interface WipedAsset {
  readonly asset: string
  /** False for an asset whose name is gone from the project. */
  readonly inProject: boolean
  /** Where only some of its partitions are meant: which. */
  readonly partitions?: readonly KeyRange[]
  /** The records that are removed. A record that is current in another environment stays for that environment. */
  readonly records: number
  /** Absolute paths of files that the target of an effect keeps. Data in another system's database stays. */
  readonly files: readonly string[]
}

/**
 * Forgets what this environment has made of assets, so that the next run makes it again from nothing; names that the
 * project does not have any more may be named.
 *
 * @throws AssetError `CLI_USAGE` where nothing is named, `STORE_BUSY` where one of them is being made, `ASSET_PINNED`
 * where
 *   one is pinned.
 */
export async function wipeAssets(
  project: ProjectRequest,
  { yes, partitions, ...words }: WipeRequest,
): Promise<WipeReport> {
  if (words.words.length + (words.select ?? []).length === 0) {
    const fix = 'name assets: assets wipe report; everything is "*"'
    throw new AssetError({ code: 'CLI_USAGE', message: 'nothing is named that would be wiped', fix })
  }
  await using session = await openSession(project, yes ? 'update' : 'read')
  const { catalog, workspace, graph } = session
  const current = (await catalog?.current()) ?? []
  const madeAssets = new Set(current.map(({ record }) => record.asset))
  const assets = await namesWithGone(session, words, (name) => madeAssets.has(name))
  if (catalog === undefined) return { dryRun: !yes, assets: [], freedBytes: 0 }
  const chosen = partitions === undefined ? undefined : await choosePartitions(session, { names: assets, partitions })
  const units = chosen && [...chosen]
  const { records, knownAssets, busy, pinned } = await catalog.wipe({ assets, units, records: true, dry: !yes })
  if (busy[0] !== undefined) {
    throw new AssetError({
      code: 'STORE_BUSY',
      message: `${busy[0].unit} is being made by process ${busy[0].pid} on ${busy[0].host}`,
      fix: 'wait for it, or stop it, and say it again',
    })
  }
  if (pinned.length > 0) throw pinnedError(pinned)
  const wiped = assets.map((asset) => ({
    asset,
    inProject: graph.ids.has(asset),
    records: records.get(asset) ?? 0,
    files: units !== undefined ? [] : targetFiles(session, asset, current).filter((file) => existsSync(file)),
    ...(units === undefined ? {} : { partitions: rangesOf(session, asset, units) }),
  }))
  const shown = wiped.filter(({ asset, files }) => knownAssets.has(asset) || files.length > 0)
  if (!yes) return { dryRun: true, assets: shown, freedBytes: 0 }
  for (const file of shown.flatMap(({ files }) => files)) rmSync(file, { recursive: true })
  // Frees only what no record names any more.
  const rules = { keep: Number.MAX_SAFE_INTEGER, before: 0, now: Date.now(), dry: false }
  const { others } = await collectGarbage({ folder: workspace.storeFolder, catalog }, rules)
  const freed = others.find(({ what }) => what === 'unnamed')
  await session.remember()
  return { dryRun: false, assets: shown, freedBytes: freed?.freedBytes ?? 0 }
}

function rangesOf({ workspace }: Session, asset: string, units: readonly Unit[]): readonly KeyRange[] {
  const keys = units.filter((unit) => assetOf(unit) === asset).map(partitionOf)
  return keyRanges(keys, workspace.units.set(asset)?.keys ?? [])
}

/** The files of the target of an effect, and what SQLite keeps beside one. */
function targetFiles({ graph, workspace }: Session, asset: string, current: readonly Stored[]): readonly string[] {
  const definition = graph.ids.has(asset) ? workspace.definition(asset) : undefined
  const options = definition?.options
  const declared = options !== undefined && 'target' in options ? options.target?.file : undefined
  const recorded = current.find(({ record }) => record.asset === asset)?.record.environment.target
  const file = declared ?? recorded
  return file === undefined ? [] : ['', '-wal', '-shm'].map((end) => file + end)
}
