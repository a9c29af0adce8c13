/** What `gc` keeps by default. */
export const gcDefaults = { keep: 3, olderThan: '7d' } as const

/** Entries of a history by default. */
export const historyEntries = 20

/** Hits of a search by default. */
export const searchHits = 10
