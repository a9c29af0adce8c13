/** `2,412`: the same in every locale, because scripts and tests read it. */
export function thousands(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ',')
}

/** `1 row`, `2,412 rows`. The plural is the noun and `s` where none is given. */
export function count(value: number, noun: string, plural = `${noun}s`): string {
  return `${thousands(value)} ${value === 1 ? noun : plural}`
}
