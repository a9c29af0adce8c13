import type { Outcome, Status } from '../../causes.ts'
import { unreachable } from '../../util/unreachable.ts'
import type { Paint } from './paint.ts'
import { type Symbols, statusSymbol } from './symbols.ts'

/** What a renderer has to know of the place it writes for. */
export interface Style {
  readonly paint: Paint
  readonly symbols: Symbols
  /** Columns of the terminal; `Infinity` where stdout is not a terminal, so that nothing is cut in a pipe. */
  readonly columns: number
  /** Control characters of cells are written as they are. */
  readonly raw?: boolean
}

export function paintStatus(text: string, status: Status, { paint }: Style): string {
  switch (status) {
    case 'fresh':
    case 'pinned':
      return paint.good(text)
    case 'stale':
    case 'maybe':
      return paint.warn(text)
    case 'missing':
    case 'running':
    case 'unknown':
      return paint.note(text)
    case 'failed':
    case 'blocked':
    case 'broken':
    case 'error':
      return paint.bad(text)
    default:
      return unreachable(status)
  }
}

export function markStatus(status: Status, style: Style): string {
  return paintStatus(statusSymbol(status, style.symbols), status, style)
}

export function markOutcome(outcome: Outcome, { paint, symbols }: Style): string {
  switch (outcome) {
    case 'ran':
    case 'unchanged':
    case 'reused':
    case 'cut_off':
    case 'skipped':
    case 'observed':
    case 'accepted':
      return paint.good(symbols.good)
    case 'failed':
      return paint.bad(symbols.bad)
    case 'blocked':
    case 'cancelled':
      return paint.warn(symbols.open)
    default:
      return unreachable(outcome)
  }
}
