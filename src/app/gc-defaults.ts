/** What `gc` keeps where nobody says how much. */
export const gcDefaults = { keep: 3, olderThan: '7d' } as const
