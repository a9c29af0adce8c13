import { inlinesViews, isForeign } from '../define/foreign/foreign-function.ts'
import { nodeKinds } from '../define/node-kinds.ts'
import type { SqlPart } from '../define/sql.ts'
import type { Table } from '../define/table.ts'
import { AssetError } from '../errors.ts'
import type { LogLevel } from '../events.ts'
import type { UnitFacts } from '../plan/units.ts'
import type { Upstream } from '../plan/upstream.ts'
import type { LiveWorld } from '../project/live-world.ts'
import { type PinnedInput, pinInput, versionNow } from '../project/pinned-input.ts'
import { columnsRead } from '../project/rejected-version.ts'
import type { InputVersion } from '../store/record.ts'
import type { Engine } from '../table/engine/open.ts'
import { openTable, openVerdict } from '../table/read/table.ts'
import { mayReadClock } from '../table/sql/clock.ts'
import { inspectedText } from '../table/sql/inspect-sql.ts'
import type { ReadHow, RowReading } from '../table/work/row-plan.ts'
import { assetOf, type Unit } from '../unit.ts'
import { failingOfInput, tableOfInput } from './input-tables.ts'
import { rowRetries } from './rows/row-retries.ts'
import type { CallContext } from './run-context.ts'

/**
 * One parameter: the asset that it names, the records that it is pinned to, and the columns that the function has read
 * so far.
 */
export interface Input extends PinnedInput {
  readonly name: string
  /** The input is a check, whose failing rows can be read. */
  readonly verdict?: true
  /** The input is no parameter, but the `previous` of the context. */
  readonly previous?: true
  /** `null` once something else than picked columns was read. */
  columns: Set<string> | null
  read: boolean
  /** Whether the function read the rows that the schema of the asset refused. */
  rejected: boolean
  /** The conditions by which the function chose rows of it. */
  readonly conditions: (readonly SqlPart[])[]
  /** The ways in which a query read it that calls a function row by row. */
  readonly how: Set<ReadHow>
  /** What the function read of it in other ways, so that this may have shaped every row. */
  readonly beside: { columns: Set<string> | null; read: boolean }
  /** The present iteration over the rows, or the last one. */
  reading: RowReading | undefined
  /** Whether several iterations ran at once, so that the row of a failure is unknown. */
  interleaved: boolean
}

/** The state of an input that nobody has read. */
export const unread = () => ({
  conditions: [] as (readonly SqlPart[])[],
  ...{ columns: new Set<string>(), read: false, rejected: false },
  ...{ how: new Set<ReadHow>(), beside: { columns: new Set<string>(), read: false } },
  ...{ reading: undefined, interleaved: false },
})

/** Resets an input to unread, for another attempt. */
export function forgetReads(input: Input): void {
  Object.assign(input, unread())
}

/** Pins what a step reads: a version that another process publishes meanwhile is for the next run. */
export function pinInputs(facts: UnitFacts, upstream: Upstream): Input[] {
  return facts.node.upstream.map((name, ordinal) => {
    const pinned = pinInput(facts, ordinal, upstream)
    if (pinned === undefined) throw notMade(facts, name)
    const isVerdict = pinned.tables.some(({ record }) => nodeKinds[record.kind].judges)
    return { name, ...pinned, ...(isVerdict ? { verdict: true as const } : {}), ...unread() }
  })
}

function notMade(facts: UnitFacts, name: string): AssetError {
  return new AssetError({
    code: 'STORE_EMPTY',
    message: `${facts.node.name} reads ${name}, which has never been made`,
    at: facts.node.at,
    fix: `assets materialize ${name}`,
  })
}

interface Opening {
  /** The unit that reads the inputs. */
  readonly unit: Unit
  readonly inputs: readonly Input[]
  /** Keeps a line in the run's log. */
  readonly line: (level: LogLevel, message: string) => void
  readonly signal: AbortSignal
}
type Opener = Pick<CallContext, 'workspace' | 'run' | 'failedCalls'>

