const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

/** `84 ms`, `0.4 s`, `42 s`, `3 m 12 s`, `2 h 5 m`, `1 d 3 h`: two units at most, the coarser first. */
export function duration(ms: number): string {
  if (ms < 99.5) return `${Math.round(ms)} ms`
  if (ms < 9_950) return `${(ms / second).toFixed(1)} s`
  const seconds = Math.round(ms / second)
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return pair(seconds, { size: 60, names: ['m', 's'] })
  const minutes = Math.round(ms / minute)
  if (minutes < 24 * 60) return pair(minutes, { size: 60, names: ['h', 'm'] })
  return pair(Math.round(ms / hour), { size: 24, names: ['d', 'h'] })
}

function pair(amount: number, unit: { readonly size: number; readonly names: readonly [string, string] }): string {
  const [large, small] = [Math.floor(amount / unit.size), amount % unit.size]
  return small === 0 ? `${large} ${unit.names[0]}` : `${large} ${unit.names[0]} ${small} ${unit.names[1]}`
}

/** `just now`, `5 m ago`, `3 d ago`: one unit, because nobody needs the seconds of yesterday. */
export function ago(then: number, now: number): string {
  const ms = now - then
  if (ms < 5 * second) return 'just now'
  if (ms < minute) return `${Math.floor(ms / second)} s ago`
  if (ms < hour) return `${Math.floor(ms / minute)} m ago`
  if (ms < day) return `${Math.floor(ms / hour)} h ago`
  return `${Math.floor(ms / day)} d ago`
}
