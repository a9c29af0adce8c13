import { AssetError } from '../../index.ts'
import type { Filter } from './filter.ts'
import { filterSql } from './filter.ts'
import { hasDirection, isFloat } from './index-row.ts'
import { type OptionNames, refuseUnknown } from './options.ts'
import { type Fused, reciprocalRankFusion } from './reciprocal-rank-fusion.ts'
import type { Scalar } from './shape.ts'
import type { Near, Reader, VectorTarget } from './target.ts'
import { wordsOf } from './words.ts'

/** At least one of `vector` and `text`. */
export interface SearchQuery {
  /** The vector of the question, from the model that the index was made with. */
  readonly vector?: ArrayLike<number> | undefined
  /** Found by its words, of which a row has to have one. */
  readonly text?: string | undefined
  /** How many rows. Default 10, at most 1,000. */
  readonly k?: number | undefined
  readonly filter?: Filter | undefined
  /** How many rows of each ranking are put together. Default: four times `k`, at least 100. */
  readonly candidates?: number | undefined
}

export interface SearchHit {
  readonly id: string
  readonly text: string
  readonly metadata: Readonly<Record<string, Scalar>>
  /** Reciprocal rank fusion; only of use to compare within one answer. */
  readonly score: number
  /** Its place by distance and by words, counted from 1, where it was found that way. */
  readonly ranks: { readonly vector?: number; readonly text?: number }
  /** 1 - cos, or the Euclidean distance, where it was found by its vector. */
  readonly distance?: number
}

const names: OptionNames<SearchQuery> = { vector: true, text: true, k: true, filter: true, candidates: true }

/** As many as SQLite's vec0 gives at once. */
const mostCandidates = 4096
const mostHits = 1000

/**
 * The best rows, best first: by distance, by words (BM25, in PostgreSQL its own ranking), or by both put together.
 *
 * @throws AssetError `INDEX_QUERY` for a question that cannot be asked, `INDEX_UNAVAILABLE` where there is no index.
 */
export async function search(target: VectorTarget, query: SearchQuery): Promise<readonly SearchHit[]> {
  refuseUnknown(query, names)
  const { k = 10, filter = {} } = query
  const vector = query.vector === undefined ? undefined : checkVector(query.vector, target)
  if (vector === undefined && typeof query.text !== 'string') {
    throw wrong('the question has neither a vector nor a text', 'give `vector`, `text` or both')
  }
  if (!Number.isInteger(k) || k < 1 || k > mostHits) {
    throw wrong(`the question asks for ${String(k)} rows`, `give a \`k\` from 1 to ${mostHits.toLocaleString('en')}`)
  }
  const candidates = Math.min(Math.max(k, query.candidates ?? Math.max(4 * k, 100)), mostCandidates)
  // A wrong filter is an error even if there is no index yet.
  checkFilter(target, filter)
  const within = { limit: candidates, filter }
  const words = wordsOf(query.text ?? '')
  const hits = await target.read(async (reader) => {
    const near = vector === undefined ? [] : await reader.nearest(vector, within)
    const matching = words.length === 0 ? [] : await reader.matching(words, within)
    const fused = reciprocalRankFusion([near.map(({ id }) => id), matching]).slice(0, k)
    return show(reader, fused, near)
  })
  if (hits === undefined) throw noIndex(target)
  return hits
}

/** @throws AssetError `INDEX_QUERY` for a filter that cannot be asked. */
export function checkFilter({ shape }: Pick<VectorTarget, 'shape'>, filter: Filter): void {
  filterSql(filter, shape, { column: String, value: String })
}

async function show(reader: Reader, fused: readonly Fused[], near: readonly Near[]): Promise<readonly SearchHit[]> {
  const rows = new Map((await reader.shown(fused.map(({ id }) => id))).map((row) => [row.id, row]))
  const distances = new Map(near.map(({ id, distance }) => [id, distance]))
  return fused.flatMap(({ id, score, ranks: [byVector, byText] }) => {
    const row = rows.get(id)
    // Where a target cannot hold on to one state, a row may be gone since it was found.
    if (row === undefined) return []
    const distance = distances.get(id)
    const ranks = {
      ...(byVector === undefined ? {} : { vector: byVector }),
      ...(byText === undefined ? {} : { text: byText }),
    }
    return [{ ...row, score, ranks, ...(distance === undefined ? {} : { distance }) }]
  })
}

function checkVector(vector: ArrayLike<number>, { shape: { dimensions, metric } }: VectorTarget): Float32Array {
  if (vector.length !== dimensions) {
    const message = `the question has a vector of ${vector.length} dimensions, and the index has ${dimensions}`
    throw wrong(message, 'embed the question with the model that the index was made with')
  }
  const floats = Float32Array.from(vector)
  if (!floats.every(isFloat) || (metric === 'cosine' && !hasDirection(floats))) {
    const message = 'the question has a vector without a direction, or with a value that is no finite number'
    throw wrong(message, 'ask with another text: there is no vector for this one')
  }
  return floats
}

function wrong(message: string, fix: string): AssetError {
  return new AssetError({ code: 'INDEX_QUERY', message, fix })
}

function noIndex({ label, file }: VectorTarget): AssetError {
  const where = file === undefined ? '' : `it was looked for in ${file}: start in the folder of the project, or `
  return new AssetError({
    code: 'INDEX_UNAVAILABLE',
    message: `there is no index of this shape in ${label} yet`,
    ...(file === undefined ? {} : { facts: { file } }),
    fix: `${where}run what writes it, with the same options; an effect looks for itself under assets materialize --verify`,
  })
}
