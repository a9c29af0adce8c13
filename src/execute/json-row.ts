/** A row as JSON can hold it: it is shown, never read back as data. */
export function jsonRow(row: object): Readonly<Record<string, unknown>> {
  const text = JSON.stringify(row, (_, value) => (typeof value === 'bigint' ? String(value) : value))
  return JSON.parse(text)
}
