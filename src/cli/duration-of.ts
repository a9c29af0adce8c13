import { AssetError } from '../errors.ts'
import { parseDuration } from '../util/duration.ts'

/**
 * The ms of a duration that a flag was given.
 *
 * @throws AssetError `CLI_USAGE` for what is none, and for a bare number: an option in code takes it for ms, and many
 *   commands of others for seconds.
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

/** How long another process is waited for, in ms: `false` under `--no-wait`; for ever where nothing was said. */
export function waitMsOf(wait: boolean | string | undefined): number {
  if (wait === false) return 0
  return typeof wait === 'string' ? durationOf('--wait', wait) : Number.POSITIVE_INFINITY
}
