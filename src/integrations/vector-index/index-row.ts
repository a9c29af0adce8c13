import { createHash } from 'node:crypto'
import { AssetError } from '../../index.ts'
import type { ColumnType, Scalar, Shape } from './shape.ts'

/** A row as it is handed to an index. */
export interface IndexRow {
  /** Names the row; no two rows have the same. */
  readonly id: string
  readonly vector: ArrayLike<number>
  /** What is found by its words, and shown. */
  readonly text?: string | null
  /** By the names of the index's columns; a column that is left out is null. */
  readonly metadata?: Readonly<Record<string, Scalar | undefined>>
}

/** A row as it is stored, without the hash of it. */
export interface RowContent {
  readonly id: string
  readonly vector: Float32Array
  readonly text: string
  /** Every column of the shape. */
  readonly metadata: Readonly<Record<string, Scalar>>
}
export interface HashedRow extends RowContent {
  readonly hash: string
}

/**
 * Normalizes a row to what every target returns bit by bit: well-formed text, no -0, all columns, 32-bit floats.
 *
 * @throws AssetError `INDEX_ROW` where it cannot be indexed.
 */
export function checkRow(row: IndexRow, shape: Shape): HashedRow {
  const { id } = row
  if (typeof id !== 'string' || id === '') {
    throw wrong(`a row has the id ${valueText(id)}`, {
      fix: 'give every row a text as its id, such as the key of its chunk',
    })
  }
  if (!id.isWellFormed() || id.includes('\0')) {
    throw wrong(`the id ${valueText(id)} has a character that no database keeps`, {
      fix: 'make ids of readable characters',
    })
  }
  const text = checkText(row)
  const content = { id, vector: checkVector(row, shape), text, metadata: checkMetadata(row, shape) }
  return { ...content, hash: rowHash(content) }
}

function checkText({ id, text = '' }: IndexRow): string {
  if (text !== null && typeof text !== 'string') {
    throw wrong(`the row ${valueText(id)} has ${valueText(text)} for its text`, { fix: 'give a text, or none' })
  }
  // Not every database returns lone surrogates and NUL unchanged.
  return (text ?? '').toWellFormed().replaceAll('\0', '\uFFFD')
}

function checkVector({ id, vector }: IndexRow, { dimensions, metric }: Shape): Float32Array {
  const length: unknown = (vector as Partial<ArrayLike<number>> | null | undefined)?.length
  if (typeof vector === 'string' || typeof length !== 'number') {
    throw wrong(`the row ${valueText(id)} has no vector`, { fix: 'give a list of numbers as its vector' })
  }
  if (length !== dimensions) {
    throw wrong(`the row ${valueText(id)} has a vector of ${length} dimensions, and the index has ${dimensions}`, {
      fix: `give the index \`dimensions: ${length}\`, or embed with the model that it is for`,
    })
  }
  const floats = new Float32Array(dimensions)
  let square = 0
  // A plain loop: a million vectors pass through here, and callbacks take ten times as long.
  for (let index = 0; index < dimensions; index++) {
    const value: unknown = vector[index]
    if (!isFloat(value)) {
      const fix = 'see where the vector comes from: a text that a model cannot read is to be left out'
      throw wrong(`the row ${valueText(id)} has ${valueText(value)} in dimension ${index}`, { fix })
    }
    const float = Math.fround(value)
    floats[index] = float === 0 ? 0 : float
    square = Math.fround(square + Math.fround(float * float))
  }
  if (metric === 'cosine' && !isLength(square)) {
    const fix = "leave the row out, or give the index `metric: 'euclidean'`"
    throw wrong(
      `the row ${valueText(id)} has a vector without a direction: its length is 0, or too great for a float`,
      {
        fix,
      },
    )
  }
  return floats
}

/** A finite number that is finite as a float of 32 bits too. */
export function isFloat(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(Math.fround(value))
}

/** Cosine divides by the length: for a float's smallest values its square is 0, for its greatest infinite. */
export function hasDirection(vector: Float32Array): boolean {
  return isLength(vector.reduce((sum, value) => Math.fround(sum + Math.fround(value * value)), 0))
}

const isLength = (square: number): boolean => square > 0 && Number.isFinite(square)

function checkMetadata({ id, metadata = {} }: IndexRow, shape: Shape): Readonly<Record<string, Scalar>> {
  const stranger = Object.keys(metadata).find((name) => !Object.hasOwn(shape.metadata, name))
  if (stranger !== undefined) {
    const fix = `add it to the \`metadata\` of the index, or leave it out`
    throw wrong(`the row ${valueText(id)} has ${JSON.stringify(stranger)}, which is no column of the index`, { fix })
  }
  const entries = Object.entries(shape.metadata).map(([name, type]) => {
    const value = metadata[name] ?? null
    if (value !== null && !hasType(value, type)) {
      const fix = `give a ${type} or null; what a column holds is said in the \`metadata\` of the index`
      throw wrong(`the row ${valueText(id)} has ${valueText(value)} for ${name}, which is a ${type}`, { fix })
    }
    return [name, stored(value)] as const
  })
  return Object.fromEntries(entries)
}

export function hasType(value: Scalar, type: ColumnType): boolean {
  if (type === 'number') return typeof value === 'number' && Number.isFinite(value)
  return type === 'text' ? typeof value === 'string' : typeof value === 'boolean'
}

function stored(value: Scalar): Scalar {
  if (typeof value === 'string') return value.toWellFormed().replaceAll('\0', '\uFFFD')
  return value === 0 ? 0 : value
}

/**
 * 128 bits as 32 hex digits over everything but the id. The fields are prefixed by their length, so that no two rows
 * run into one.
 */
export function rowHash({ vector, text, metadata }: RowContent): string {
  const hash = createHash('sha256')
  const fields = Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1))
  for (const part of [text, JSON.stringify(fields)]) hash.update(`${Buffer.byteLength(part)}:`).update(part)
  return hash.update(bytesOf(vector)).digest('hex').slice(0, 32)
}

/** Little endian, as every machine that this runs on has them. */
export function bytesOf(vector: Float32Array): Uint8Array {
  return new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength)
}

function valueText(value: unknown): string {
  if (typeof value !== 'string') return Array.isArray(value) ? 'a list' : String(value)
  return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value)
}

function wrong(message: string, { fix }: { readonly fix: string }): AssetError {
  return new AssetError({ code: 'INDEX_ROW', message, fix })
}

export function duplicateId(id: string): AssetError {
  return wrong(`two rows have the id ${valueText(id)}`, {
    fix: 'give every row an id of its own, such as the key of its chunk',
  })
}
