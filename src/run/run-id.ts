/** Ids sort by time, and two runs within one second differ: `20261126-053012-7f3a2c`. */
export function newRunId(now: Date): string {
  const stamp = now.toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15)
  return `${stamp}-${randomDigits()}`
}

/** Six hex digits. They only have to differ, and `node:crypto` takes 5 ms to load. */
function randomDigits(): string {
  return Math.floor(Math.random() * 0x1000000)
    .toString(16)
    .padStart(6, '0')
}
