import type { Status } from '../../causes.ts'

/** Statuses under which what is below may still turn out to be right. */
const upToDate: ReadonlySet<Status> = new Set(['fresh', 'pinned', 'unknown'])

export const isUpToDate = (status: Status): boolean => upToDate.has(status)
