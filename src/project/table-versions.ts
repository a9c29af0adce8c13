import type { Column } from '../define/table.ts'
import type { BlobState } from '../plan/world.ts'
import type { AlikeRecords } from '../store/current-of.ts'
import type { Catalog, ColumnSet, Stored } from '../store/interface.ts'
import { type AssetRecord, bytesOf } from '../store/record.ts'
import { rowsScheme, rowsScheme1 } from '../store/row-schemes.ts'
import { besideRejected, rejectedVersion, type TablePart } from './rejected-version.ts'

/** A table, and the columns of it to compute a version of. */
export interface VersionOf extends Pick<AssetRecord, 'asset' | 'partition' | 'parts' | 'view'> {
  readonly schema: readonly Column[]
  /** `null` for the whole table. */
  readonly columns: readonly string[] | null
  readonly ordered: boolean
  readonly scheme: string
}
/** Computes a version: the only part of a world that needs the data engine. */
export type ComputeVersion = (of: VersionOf) => Promise<string>

export interface VersionsOptions {
  /** `undefined` where there is no catalog yet. */
  readonly catalog: Catalog | undefined
  readonly blob: (stored: Stored) => Promise<BlobState>
  /** `undefined`: only remembered versions are known. */
  readonly computeVersion: ComputeVersion | undefined
}

/** Versions of columns of stored tables, each by the scheme of its record. */
export interface TableVersions {
  /** `undefined` where it is not computed yet; the request is noted. */
  versionOf(stored: Stored, columns: readonly string[]): string | undefined
  /**
   * Of each of many tables the version that is remembered, by place; none, and noted, while nobody has looked. What is
   * not remembered is not computed.
   */
  versionsOf(records: AlikeRecords, columns: readonly string[]): readonly (string | undefined)[]
  now(stored: Stored, columns: readonly string[]): Promise<string>
  /** The version of the whole table, computed from its file. */
  ofWhole(stored: Stored): Promise<string>
  missing(): boolean
  compute(): Promise<void>
  /** Ends one question: a table that was gone may exist at the next one. */
  answered(): void
}

export function tableVersions(options: VersionsOptions): TableVersions {
  return withRejected(rememberedColumns(options))
}

function isOrdered({ ingredients }: AssetRecord): boolean {
  return ingredients.config['/options/ordered'] === 'true'
}

/** Known versions come from memory and the catalog; the others are noted and computed together. */
function rememberedColumns({ catalog, computeVersion, blob }: VersionsOptions): TableVersions {
  const versions = new Map<string, string>()
  const questions = new Map<string, { readonly stored: Stored; readonly columns: readonly string[] }>()
  const gone = new Set<string | undefined>()
  const many = rememberedOfMany(catalog)

  const versionOf = async (stored: Stored, columns: readonly string[] | null): Promise<string> => {
    const set = setOf(stored, columns)
    const name = nameOf(set)
    const answer = versions.get(name)
    if (answer !== undefined) return answer
    const remembered = (await catalog?.columnVersions([set]))?.[0]
    const version = remembered ?? (await compute(stored, columns))
    versions.set(name, version)
    if (remembered === undefined && isKnown(stored)) await catalog?.rememberColumnVersion(set, version)
    return version
  }
  const compute = async ({ record }: Stored, columns: readonly string[] | null): Promise<string> => {
    const { schema, schemes } = record
    const scheme = schemes.rows
    // An unknown scheme is that of a later release, so no version that is computed here may equal its versions.
    if (!isKnown({ record })) return `unknown: ${scheme}`
    if (computeVersion === undefined) throw new Error('a version that nobody remembers was asked for')
    return computeVersion({ ...record, schema, columns, ordered: ordersCount(record, columns), scheme })
  }
  return {
    versionOf(stored, columns) {
      const name = nameOf(setOf(stored, columns))
      const version = versions.get(name)
      if (version === undefined && !gone.has(bytesOf(stored.record))) questions.set(name, { stored, columns })
      return version
    },
    versionsOf: many.versionsOf,
    now: versionOf,
    ofWhole: (stored) => versionOf(stored, null),
    missing: () => questions.size > 0 || many.missing(),
    async compute() {
      await many.look()
      if (questions.size === 0) return
      // All in one call, since an asset may read a column of very many partitions.
      const remembered = await catalog?.columnVersions(
        [...questions.values()].map(({ stored, columns }) => setOf(stored, columns)),
      )
      for (const [index, [name, { stored, columns }]] of [...questions].entries()) {
        const version = remembered?.[index]
        if (version !== undefined) versions.set(name, version)
        // A table that is gone has no version until it is made again, since there is no file to compute one from.
        else if (computeVersion !== undefined && (await blob(stored)) === 'ok') await versionOf(stored, columns)
        else gone.add(bytesOf(stored.record))
      }
      questions.clear()
    },
    answered: () => gone.clear(),
  }
}

