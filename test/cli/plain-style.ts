import { plainPaint } from '../../src/cli/text/paint.ts'
import type { Style } from '../../src/cli/text/style.ts'
import { unicode } from '../../src/cli/text/symbols.ts'

/** What a pipe gets: no colour, and nothing cut. */
export const plainStyle: Style = { paint: plainPaint, symbols: unicode, columns: Number.POSITIVE_INFINITY }
