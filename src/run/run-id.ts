import { randomBytes } from 'node:crypto'

/** Sorts by time, and two runs of one second differ: `20261126-053012-7f3a2c`. */
export function newRunId(now: Date): string {
  const stamp = now.toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15)
  return `${stamp}-${randomBytes(3).toString('hex')}`
}