/** Of tables that are one file each, and otherwise alike. */
function rememberedOfMany(catalog: Catalog | undefined) {
  const byRecords = new Map<AlikeRecords, Map<string, readonly (string | undefined)[]>>()
  const questions: { readonly records: AlikeRecords; readonly columns: readonly string[] }[] = []
  return {
    versionsOf(records: AlikeRecords, columns: readonly string[]) {
      const versions = byRecords.get(records)?.get(JSON.stringify(columns))
      if (versions === undefined) questions.push({ records, columns })
      return versions ?? []
    },
    missing: () => questions.length > 0,
    async look() {
      for (const { records, columns } of questions) {
        const versions = byRecords.get(records) ?? new Map<string, readonly (string | undefined)[]>()
        byRecords.set(records, versions)
        const name = JSON.stringify(columns)
        if (versions.has(name)) continue
        const set = setOf({ record: records.model }, columns)
        const sets = Array.from({ length: records.count }, (_, place) => ({ ...set, blob: records.blobAt(place) }))
        versions.set(name, (await catalog?.columnVersions(sets)) ?? [])
      }
      questions.length = 0
    },
  }
}

/** Not JSON, for speed: names are built for the columns of very many tables. */
const nameOf = ({ blob, columns, scheme = '' }: ColumnSet): string =>
  `${blob} ${scheme} ${columns === null ? '' : columns.map((name) => `${name.length} ${name}`).join()}`

const isKnown = ({ record }: Pick<Stored, 'record'>): boolean =>
  record.schemes.rows === rowsScheme || record.schemes.rows === rowsScheme1

/** Whether the version of columns covers the order of rows; in 0.1.0 it did not. */
function ordersCount(record: AssetRecord, columns: readonly string[] | null): boolean {
  return isOrdered(record) && (columns === null || record.schemes.rows !== rowsScheme1)
}

/** The key under which the catalog remembers a version. */
export function setOf({ record }: Pick<Stored, 'record'>, columns: readonly string[] | null): ColumnSet {
  const order = ordersCount(record, columns) ? ' ordered' : ''
  const scheme = record.schemes.rows === rowsScheme1 && order === '' ? undefined : `${record.schemes.rows}${order}`
  return { blob: bytesOf(record) ?? '', columns, scheme }
}

/** Adds versions of rejected rows, which may be read beside the columns. */
function withRejected(columns: TableVersions): TableVersions {
  const versionOf = (stored: Stored, names: readonly string[]): string | undefined => {
    const part = besideRejected(stored, names)
    if (part?.of !== 'columns') return part === undefined ? columns.versionOf(stored, names) : ofParts(stored, part)
    const version = columns.versionOf(stored, part.columns)
    return version === undefined ? undefined : rejectedVersion(stored, version)
  }
  // By the list of an input and by the id of a record: one of very many is put together anew where it is asked for.
  const byColumns = new WeakMap<readonly string[], Map<number, string>>()
  return {
    ...columns,
    versionOf(stored, names) {
      if (!('brief' in stored)) return versionOf(stored, names)
      const byId = byColumns.get(names) ?? new Map<number, string>()
      const before = byId.get(stored.id)
      if (before !== undefined) return before
      const version = versionOf(stored, names)
      if (version !== undefined) byColumns.set(names, byId.set(stored.id, version))
      return version
    },
    versionsOf(records, names) {
      if (besideRejected({ record: records.model }, names) === undefined && records.files === 'one')
        return columns.versionsOf(records, names)
      return Array.from({ length: records.count }, (_, place) => versionOf(records.storedAt(place), names))
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
