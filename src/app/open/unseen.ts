/** Names of nodes that a use is about, each once, and whose code reads what no fingerprint sees. */
export function unseenAmong(names: Iterable<string>, unseen: ReadonlySet<string>): readonly string[] {
  if (unseen.size === 0) return []
  return [...new Set(names)].filter((name) => unseen.has(name))
}

export interface UnseenField {
  /** The nodes whose code reads what no fingerprint sees, where nobody has answered for that: `assets doctor`. */
  readonly unseen?: readonly string[]
}

/** The field of a document; an empty list has no field. */
export const unseenField = (names: readonly string[]): UnseenField => (names.length === 0 ? {} : { unseen: names })
