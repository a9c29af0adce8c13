import { unpartitioned } from '../define/partitions.ts'
import type { NodeFacts } from '../discover/facts.ts'
import type { BlobState, World } from '../plan/world.ts'
import type { Catalog, Stored } from '../store/interface.ts'
import { variableHash } from './environment.ts'
import { besideRejected, rejectedVersion, type TablePart } from './rejected-version.ts'

/** Computes the version of some columns of a stored table: the only part of a world that needs the data engine. */
export type ComputeColumns = (stored: Stored, columns: readonly string[]) => Promise<string>

export interface WorldOptions {
  readonly facts: readonly NodeFacts[]
  /** `undefined` where there is no catalog yet. */
  readonly catalog: Catalog | undefined
  readonly blob: (stored: Stored) => BlobState
  readonly computeColumns: ComputeColumns
}

/** The world of a run: as the planner sees it, and kept up to date with what the run itself makes. */
export interface LiveWorld extends World {
  /** Asks until no version of columns is missing: the planner is pure, and this is where what it lacked is computed. */
  settle<T>(ask: () => T): Promise<T>
  columnsVersionNow(stored: Stored, columns: readonly string[]): Promise<string>
  observed(facts: NodeFacts): void
  /** Reads one node's pointer and records again, after another process has held its lease. */
  refresh(facts: NodeFacts): Promise<void>
}

export async function openWorld({ facts, catalog, blob, computeColumns }: WorldOptions): Promise<LiveWorld> {
  const [current, failures, leases, doubted] = await Promise.all([
    catalog?.current() ?? [],
    catalog?.failures() ?? [],
    catalog?.leases() ?? [],
    catalog?.doubts() ?? [],
  ])
  const nodes = new Map(facts.map((each) => [each.node.name, each]))
  const pointers = new Map(current.map((stored) => [stored.record.asset, stored]))
  const doubts = new Map(doubted.map(({ asset, cause }) => [asset, cause]))
  const candidates = await candidateRecords(catalog, nodes)
  const columns = withRejected(rememberedColumns({ catalog, computeColumns, blob }))
  const refreshDoubt = async (name: string) => {
    const doubt = (await catalog?.doubts())?.find(({ asset }) => asset === name)
    if (doubt === undefined) doubts.delete(name)
    else doubts.set(name, doubt.cause)
  }
  return {
    get facts() {
      return [...nodes.values()]
    },
    names: new Set(nodes.keys()),
    current: pointers,
    failures: new Map(failures.map((failure) => [failure.asset, failure])),
    doubts,
    running: new Set(leases.map((lease) => lease.asset)),
    blob,
    variable: (name) => variableHash(name),
    columnsVersion: columns.known,
    columnsVersionNow: columns.now,
    candidates: candidates.known,
    async settle(ask) {
      for (;;) {
        const answer = ask()
        if (!candidates.missing() && !columns.missing()) return answer
        await candidates.read()
        await columns.compute()
      }
    },
    observed(changed) {
      nodes.set(changed.node.name, changed)
    },
    async refresh(of) {
      candidates.forget(of)
      const stored = await catalog?.currentOf(of.node.name, unpartitioned)
      if (stored !== undefined) pointers.set(of.node.name, stored)
      if (of.node.kind === 'effect') await refreshDoubt(of.node.name)
    },
  }
}

/** Records that could be reused: read when somebody asks, for most nodes are what their pointer says. */
async function candidateRecords(catalog: Catalog | undefined, nodes: ReadonlyMap<string, NodeFacts>) {
  const gone = ((await catalog?.recordedAssets()) ?? []).filter((name) => !nodes.has(name))
  const records = new Map<string, readonly Stored[]>()
  const wanted = new Map<string, NodeFacts>()
  const nameOf = ({ node, definition }: NodeFacts) => `${node.name} ${definition}`
  return {
    known(facts: NodeFacts): readonly Stored[] {
      const found = records.get(nameOf(facts))
      if (found === undefined) wanted.set(nameOf(facts), facts)
      return found ?? []
    },
    missing: () => wanted.size > 0,
    async read(): Promise<void> {
      for (const [name, { node, definition }] of wanted) {
        records.set(name, (await catalog?.byDefinition(definition, [node.name, ...gone])) ?? [])
      }
      wanted.clear()
    },
    forget: (facts: NodeFacts) => records.delete(nameOf(facts)),
  }
}

/** Versions of columns: known ones from memory and the catalog, the others noted and computed together. */
function rememberedColumns({ catalog, computeColumns, blob }: Omit<WorldOptions, 'facts'>) {
  const versions = new Map<string, string>()
  const wanted = new Map<string, { readonly stored: Stored; readonly columns: readonly string[] }>()
  const name = (stored: Stored, columns: readonly string[]) => `${stored.record.blob} ${JSON.stringify(columns)}`

  const now = async (stored: Stored, columns: readonly string[]): Promise<string> => {
    const known = versions.get(name(stored, columns))
    if (known !== undefined) return known
    const set = { blob: stored.record.blob ?? '', columns }
    const remembered = (await catalog?.columnVersions([set]))?.[0]
    const version = remembered ?? (await computeColumns(stored, columns))
    versions.set(name(stored, columns), version)
    if (remembered === undefined) await catalog?.rememberColumnVersion(set, version)
    return version
  }
  return {
    known(stored: Stored, columns: readonly string[]): string | undefined {
      const version = versions.get(name(stored, columns))
      // A table that is gone has no version until it is made again, and nothing to compute one from.
      if (version === undefined && blob(stored) === 'ok') wanted.set(name(stored, columns), { stored, columns })
      return version
    },
    now,
    missing: () => wanted.size > 0,
    async compute(): Promise<void> {
      for (const { stored, columns } of wanted.values()) await now(stored, columns)
      wanted.clear()
    },
  }
}

/** Versions of what is read of a table, where that may be the rows that its schema refused. */
function withRejected(columns: ReturnType<typeof rememberedColumns>): ReturnType<typeof rememberedColumns> {
  return {
    ...columns,
    known(stored, names) {
      const part = besideRejected(stored, names)
      if (part?.of !== 'columns') return part === undefined ? columns.known(stored, names) : ofParts(stored, part)
      const version = columns.known(stored, part.columns)
      return version === undefined ? undefined : rejectedVersion(stored, version)
    },
    async now(stored, names) {
      const part = besideRejected(stored, names)
      if (part?.of !== 'columns') return part === undefined ? columns.now(stored, names) : ofParts(stored, part)
      return rejectedVersion(stored, await columns.now(stored, part.columns))
    },
  }
}

function ofParts(stored: Stored, part: Exclude<TablePart, { of: 'columns' }>): string {
  return rejectedVersion(stored, part.of === 'whole' ? part.version : null)
}