/**
 * The tables of the inputs, by the asset's name. The bytes are checked against their name before the first row is read.
 */
export async function openInputs(
  opener: Opener,
  engine: Engine,
  { unit, inputs, line, signal }: Opening,
): Promise<Record<string, Table<unknown>>> {
  const tables: Record<string, Table<unknown>> = {}
  const { run } = opener.workspace.definition(assetOf(unit)) as { readonly run?: unknown }
  const ofForeign = isForeign(run)
  for (const input of inputs) {
    if (input.previous) continue
    tables[input.name] = input.verdict
      ? await openVerdictOf(opener, engine, { input, signal, ofForeign })
      : await openInput(opener, engine, { unit, input, line, signal })
  }
  return tables
}

/**
 * A check as a function gets it: its failing rows and nothing else. A program in another language gets these rows as
 * its table.
 */
async function openVerdictOf(
  { workspace }: Opener,
  engine: Engine,
  { input, signal, ofForeign }: { readonly input: Input; readonly signal: AbortSignal; readonly ofForeign: boolean },
): Promise<Table<unknown>> {
  const onRejected = () => {
    input.rejected = true
  }
  const { name } = input
  const rejected = await failingOfInput({ workspace, engine, onRejected }, input)
  const verdict = openVerdict(engine, { name, rejected, signal })
  return (ofForeign ? verdict.failing() : verdict) as Table<unknown>
}

export async function openInput(
  { workspace, run: { startedAt }, failedCalls }: Opener,
  engine: Engine,
  { unit, input, line, signal }: Omit<Opening, 'inputs'> & { readonly input: Input },
): Promise<Table<unknown>> {
  const onRejected = () => {
    input.rejected = true
  }
  const { run } = workspace.definition(assetOf(unit)) as { readonly run?: unknown }
  const opening = { workspace, engine, onRejected, inlinesViews: inlinesViews(run) }
  return openTable(engine, {
    ...(await tableOfInput(opening, input)),
    onRead: (columns, how) => noteRead(input, columns, how),
    onCondition(condition) {
      input.conditions.push(condition)
      if (mayReadClock(inspectedText(condition))) engine.clock = startedAt
    },
    signal,
    watch: {
      began: (reading) => noteReading(input, reading),
      gaveUp: (call, error) => failedCalls.set(unit, { ...call, error }),
      retry: rowRetries(line, signal),
    },
  })
}

function noteReading(input: Input, reading: RowReading): void {
  input.interleaved ||= input.reading?.state === 'open'
  input.reading = reading
}

function noteRead(input: Input, columns: readonly string[] | null, how?: ReadHow): void {
  if (how === 'lookup') input.how.add(how)
  else addRead(input, columns)
  if (how === undefined) addRead(input.beside, columns)
  else input.how.add(how)
}

export function addRead(of: { columns: Set<string> | null; read: boolean }, columns: readonly string[] | null): void {
  of.read = true
  if (columns === null) of.columns = null
  else for (const column of columns) of.columns?.add(column)
}

/** `{ 'crm.customers': table }` in the form of the function's pattern: `{ crm: { customers: table } }`. */
export function nested(tables: Readonly<Record<string, unknown>>): object {
  const root: Record<string, unknown> = Object.create(null)
  for (const [name, table] of Object.entries(tables)) {
    const path = name.split('.')
    const last = path.pop() as string
    let at = root
    for (const segment of path) {
      at[segment] ??= Object.create(null)
      at = at[segment] as Record<string, unknown>
    }
    at[last] = table
  }
  return root
}

/**
 * The inputs as ingredients. A table that the function names and does not read counts whole: its presence alone may
 * have decided something.
 */
export async function inputVersions(world: LiveWorld, inputs: readonly Input[]): Promise<InputVersion[]> {
  const versions: InputVersion[] = []
  for (const input of inputs) {
    const { name, read, rejected, previous } = input
    if (previous) continue
    const columns = read || rejected ? columnsRead(input) : null
    versions.push({ asset: name, columns, ...(await versionNow(world, input, columns)) })
  }
  return versions
}
