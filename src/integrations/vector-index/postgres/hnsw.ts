import { type OptionNames, refuseUnknown } from '../options.ts'
import { invalid, type Metric } from '../shape.ts'
import type { Run } from './connection.ts'

/** Options of an approximate search: faster from some ten thousand rows on, and sometimes not the very nearest. */
export interface Hnsw {
  /** Links a row, 2 to 100. Default 16. */
  readonly m?: number
  /** How many rows are looked at to link one, 4 to 1,000, and at least twice `m`. Default 64. */
  readonly efConstruction?: number
}

const names: OptionNames<Hnsw> = { m: true, efConstruction: true }

/**
 * By the limits of pgvector (`hnsw.h`), which would be told only after all rows are there.
 *
 * @throws AssetError `PROJECT_INVALID`
 */
export function checkHnsw(hnsw: Hnsw | undefined): void {
  if (hnsw === undefined) return
  if (typeof hnsw !== 'object' || hnsw === null) throw invalid('has a wrong `hnsw`', 'give an object: hnsw: {}')
  refuseUnknown(hnsw, names)
  const { m, efConstruction } = settingsOf(hnsw)
  if (!isWithin(m, 2, 100)) throw invalid('has a wrong `hnsw.m`', 'give a whole number from 2 to 100')
  if (!isWithin(efConstruction, Math.max(4, 2 * m), 1000))
    throw invalid('has a wrong `hnsw.efConstruction`', `give a whole number from ${Math.max(4, 2 * m)} to 1000`)
}

const isWithin = (value: unknown, least: number, most: number): boolean =>
  Number.isInteger(value) && (value as number) >= least && (value as number) <= most

const settingsOf = ({ m = 16, efConstruction = 64 }: Hnsw) => ({ m, efConstruction })

/** Makes an index with other settings anew, and drops one that is not asked for. */
export async function prepareHnsw(
  run: Run,
  table: string,
  { hnsw, metric }: { hnsw: Hnsw | undefined; metric: Metric },
) {
  const name = `${table}_nearest`
  if (hnsw === undefined) {
    await run(`DROP INDEX IF EXISTS ${name}`)
    return
  }
  const { m, efConstruction } = settingsOf(hnsw)
  const [index] = await run<{ settings: string | null }>(
    'SELECT array_to_string(reloptions, $1) AS settings FROM pg_class WHERE oid = to_regclass($2)',
    ', ',
    name,
  )
  const settings = `m=${m}, ef_construction=${efConstruction}`
  if (index?.settings === settings) return
  const operators = metric === 'cosine' ? 'vector_cosine_ops' : 'vector_l2_ops'
  await run(`DROP INDEX IF EXISTS ${name}`)
  await run(`CREATE INDEX ${name} ON ${table} USING hnsw (vector ${operators}) WITH (${settings})`)
}
