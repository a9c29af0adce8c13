import { AssetError } from '../../index.ts'

export interface Expected {
  readonly texts: readonly string[]
  /** `undefined`: as many as the first vector has. */
  readonly dimensions: number | undefined
  /** The provider, for messages. */
  readonly label: string
}

/**
 * Checks the vectors of an answer: as many as there are texts, all of one length, of finite numbers, not all 0.
 *
 * @throws AssetError `EMBEDDING_RESULT` that names the first text without a valid vector.
 */
export function checkVectors(vectors: unknown, expected: Expected): Float32Array[] {
  const { texts, label } = expected
  if (!Array.isArray(vectors)) throw wrong(`${label} gave no list of vectors`, { facts: {}, fix: cures.shape })
  if (vectors.length !== texts.length) {
    throw wrong(`${label} gave ${vectors.length} vectors for ${texts.length} texts`, {
      facts: { texts: texts.length, vectors: vectors.length },
      fix: cures.count,
    })
  }
  let { dimensions } = expected
  return vectors.map((vector: unknown, index) => {
    const checked = checkVector(vector, { label, text: texts[index] as string, dimensions })
    dimensions ??= checked.length
    return checked
  })
}

const cures = {
  shape: 'see that it is a model for embeddings, and that a function returns a list with one list of numbers a text',
  count: 'send fewer texts at a time: set `batchSize`; where it stays so, the model cannot be used',
  dimensions: 'set `dimensions` to what the model gives, or leave it out',
  value: 'look at the text, and leave out what a model cannot read; with a healthy text, use another model or server',
}

interface ExpectedVector {
  readonly label: string
  readonly text: string
  readonly dimensions: number | undefined
}

function checkVector(vector: unknown, { label, text, dimensions }: ExpectedVector): Float32Array {
  const facts = { text: excerpt(text) }
  const about = `for the text ${facts.text}`
  if (!isArrayLike(vector) || vector.length === 0) {
    throw wrong(`${label} gave no list of numbers ${about}`, { facts, fix: cures.shape })
  }
  if (dimensions !== undefined && vector.length !== dimensions) {
    const lengths = { ...facts, dimensions: vector.length, expected: dimensions }
    throw wrong(`${label} gave ${vector.length} dimensions ${about}, not ${dimensions}`, {
      facts: lengths,
      fix: cures.dimensions,
    })
  }
  const bad = Array.prototype.findIndex.call(vector, (value) => !isFloat(value))
  if (bad !== -1) {
    throw wrong(`${label} gave ${String(vector[bad])} in dimension ${bad} ${about}`, {
      facts: { ...facts, dimension: bad, value: String(vector[bad]) },
      fix: cures.value,
    })
  }
  // A copy, since a library may return a view of memory that it uses again.
  const floats = Float32Array.from(vector as ArrayLike<number>)
  if (floats.every((value) => value === 0)) {
    throw wrong(`${label} gave a vector of zeros ${about}`, { facts, fix: cures.value })
  }
  return floats
}

/** A finite number that is finite as a float of 32 bits too. */
const isFloat = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(Math.fround(value))

function isArrayLike(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && 'length' in value && !(value instanceof BigInt64Array))
}

function excerpt(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text)
}

function wrong(message: string, details: { readonly facts: object; readonly fix: string }): AssetError {
  return new AssetError({ code: 'EMBEDDING_RESULT', message, facts: { ...details.facts }, fix: details.fix })
}
