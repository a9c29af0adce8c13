import { candidatesOf } from '../../plan/candidates.ts'
import { definitionMatches } from '../../plan/definition.ts'
import { environmentMatches, lacksVariables } from '../../plan/match.ts'
import type { UnitFacts } from '../../plan/units.ts'
import type { Reads } from '../../project/environment.ts'
import type { LiveWorld } from '../../project/live-world.ts'
import { type PinnedInput, versionNow, wholeVersion } from '../../project/pinned-input.ts'
import { columnsRead } from '../../project/rejected-version.ts'
import type { Stored } from '../../store/interface.ts'
import type { AssetRecord, RowMap } from '../../store/record.ts'
import { mapScheme, mapScheme1 } from '../../store/row-schemes.ts'
import { parseColumns } from '../../table/codec/types/parse-type.ts'
import { isSound1 } from '../../table/version/rows-1.ts'
import { unitAt } from '../../unit.ts'
import { addRead, type Input } from '../inputs.ts'
import type { CallContext } from '../run-context.ts'

export interface ReuseQuestion {
  readonly facts: UnitFacts
  readonly inputs: readonly PinnedInput[]
  /** The schema of the columns that the function is given. */
  readonly schema: string
  readonly key: string | null
}
export type Mapped = Stored & { readonly record: AssetRecord & { readonly rowMap: RowMap } }

/**
 * The records whose rows may be reused, the current one first and then the newest: records with the same code and
 * configuration, whose reads beside the rows have not changed. Each is a verifying trace like that of the whole table,
 * without the table that is mapped. It does not matter how a record was made, or whether it was ever current. Equal
 * maps count once.
 */
export async function findReusable(
  context: Pick<CallContext, 'world' | 'forced'> & {
    readonly workspace: Pick<CallContext['workspace'], 'hasStore' | 'store'>
  },
  question: ReuseQuestion,
): Promise<readonly Mapped[]> {
  const { workspace, world, forced } = context
  const { node, unit } = question.facts
  if (question.facts.volatile || forced.has(unit)) return []
  const current = world.current.get(unit)
  const versions = workspace.hasStore ? await workspace.store.catalog.versionsOf(node.name) : []
  const own = versions.filter(({ record }) => unitAt(record) === unit)
  // After a rename, or an exchange of names, the records have another name.
  const others = await world.settle(() => candidatesOf(world, question.facts))
  const mapped = new Map<string, Mapped>()
  for (const stored of [...(current === undefined ? [] : [current]), ...own, ...others]) {
    if (!isMapped(stored) || mapped.has(stored.record.rowMap.blob) || !(await holds(world, stored, question))) continue
    if ((await world.blobNow(stored)) !== 'ok') continue
    if ((await workspace.store.objects.localFile(stored.record.rowMap.blob)).state !== 'ok') continue
    mapped.set(stored.record.rowMap.blob, stored)
  }
  const [first, ...more] = mapped.values()
  if (first === undefined) return []
  // A map of 0.1.0 has other hashes, so it is compared alone.
  const isOfNow = ({ record }: Mapped) => record.rowMap.scheme === mapScheme
  return isOfNow(first) ? [first, ...more.filter(isOfNow)] : [first]
}

export function isMapped(stored: Stored): stored is Mapped {
  return stored.record.rowMap !== undefined && stored.record.parts.length > 0
}

async function holds(
  world: LiveWorld,
  { record }: Mapped,
  { facts, inputs, schema, key }: ReuseQuestion,
): Promise<boolean> {
  const { rowMap } = record
  if (!canCompare(record, inputs[rowMap.input]?.tables[0]?.record)) return false
  if (rowMap.schema !== schema || rowMap.key !== key || rowMap.beside.length !== inputs.length) return false
  if (!definitionMatches(facts, record) || !environmentMatches(world, record)) return false
  if (lacksVariables(facts, record)) return false
  for (const [ordinal, version] of rowMap.beside.entries()) {
    if (version === null) continue
    const now = await versionNow(world, inputs[ordinal] as PinnedInput, version.columns)
    if (now.version !== version.version) return false
  }
  return true
}

/** A map of 0.1.0 is compared by its own hashes, which were equal for some different values of a few types. */
function canCompare({ rowMap }: Mapped['record'], input: AssetRecord | undefined): boolean {
  if (rowMap.scheme === mapScheme) return true
  if (rowMap.scheme !== mapScheme1 || input === undefined) return false
  return isSound1(parseColumns(input.schema.filter(({ name }) => rowMap.columns.includes(name))))
}

export interface TakenOver {
  readonly environment: Readonly<Record<string, string>>
  readonly beside: readonly ({ readonly columns: readonly string[] | null } | null)[]
}

/** The reads that reused rows had when they were computed count as reads of this run, too. */
export function takeOverReads(
  { environment, beside }: TakenOver,
  { inputs, reads }: { inputs: readonly Input[]; reads: Reads },
): void {
  for (const name of Object.keys(environment)) reads.variables.add(name)
  for (const [ordinal, version] of beside.entries()) {
    const input = inputs[ordinal]
    if (version === null || input === undefined) continue
    // The marks of rejected rows are among these columns; as a column name, a mark does no harm.
    addRead(input, version.columns)
    addRead(input.beside, version.columns)
  }
}

/** What was read of each input beside the rows; `null` where no such read could change a row. */
export async function readBeside(world: LiveWorld, inputs: readonly Input[]): Promise<RowMap['beside']> {
  const beside: RowMap['beside'][number][] = []
  for (const input of inputs) {
    const columns = columnsBeside(input)
    beside.push(columns === 'none' ? null : { columns, version: (await versionNow(world, input, columns)).version })
  }
  return beside
}

/** What was read of an input beside the rows so far, with the version of the whole table. */
export interface BesideSoFar {
  readonly version: string
  /** `null` for the whole table; a table that nobody has read yet counts as whole. */
  readonly columns: readonly string[] | null
}

/** As `readBeside`, for an attempt that is not over. Synchronous. */
export function glanceBeside(inputs: readonly Input[]): readonly (BesideSoFar | null)[] {
  return inputs.map((input) => {
    const columns = columnsBeside(input)
    return columns === 'none' ? null : { version: pinnedVersion(input), columns }
  })
}

/** The version of everything that an input has, with the rows that its schema refused. */
export const pinnedVersion = (input: PinnedInput): string =>
  [wholeVersion(input).version, ...input.tables.map(({ record }) => record.rejected?.version)].join(' ')

/** A table that the function names and does not read counts whole: its presence alone may have decided something. */
function columnsBeside({ how, beside, rejected }: Input): readonly string[] | null | 'none' {
  if (how.has('lookup')) return 'none'
  if (!beside.read && !rejected) return how.size > 0 ? 'none' : null
  return columnsRead({ columns: beside.columns, rejected })
}
