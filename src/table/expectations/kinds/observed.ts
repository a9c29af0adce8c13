/** DuckDB's measure as a number; `undefined` where there was nothing to measure. */
export function numberOf(measured: unknown): number | undefined {
  if (measured === null || measured === undefined) return undefined
  const number = Number(measured)
  return Number.isNaN(number) ? undefined : number
}
