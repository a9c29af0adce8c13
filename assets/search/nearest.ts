export interface Embedded {
  readonly chunk_id: string
  readonly embedding: Float32Array
}

/**
 * The rows with the greatest cosine to the query, best first. All vectors have length 1, so that it is their dot
 * product.
 */
export function nearest<Row extends Embedded>(rows: readonly Row[], query: Float32Array, count: number): Row[] {
  const best: { readonly row: Row; readonly score: number }[] = []
  for (const row of rows) {
    const score = dot(row.embedding, query)
    if (best.length === count && score <= best[count - 1]!.score) continue
    const place = best.findIndex((other) => other.score < score)
    best.splice(place === -1 ? best.length : place, 0, { row, score })
    best.length = Math.min(best.length, count)
  }
  return best.map(({ row }) => row)
}

export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let index = 0; index < a.length; index++) sum += a[index]! * b[index]!
  return sum
}
