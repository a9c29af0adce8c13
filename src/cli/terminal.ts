import type { Environment, Globals } from './globals.ts'
import { isOn } from './globals.ts'
import { paintFor } from './text/paint.ts'
import type { Style } from './text/style.ts'
import { ascii, unicode } from './text/symbols.ts'

/** What is known of a stream before anything is written to it. */
export interface Screen {
  readonly isTTY?: boolean
  readonly columns?: number
}

export async function styleOf(screen: Screen, color: Globals['color'], env: Environment): Promise<Style> {
  return {
    paint: await paintFor(colorLevel(screen, color, env)),
    symbols: hasUtf8(env) ? unicode : ascii,
    columns: screen.isTTY ? (screen.columns ?? 80) : Number.POSITIVE_INFINITY,
  }
}

/**
 * `--color` decides; then FORCE_COLOR (0 to 3, true, false), then NO_COLOR (https://no-color.org), then whether it is a
 * terminal. FORCE_COLOR beats NO_COLOR, as in Node itself.
 */
export function colorLevel(screen: Screen, color: Globals['color'], env: Environment): 0 | 1 | 2 | 3 {
  if (color === 'never') return 0
  if (color === 'always') return 1
  const forced = env.FORCE_COLOR
  if (forced !== undefined) return forcedLevel(forced)
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== '') return 0
  return screen.isTTY && env.TERM !== 'dumb' ? 1 : 0
}

function forcedLevel(value: string): 0 | 1 | 2 | 3 {
  if (value === '0' || value === 'false') return 0
  if (value === '2') return 2
  return value === '3' ? 3 : 1
}

/**
 * The first of the locale variables that is set decides, as in libc; where none is, only the Linux console is doubted.
 */
export function hasUtf8(env: Environment): boolean {
  const locale = [env.LC_ALL, env.LC_CTYPE, env.LANG].find((value) => value !== undefined && value !== '')
  if (locale !== undefined) return /utf-?8/i.test(locale)
  return env.TERM !== 'linux'
}

/** A footer that moves needs a terminal with a cursor, and somebody who looks at it. */
export function isLive(screen: Screen, env: Environment): boolean {
  return screen.isTTY === true && env.TERM !== 'dumb' && !isOn(env.CI)
}
