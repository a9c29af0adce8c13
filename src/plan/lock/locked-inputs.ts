import type { LockEntry } from '../../store/lock/entry.ts'
import type { InputVersion } from '../../store/record.ts'
import type { Unit } from '../../unit.ts'
import type { UnitFacts } from '../units.ts'

/**
 * Two releases may have written one lock, and hashed rows in two ways: the run of the later one leaves the lines of
 * what it did not make. Where such a line reads what the line of an upstream says to have been the same then, it reads
 * what that is called now.
 */
export function withPresentInputs(
  { reads }: UnitFacts,
  entry: LockEntry,
  locked: ReadonlyMap<Unit, LockEntry>,
): LockEntry {
  const inputs = entry.ingredients.inputs.map((input, ordinal) => {
    const [unit, ...others] = reads[ordinal] ?? []
    // Only a line of its own that is read alone names one version; a digest over many has none of them in it.
    const upstream = unit === undefined || others.length > 0 ? undefined : locked.get(unit)
    return upstream === undefined ? input : presentInput(input, entry, upstream)
  })
  return { ...entry, ingredients: { ...entry.ingredients, inputs } }
}

function presentInput(input: InputVersion, { schemes }: LockEntry, upstream: LockEntry): InputVersion {
  const { older } = upstream
  if (older === undefined || older.scheme !== schemes.rows || upstream.schemes.rows === schemes.rows) return input
  const then = versionOf(older, input.columns)
  const now = versionOf(upstream, input.columns)
  return then === input.version && now !== undefined ? { ...input, version: now } : input
}

function versionOf(
  { version, columns }: Pick<LockEntry, 'version' | 'columns'>,
  columnsRead: readonly string[] | null,
): string | undefined {
  if (columnsRead === null) return version
  const names = JSON.stringify(columnsRead)
  return columns.find((set) => JSON.stringify(set.names) === names)?.version
}
