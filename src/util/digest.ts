import { createHash } from './process/node-crypto.ts'

/** One tagged field of a digest; a list is hashed with its length, so that no two lists run together. */
export type Field = readonly [tag: string, value: string | number | boolean | null | readonly string[]]

/**
 * sha256 over tagged, length-prefixed fields, as 64 hex digits. Without the lengths `["ab", "c"]` and `["a", "bc"]`
 * would be one hash, and without the tags so would two fields that changed places.
 */
export function digestFields(scheme: string, fields: Iterable<Field>): string {
  const hash = createHash('sha256')
  // There may be very many, and each call of the hash takes longer than its work.
  let open = ''
  const add = (text: string) => {
    open += `${Buffer.byteLength(text)}:${text}`
    if (open.length < bufferLength) return
    hash.update(open)
    open = ''
  }
  add(scheme)
  for (const [tag, value] of fields) {
    add(tag)
    if (Array.isArray(value)) {
      add(`list ${value.length}`)
      value.forEach(add)
    } else {
      add(`${value === null ? 'null' : typeof value} ${value}`)
    }
  }
  return hash.update(open).digest('hex')
}
const bufferLength = 65_536

/** The entries of a map as one list, sorted by name, so that the order in which they were found does not count. */
export function sortedEntries(map: Readonly<Record<string, string>>): readonly string[] {
  return Object.keys(map)
    .sort()
    .flatMap((name) => [name, map[name] as string])
}
