import type { Status } from '../../causes.ts'
import { AssetError } from '../../errors.ts'
import { namesIn } from '../../graph/select.ts'
import { type PickedStatus, parsePartitions, pickKeys } from '../../partitions/pick.ts'
import { type Assessment, isUpToDate } from '../../plan/assess.ts'
import type { World } from '../../plan/world.ts'
import { assetOf, type Unit, unitOf } from '../../unit.ts'
import { viewsOf } from './roll-up.ts'
import type { SelectionWords } from './selection.ts'
import type { Session } from './session.ts'
import { type AssetView, viewOf } from './view.ts'

export interface PartitionWords {
  /** `2026-01-01..2026-01-31`, keys, `latest`, `missing`, `failed`, `stale`, with commas: these alone. */
  readonly partitions?: string | undefined
}

const statusesOf: Readonly<Record<PickedStatus, ReadonlySet<Status>>> = {
  missing: new Set(['missing', 'broken']),
  // `error`: its source could not be observed, or it cannot be made. Either may have been mended since, so it is tried
  // again.
  failed: new Set(['failed', 'error']),
  stale: new Set(['stale', 'maybe', 'broken']),
}

/** An open project, as far as words about partitions need it. */
export type ChooseFrom = Pick<Session, 'workspace' | 'assess' | 'world'>

/**
 * The partitions that are meant of these assets.
 *
 * @param assess Asked where the words speak of what is true of a partition.
 * @throws AssetError `CLI_USAGE` where none of them has partitions, `PARTITION_UNKNOWN` where none has these.
 */
export async function choosePartitions(
  { workspace: { units, graph }, assess, world }: ChooseFrom,
  { names, partitions }: { readonly names: readonly string[]; readonly partitions: string },
): Promise<ReadonlySet<Unit>> {
  const picks = parsePartitions(partitions)
  const assessment = picks.some(({ type }) => type in statusesOf) ? await assess() : undefined
  const failed =
    assessment !== undefined && picks.some(({ type }) => type === 'failed')
      ? failedUnits(assessment, (await world()).failures)
      : undefined
  const of = names.flatMap((asset) => {
    const set = units.set(asset)
    const is = (status: PickedStatus, key: string) => {
      const unitStatus = assessment?.get(unitOf(asset, key))?.status
      if (unitStatus === undefined) return false
      return status === 'failed' ? failed?.has(unitOf(asset, key)) === true : statusesOf[status].has(unitStatus)
    }
    return set === undefined ? [] : [{ asset, set, is }]
  })
  const word = picks.find((pick) => pick.type === 'key' && graph.ids.has(pick.key))
  if (word?.type === 'key' && !of.some(({ set }) => set.has(word.key))) throw assetAsPartition(word.key)
  if (of.length === 0) throw noPartitions(names)
  const chosen = new Set<Unit>()
  for (const [asset, keys] of pickKeys(picks, of)) for (const key of keys) chosen.add(unitOf(asset, key))
  return chosen
}

/**
 * What has failed and was not made since, and what such a failure has held back: to do that again is to do both.
 *
 * @param assessment Each unit after those that it reads.
 */
function failedUnits(assessment: Assessment, failures: World['failures']): ReadonlySet<Unit> {
  const failed = new Set<Unit>()
  for (const [unit, { status, facts }] of assessment) {
    if (isUpToDate(status)) continue
    const isHeldBack = () => facts.reads.some((units) => units.some((read) => failed.has(read)))
    if (statusesOf.failed.has(status) || failures.has(unit) || isHeldBack()) failed.add(unit)
  }
  return failed
}

/**
 * Warns of assets that are named and of which no partition is meant: nothing of them is done. Where a status is asked
 * for, having none of it is an answer.
 */
export function warnOfNoneMeant(
  { warn }: Pick<Session, 'warn'>,
  { words, select = [], partitions }: SelectionWords & PartitionWords,
  { targets, chosen }: { readonly targets: readonly string[]; readonly chosen: ReadonlySet<Unit> | undefined },
): void {
  if (partitions === undefined || chosen === undefined) return
  if (parsePartitions(partitions).some(({ type }) => type in statusesOf)) return
  const meant = new Set([...chosen].map(assetOf))
  const named = namesIn([...words, ...select])
  const others = targets.filter((name) => named.has(name) && !meant.has(name))
  if (others.length > 0) warn(`${partitions} means no partition of ${others.join(', ')}: nothing of it is done`)
}

/**
 * The views of these assets where only some partitions are meant. It opens the project, since the memory keeps no
 * single partitions.
 */
export async function viewsOfChosen(
  session: ChooseFrom & Pick<Session, 'narrow'>,
  names: readonly string[],
  partitions: string,
): Promise<ReadonlyMap<string, AssetView>> {
  session.narrow(names)
  const chosen = await choosePartitions(session, { names, partitions })
  const { units } = session.workspace
  const whole = names.filter((name) => units.set(name) === undefined).map((name) => unitOf(name))
  session.narrow(names, new Set([...chosen, ...whole]))
  return viewsOf(session.workspace, { assessment: await session.assess(), chosen }, viewOf)
}

/** `status --partitions events`: the word behind the option is taken for its value. */
function assetAsPartition(asset: string): AssetError {
  return new AssetError({
    code: 'PARTITION_UNKNOWN',
    message: `"${asset}" is an asset, and no partition`,
    facts: { partition: asset },
    fix: (option) => `write it before ${option('partitions')}`,
  })
}

function noPartitions(names: readonly string[]): AssetError {
  return new AssetError({
    code: 'CLI_USAGE',
    message: (option) =>
      `${option('partitions')} was given, and ${names.length === 1 ? `${names[0]} has none` : 'nothing that is selected has any'}`,
    fix: 'leave it out, or select an asset that has partitions: assets list --json says which have',
  })
}
