export function indented(lines: readonly string[], by = 2): string[] {
  return lines.map((line) => (line === '' ? '' : ' '.repeat(by) + line))
}

/** `a`, `a and b`, `a, b and c`, `a, b, c and 3 more`. */
export function listed(names: readonly string[], most = 4): string {
  const lines = names.length > most ? [...names.slice(0, most - 1), `${names.length - most + 1} more`] : [...names]
  const last = lines.pop() ?? ''
  return lines.length === 0 ? last : `${lines.join(', ')} and ${last}`
}
