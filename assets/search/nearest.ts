export interface Embedded {
  readonly chunk_id: string
  readonly embedding: Float32Array
}

/** The rows with the greatest cosine to the query, best first. All vectors have length 1, so that it is their dot product. */
export function nearest<Row extends Embedded>(rows: readonly Row[], query: Float32Array, count: number): Row[] {
  const scored = rows.map((row) => ({ row, score: dot(row.embedding, query) }))
  scored.sort((a, b) => b.score - a.score)
  return scored.slice(0, count).map(({ row }) => row)
}

export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let index = 0; index < a.length; index++) sum += a[index]! * b[index]!
  return sum
}
