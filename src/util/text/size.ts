const units = ['kB', 'MB', 'GB', 'TB'] as const

/** `812 B`, `1.2 MB`: decimal units, as disks and clouds count. */
export function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  let amount = bytes
  let unit = -1
  // 999.5 would print as `1000`, so that it moves on to the next unit.
  while (amount >= 999.5 && unit < units.length - 1) {
    amount /= 1000
    unit += 1
  }
  return `${amount < 9.95 ? amount.toFixed(1) : Math.round(amount)} ${units[unit]}`
}
