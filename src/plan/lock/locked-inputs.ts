import type { LockEntry } from '../../store/lock/entry.ts'
import type { InputVersion } from '../../store/record.ts'
import type { Unit } from '../../unit.ts'
import type { UnitFacts } from '../units.ts'

/**
 * Two releases may have written one lock and hashed rows in two ways: the later one leaves the lines of assets that it
 * did not make. Where the upstream's line says which version its data had under the older hash, and the input names
 * that version, the input gets the present one.
 */
export function withPresentInputs(
  { reads }: UnitFacts,
  entry: LockEntry,
  locked: ReadonlyMap<Unit, LockEntry>,
): LockEntry {
  const inputs = entry.ingredients.inputs.map((input, ordinal) => {
    const [unit, ...others] = reads[ordinal] ?? []
    // Only an upstream that is read alone has one version; a digest over many contains no single version.
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
