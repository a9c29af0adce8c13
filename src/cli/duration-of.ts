import { AssetError } from '../errors.ts'
import { parseDuration } from '../util/duration.ts'

/**
 * The ms of a duration that a flag was given.
 *
 * @throws AssetError `CLI_USAGE` for a text that is no duration, and for a bare number: options in code take it for ms,
 * and many other commands for seconds.
 */
export function durationOf(flag: string, text: string): number {
  const ms = parseDuration(text)
  if (ms !== undefined) return ms
  const number = text.trim()
  if (/^\d+(\.\d+)?$/.test(number)) {
    const fix = `say ${flag} ${number}s for seconds, or ${flag} ${number}ms for milliseconds`
    throw new AssetError({ code: 'CLI_USAGE', message: `${flag} ${number} has no unit`, fix })
  }
  throw new AssetError({
    code: 'CLI_USAGE',
    message: `${flag} does not know the duration "${text}"`,
    fix: 'say a number and a unit, such as 500ms, 30s, 5m or 2h',
  })
}

/** How long to wait for another process, in ms: `false` under `--no-wait`; for ever where neither option stands. */
export function waitMsOf(wait: boolean | string | undefined): number {
  if (wait === false) return 0
  return typeof wait === 'string' ? durationOf('--wait', wait) : Number.POSITIVE_INFINITY
}
