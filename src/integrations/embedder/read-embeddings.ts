/**
 * The vectors of an answer of OpenAI's protocol, `{ data: [{ index, embedding }] }`, in the order of the texts. Where
 * there are indexes, they count, and not the places in the list. A vector without an index, with another vector's index
 * or with the index of no text is left out, so that there are too few. Where there are more vectors than texts, all are
 * returned, and are too many. An embedding is a list of numbers, or the base64 of floats of 32 bits, little-endian.
 */
export function readEmbeddings(document: unknown, count: number): unknown {
  const { data } = Object(document) as { data?: unknown }
  if (!Array.isArray(data)) return undefined
  const items = data.map((item: unknown) => Object(item) as { index?: unknown; embedding?: unknown })
  if (items.length > count || items.every(({ index }) => index === undefined))
    return items.map(({ embedding }) => read(embedding))
  const placed = new Map<number, unknown>()
  for (const { index, embedding } of items) if (isPlace(index, count)) placed.set(index, read(embedding))
  return [...placed].sort(([one], [other]) => one - other).map(([, vector]) => vector)
}

function isPlace(index: unknown, count: number): index is number {
  return Number.isInteger(index) && (index as number) >= 0 && (index as number) < count
}

function read(embedding: unknown): unknown {
  if (typeof embedding !== 'string') return embedding
  const bytes = Buffer.from(embedding, 'base64')
  if (bytes.length % 4 !== 0) return undefined
  return Float32Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readFloatLE(index * 4))
}
