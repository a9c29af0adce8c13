import { dot } from './dot.ts'

/** What is wrong with a vector that should have so many finite numbers and length 1; `undefined` where nothing is. */
export function vectorFault(vector: Float32Array, dimensions: number): string | undefined {
  if (vector.length !== dimensions) return `it has ${vector.length} dimensions in place of ${dimensions}`
  if (!vector.every(Number.isFinite)) return 'it has a number that is not finite'
  const length = Math.sqrt(dot(vector, vector))
  // Far more than 32 bits lose in 512 additions, and far less than a vector that nobody scaled.
  return Math.abs(length - 1) > 1e-4 ? `its length is ${length}` : undefined
}
