import type { Table } from '../define/table.ts'
import type { StandardSchema } from '../define/validation/row-schema.ts'
import { AssetError } from '../errors.ts'
import type { LogLevel } from '../events.ts'
import { pastOf, readsOwnPast } from '../plan/past/past.ts'
import type { UnitFacts } from '../plan/units.ts'
import type { LiveWorld } from '../project/live-world.ts'
import { pinPast, versionNow } from '../project/pinned-input.ts'
import { columnsRead } from '../project/rejected-version.ts'
import type { Stored } from '../store/interface.ts'
import type { PreviousVersion } from '../store/record.ts'
import { convertsRows } from '../table/codec/types/schema-columns.ts'
import type { Engine } from '../table/engine/open.ts'
import { openTable } from '../table/read/table.ts'
import type { Unit } from '../unit.ts'
import { tableOfInput } from './input-tables.ts'
import { type Input, openInput, unread } from './inputs.ts'
import type { CallContext, RunContext } from './run-context.ts'

/**
 * What a unit reads as `previous`, as one more input behind its parameters. The input has no table where there is no
 * previous version. Undefined where the function does not read `previous`.
 */
export async function pinPrevious(
  { world, fromScratch }: Pick<RunContext, 'world' | 'fromScratch'>,
  facts: UnitFacts,
): Promise<readonly Input[]> {
  if (facts.node.previous !== true) return []
  const { unit, past } = facts
  const isOwn = readsOwnPast(facts)
  const stored =
    isOwn && fromScratch.has(unit)
      ? undefined
      : await world.settle(() => pastOf(world, facts, (one) => world.current.get(one)))
  if (stored === undefined && past !== undefined && !isOwn) throw notMade(facts, past)
  if (stored !== undefined && isOwn && (await world.blobNow(stored)) !== 'ok') throw lost(facts, 'gone from the store')
  return [previousInput(facts, stored)]
}

/** @param stored undefined the first time. */
export const previousInput = (facts: UnitFacts, stored: Stored | undefined): Input => ({
  ...{ name: 'previous', previous: true },
  ...pinPast(facts, stored),
  ...unread(),
})

interface Opening {
  readonly facts: UnitFacts
  readonly inputs: readonly Input[]
  readonly schema: StandardSchema | undefined
  readonly line: (level: LogLevel, message: string) => void
  readonly signal: AbortSignal
}

/** The table that the context gives as `previous`. */
export async function openPrevious(
  context: Pick<CallContext, 'workspace' | 'run' | 'failedCalls'>,
  engine: Engine,
  { facts, inputs, schema, line, signal }: Opening,
): Promise<Table<unknown> | undefined> {
  const input = inputs.find(({ previous }) => previous)
  if (input === undefined || input.tables.length === 0) return undefined
  try {
    await expectRow(context, engine, { facts, input, schema })
    return await openInput(context, engine, { unit: facts.unit, input, line, signal })
  } catch (error) {
    if (!AssetError.is(error) || !error.code.startsWith('STORE_BLOB_') || !readsOwnPast(facts)) throw error
    throw lost(facts, 'damaged', error)
  }
}

/**
 * By its type, `previous` has the rows that the schema gives. Where the schema has changed since, the first row shows
 * it: a new column, or a column of another type, is so in every row.
 *
 * @throws AssetError `ASSET_SCHEMA`
 */
async function expectRow(
  { workspace }: Pick<CallContext, 'workspace'>,
  engine: Engine,
  {
    facts,
    input,
    schema,
  }: { readonly facts: UnitFacts; readonly input: Input; readonly schema: StandardSchema | undefined },
): Promise<void> {
  // A schema that converts rows takes other rows than it gives, so it cannot judge its own results.
  if (schema === undefined || convertsRows(schema)) return
  const nothing = () => undefined
  const source = await tableOfInput({ workspace, engine, onRejected: nothing }, input)
  for await (const row of openTable(engine, { ...source, onRead: nothing })) {
    const { issues } = await schema['~standard'].validate(row)
    if (issues !== undefined) throw misfit(facts, issues)
    return
  }
}

function misfit(
  { node: { name, at }, unit, past }: UnitFacts,
  issues: readonly { readonly message: string; readonly path?: unknown }[],
) {
  const [issue] = issues
  const path = Array.isArray(issue?.path)
    ? issue.path
        .map((part: unknown) => String(typeof part === 'object' && part !== null && 'key' in part ? part.key : part))
        .join('.')
    : ''
  const whose = past === unit ? 'its last version' : `${past}`
  return new AssetError({
    code: 'ASSET_SCHEMA',
    message: `${unit} reads ${whose} as previous, whose rows its schema refuses by now: ${path === '' ? '' : `${path}: `}${issue?.message ?? ''}`,
    at,
    facts: { asset: name },
    fix: `let the schema take rows that were made before, as with .optional(), or ${startOver(name, past === unit)}`,
  })
}

const startOver = (name: string, isOwn: boolean): string =>
  isOwn
    ? `start over: assets materialize ${name} --from-scratch`
    : `make its partitions again: assets materialize ${name} --force`

function lost({ node: { name, at } }: UnitFacts, what: string, cause?: unknown): AssetError {
  return new AssetError({
    code: 'STORE_BLOB_MISSING',
    message: `${name} reads its last version as previous, whose file is ${what}`,
    at,
    facts: { asset: name },
    fix: `put the file back from a copy of the store, or ${startOver(name, true)}`,
    cause,
  })
}

function notMade({ node, unit }: UnitFacts, past: Unit): AssetError {
  return new AssetError({
    code: 'STORE_EMPTY',
    message: `${unit} reads ${past} as previous, which has never been made`,
    at: node.at,
    fix: `assets materialize ${node.name}`,
  })
}

/** The part of a previous version that does not depend on the columns that were read. */
export const previousMade = ({ record }: Stored): Pick<PreviousVersion, 'rows' | 'at'> => ({
  rows: record.rows,
  at: record.startedAt + record.durationMs,
})

/** The previous version as an ingredient of the record. */
export async function previousVersion(
  world: LiveWorld,
  inputs: readonly Input[],
): Promise<PreviousVersion | undefined> {
  const input = inputs.find(({ previous }) => previous)
  if (input === undefined) return undefined
  const columns = input.tables.length > 0 && (input.read || input.rejected) ? columnsRead(input) : null
  const [stored] = input.tables
  const version = await versionNow(world, input, columns)
  return { columns, ...version, ...(stored === undefined ? {} : previousMade(stored)) }
}
