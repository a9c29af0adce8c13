import type { Table } from '../define/table.ts'
import type { NodeFacts } from '../discover/facts.ts'
import { AssetError } from '../errors.ts'
import type { Upstream } from '../plan/match.ts'
import type { Engine } from '../store/duckdb/open.ts'
import { openTable } from '../store/duckdb/table.ts'
import type { Stored } from '../store/interface.ts'
import type { InputVersion } from '../store/record.ts'
import type { LiveWorld } from './live-world.ts'
import type { Workspace } from './workspace.ts'

/** One parameter: the asset it names, the record it is pinned to, and which of its columns the function has read so far. */
export interface Input {
  readonly name: string
  readonly stored: Stored
  /** `null` once anything but picked columns was read. */
  columns: Set<string> | null
  read: boolean
}

/** Pins what a step reads: what another process publishes meanwhile is for the next run. */
export function pinInputs(facts: NodeFacts, upstream: Upstream): Input[] {
  return facts.node.upstream.map((name) => {
    const stored = upstream(name)
    if (stored === undefined) throw notMade(facts, name)
    return { name, stored, columns: new Set<string>(), read: false }
  })
}

function notMade(facts: NodeFacts, name: string): AssetError {
  return new AssetError({
    code: 'STORE_EMPTY',
    message: `${facts.node.name} reads ${name}, which has never been made`,
    at: facts.node.at,
    fix: `assets materialize ${name}`,
  })
}

/** The tables of the inputs, by the asset's name. The bytes are checked against their name before the first row is read. */
export async function openInputs(
  workspace: Workspace,
  engine: Engine,
  { inputs, signal }: { readonly inputs: readonly Input[]; readonly signal: AbortSignal },
): Promise<Record<string, Table<unknown>>> {
  const tables: Record<string, Table<unknown>> = {}
  for (const input of inputs) {
    const { record } = input.stored
    tables[input.name] = openTable(engine, {
      file: await workspace.verifiedFile(input.stored),
      columns: record.schema,
      count: record.rows,
      onRead: (columns) => noteRead(input, columns),
      signal,
    })
  }
  return tables
}

function noteRead(input: Input, columns: readonly string[] | null): void {
  input.read = true
  if (columns === null) input.columns = null
  else for (const column of columns) input.columns?.add(column)
}

/** `{ 'crm.customers': table }` as the function's pattern has it: `{ crm: { customers: table } }`. */
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

/** The inputs as ingredients. A table that was named and not read counts whole: its presence alone may have decided something. */
export async function inputVersions(world: LiveWorld, inputs: readonly Input[]): Promise<InputVersion[]> {
  const versions: InputVersion[] = []
  for (const { name, stored, columns: read, read: wasRead } of inputs) {
    const columns = wasRead && read !== null ? [...read].sort() : null
    const version = columns === null ? stored.record.version : await world.columnsVersionNow(stored, columns)
    versions.push({ asset: name, version, columns })
  }
  return versions
}
