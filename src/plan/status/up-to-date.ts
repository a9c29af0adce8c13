import type { Status } from '../../causes.ts'

/** Statuses under which the units below may still turn out to be up to date. */
const upToDate: ReadonlySet<Status> = new Set(['fresh', 'pinned', 'unknown'])

export const isUpToDate = (status: Status): boolean => upToDate.has(status)
