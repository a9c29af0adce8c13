import { AssetError, type OptionWords } from '../../errors.ts'
import { readsOwnPast } from '../../plan/past/past.ts'
import { unitsAmong } from '../../plan/targets.ts'
import type { UnitFacts } from '../../plan/units.ts'
import type { World } from '../../plan/world.ts'
import { partitionOf, type Unit } from '../../unit.ts'

export interface ForcingWords {
  /** Selected units run although they may be fresh. */
  readonly force?: boolean
  /** What is selected and reads its past runs as if it had none. */
  readonly fromScratch?: boolean
}

export interface Forcing extends ForcingWords {
  readonly targets: readonly string[]
  /** Only these units of the targets that have partitions. */
  readonly chosen?: ReadonlySet<Unit> | undefined
}

export interface ForcedUnits {
  /** The forced units that start without their past. */
  readonly forced: ReadonlySet<Unit>
  readonly fromScratch: ReadonlySet<Unit>
}

/**
 * The units that run although they may be fresh.
 *
 * @throws AssetError `CLI_USAGE` where nothing of what is selected has a past to leave behind.
 */
export function forcedUnits({ facts }: Pick<World, 'facts'>, forcing: Forcing): ForcedUnits {
  const { targets, chosen, force = false, fromScratch = false } = forcing
  if (!force && !fromScratch) return { forced: new Set(), fromScratch: new Set() }
  const units = chosen ?? unitsAmong(facts, new Set(targets))
  if (!fromScratch) return { forced: units, fromScratch: new Set() }
  const readers = facts.filter(({ node, unit }) => node.previous && units.has(unit))
  if (readers.length === 0) throw noPast(targets)
  for (const one of readers) expectFirst(facts, units, one)
  const past = readers.map(({ unit }) => unit)
  return {
    forced: force ? units : new Set(past),
    fromScratch: new Set(readers.filter(readsOwnPast).map(({ unit }) => unit)),
  }
}

/** Partitions of time start over at the first: each of the others reads the one before. */
function expectFirst(facts: readonly UnitFacts[], units: ReadonlySet<Unit>, { node, past }: UnitFacts): void {
  if (past === undefined || units.has(past)) return
  const first = facts.find((one) => one.node.name === node.name && one.past === undefined)
  const message = (option: OptionWords) =>
    `${option('fromScratch')} makes all partitions of ${node.name} again, since each of them reads the one before, and ${past} is not among these`
  const from = first === undefined ? '' : `, from ${partitionOf(first.unit)} on`
  const fix = (option: OptionWords) =>
    `leave out ${option('partitions')}${from}, or make these again from the ones before: ${option('force')}`
  throw new AssetError({ code: 'CLI_USAGE', message, facts: { asset: node.name }, fix })
}

function noPast(targets: readonly string[]): AssetError {
  const [only, ...more] = targets
  const message = (option: OptionWords) =>
    `${option('fromScratch')} was given, and ${more.length === 0 ? `${only} does not read` : 'nothing that is selected reads'} its last version`
  const fix = (option: OptionWords) =>
    `leave it out: an asset without \`previous\` always starts from scratch, and ${option('force')} makes it again`
  return new AssetError({ code: 'CLI_USAGE', message, facts: { assets: targets }, fix })
}
