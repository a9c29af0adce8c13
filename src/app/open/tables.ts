import type { PinnedInput } from '../../project/pinned-input.ts'
import { hasTable } from '../../store/record.ts'
import { type Unit, unitAt, unitOf } from '../../unit.ts'
import { choosePartitions } from './partitions.ts'
import type { Session } from './session.ts'

/** The current table of an asset, or those of its partitions that were made. */
export interface CurrentTable extends PinnedInput {
  readonly name: string
}

/**
 * What is current of these assets, by name: nothing of what was never made.
 *
 * @param partitions As `--partitions` has it: only these.
 */
export async function tablesNow(
  session: Session,
  names: readonly string[],
  partitions?: string,
): Promise<ReadonlyMap<string, CurrentTable>> {
  const { workspace, catalog } = session
  const chosen = partitions === undefined ? undefined : await choosePartitions(session, { names, partitions })
  const byName = new Map<string, CurrentTable>()
  const single = names.filter((name) => workspace.units.set(name) === undefined)
  for (const [name, stored] of await session.currentTables(single)) {
    if (single.includes(name)) byName.set(name, { name, reader: unitOf(name), units: [unitOf(name)], tables: [stored] })
  }
  const many = names.filter((name) => workspace.units.set(name) !== undefined)
  if (many.length === 0) return byName
  const current = new Map(((await catalog?.current()) ?? []).map((stored) => [unitAt(stored.record), stored]))
  for (const name of many) {
    const madeUnits = workspace.units.set(name)?.keys.map((key) => unitOf(name, key)) ?? []
    const units = madeUnits.filter((unit) => isMade(current.get(unit)) && (chosen === undefined || chosen.has(unit)))
    if (units.length === 0) continue
    byName.set(name, { name, reader: unitOf(name), units, tables: units.flatMap((unit) => current.get(unit) ?? []) })
  }
  return byName

  function isMade(stored: ReturnType<typeof current.get>): boolean {
    return stored !== undefined && hasTable(stored.record)
  }
}

/** One of the versions that are kept, of any unit. */
export function versionTable(name: string, stored: CurrentTable['tables'][number]): CurrentTable {
  const unit: Unit = unitAt(stored.record)
  return { name, reader: unit, units: [unit], tables: [stored] }
}
