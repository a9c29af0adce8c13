import type { Status } from '../../causes.ts'
import { unreachable } from '../../util/unreachable.ts'

export interface Symbols {
  readonly good: string
  readonly stale: string
  readonly open: string
  readonly bad: string
  readonly running: string
  readonly unknown: string
  readonly warn: string
  readonly dot: string
  readonly ellipsis: string
  readonly arrow: string
}

export const unicode: Symbols = {
  good: '✓',
  stale: '●',
  open: '○',
  bad: '✗',
  running: '↻',
  unknown: '?',
  warn: '!',
  dot: '·',
  ellipsis: '…',
  arrow: '→',
}

/** For a terminal without UTF-8: every symbol is still one column wide, and no two are equal. */
export const ascii: Symbols = {
  good: '+',
  stale: '*',
  open: 'o',
  bad: 'x',
  running: '~',
  unknown: '?',
  warn: '!',
  dot: '-',
  ellipsis: '...',
  arrow: '->',
}

export function statusSymbol(status: Status, symbols: Symbols): string {
  switch (status) {
    case 'fresh':
    case 'pinned':
      return symbols.good
    case 'stale':
      return symbols.stale
    case 'missing':
    case 'maybe':
      return symbols.open
    case 'failed':
    case 'blocked':
    case 'broken':
    case 'error':
      return symbols.bad
    case 'running':
      return symbols.running
    case 'unknown':
      return symbols.unknown
    default:
      return unreachable(status)
  }
}
