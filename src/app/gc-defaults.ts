/** The defaults of `gc`. */
export const gcDefaults = { keep: 3, olderThan: '7d' } as const
