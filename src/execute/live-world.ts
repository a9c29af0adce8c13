import { unpartitioned } from '../define/partitions.ts'
import type { NodeFacts } from '../discover/facts.ts'
import type { BlobState, World } from '../plan/world.ts'
import type { Catalog, Stored } from '../store/interface.ts'
import { variableHash } from './environment.ts'

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
  moved(asset: string, stored: Stored): void
  observed(facts: NodeFacts): void
  /** Reads one node's pointer and records again, after another process has held its lease. */
  refresh(facts: NodeFacts): Promise<void>
}

export async function openWorld({ facts, catalog, blob, computeColumns }: WorldOptions): Promise<LiveWorld> {
  const [current, failures, leases] = await Promise.all([
    catalog?.current() ?? [],
    catalog?.failures() ?? [],
    catalog?.leases() ?? [],
  ])
  const nodes = new Map(facts.map((each) => [each.node.name, each]))
  const pointers = new Map(current.map((stored) => [stored.record.asset, stored]))
  const candidates = new Map<string, readonly Stored[]>()
  const readCandidates = async (definition: string) => {
    candidates.set(definition, (await catalog?.byDefinition(definition)) ?? [])
  }
  for (const each of facts) {
    const pointer = pointers.get(each.node.name)
    // Where the pointer's own record fits, nobody looks further; the others are read when they are asked for.
    if (pointer?.record.definition !== each.definition) await readCandidates(each.definition)
  }
  const columns = rememberedColumns({ catalog, computeColumns, blob })
  const unread = new Set<string>()
  return {
    get facts() {
      return [...nodes.values()]
    },
    names: new Set(nodes.keys()),
    current: pointers,
    failures: new Map(failures.map((failure) => [failure.asset, failure])),
    running: new Set(leases.map((lease) => lease.asset)),
    blob,
    variable: (name) => variableHash(name),
    columnsVersion: columns.known,
    columnsVersionNow: columns.now,
    candidates(definition) {
      const known = candidates.get(definition)
      if (known === undefined) unread.add(definition)
      return known ?? []
    },
    async settle(ask) {
      for (;;) {
        const answer = ask()
        if (unread.size === 0 && !columns.missing()) return answer
        for (const definition of unread) await readCandidates(definition)
        unread.clear()
        await columns.compute()
      }
    },
    moved(asset, stored) {
      pointers.set(asset, stored)
    },
    observed(changed) {
      nodes.set(changed.node.name, changed)
    },
    async refresh({ node, definition }) {
      await readCandidates(definition)
      const stored = await catalog?.currentOf(node.name, unpartitioned)
      if (stored !== undefined) pointers.set(node.name, stored)
    },
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
