import { jsonRow } from '../../util/safe-json.ts'
import type { Row } from '../rows/result-columns.ts'
import type { RowLineage } from '../rows/row-lineage.ts'

/** Characters of a text. */
const longest = 200

export function rowLineageDocument({ chains, ...lineage }: RowLineage, asset: string): object {
  return {
    ...lineage,
    asset,
    table: lineage.asset,
    chains: chains.map(({ hops, end }) => ({ hops: hops.map((hop) => ({ ...hop, row: rowDocument(hop.row) })), end })),
  }
}

export function rowDocument(row: Row): Row {
  const cut = (value: unknown) =>
    typeof value === 'string' && value.length > longest ? `${value.slice(0, longest)}…` : value
  return Object.fromEntries(Object.entries(jsonRow(shortRow(row))).map(([name, value]) => [name, cut(value)]))
}

/** Vectors and bytes say nothing to a reader; lists of a few values would do, but are rarely what a row is known by. */
export function shortRow(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).filter(([, value]) => !Array.isArray(value) && !ArrayBuffer.isView(value)),
  )
}
