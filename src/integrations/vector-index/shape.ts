import { AssetError } from '../../index.ts'

/** A value that a row of an index can be filtered by. */
export type Scalar = string | number | boolean | null
export type ColumnType = 'text' | 'number' | 'boolean'

/** What all rows of an index have in common. When it changes, every row is written anew. */
export interface ShapeOptions {
  /** The length of every vector. */
  readonly dimensions: number
  /**
   * The measure of distance. `cosine` (the default) is for embeddings; the length of a vector does not matter to it.
   */
  readonly metric?: Metric
  /**
   * The columns of a row beside its vector and its text, for filters and results: `{ year: 'number', title: 'text' }`.
   */
  readonly metadata?: Readonly<Record<string, ColumnType>>
  /** `english` finds "taxes" by "tax". Default: words are what they are, in lower case. */
  readonly stemming?: Stemming
}
export type Metric = 'cosine' | 'euclidean'
export type Stemming = 'none' | 'english'

export type Shape = Required<ShapeOptions>

/** Columns that every target has, or that a target's search makes up. */
const reserved: ReadonlySet<string> = new Set(
  'id hash text vector words row rowid oid _rowid_ ctid xmin xmax cmin cmax tableoid k rank distance score _distance _score _relevance_score'.split(
    ' ',
  ),
)
const types: ReadonlySet<unknown> = new Set(['text', 'number', 'boolean'] satisfies ColumnType[])

/** @throws AssetError `PROJECT_INVALID` for the first option that is wrong. */
export function shapeOf(options: ShapeOptions): Shape {
  const { dimensions, metric = 'cosine', metadata = {}, stemming = 'none' } = options
  if (!Number.isInteger(dimensions) || dimensions < 1) {
    throw invalid('has a wrong `dimensions`', 'give the length of its vectors, a whole number of at least 1')
  }
  if (metric !== 'cosine' && metric !== 'euclidean') {
    throw invalid('has a wrong `metric`', "give 'cosine' or 'euclidean'")
  }
  if (stemming !== 'none' && stemming !== 'english') {
    throw invalid('has a wrong `stemming`', "give 'none' or 'english'")
  }
  checkColumns(metadata)
  return { dimensions, metric, stemming, metadata: { ...metadata } }
}

function checkColumns(metadata: Readonly<Record<string, unknown>>): void {
  const names = new Set<string>()
  for (const [name, type] of Object.entries(metadata)) {
    if (!/^[A-Za-z][A-Za-z0-9_]{0,59}$/.test(name)) {
      throw invalid(`has a column named ${JSON.stringify(name)}`, 'name it with letters, digits and _, a letter first')
    }
    // The databases do not tell columns apart by the case of their letters.
    const folded = name.toLowerCase()
    if (reserved.has(folded)) throw invalid(`has a column named ${name}, which every index has`, 'give it another name')
    if (names.has(folded)) throw invalid(`has two columns named ${name}, but for their case`, 'give one another name')
    if (!types.has(type)) throw invalid(`has a wrong type for ${name}`, "give 'text', 'number' or 'boolean'")
    names.add(folded)
  }
}

/** Equal texts are equal shapes; the order of the columns says nothing. */
export function shapeText({ metadata, ...shape }: Shape): string {
  const columns = Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1))
  const { dimensions, metric, stemming } = shape
  return JSON.stringify({ dimensions, metric, stemming, metadata: Object.fromEntries(columns) })
}

export function invalid(message: string, fix: string): AssetError {
  return new AssetError({ code: 'PROJECT_INVALID', message: `the vector index ${message}`, fix })
}
