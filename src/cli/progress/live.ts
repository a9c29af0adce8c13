import type { RunEvent } from '../../events.ts'
import type { Style } from '../text/style.ts'
import { width } from '../text/width.ts'
import { footerLines } from './footer.ts'
import { type LineOptions, lastingLine } from './lines.ts'
import type { Reporter, ReporterOptions } from './reporting.ts'
import { advance, createRunState } from './state.ts'

const hideCursor = '\x1b[?25l'
const showCursor = '\x1b[?25h'
const clearBelow = '\x1b[J'
const redrawMs = 100

/**
 * Finished assets scroll up as lines, and a footer below them is drawn over and over, at most ten times a second. Every
 * write takes the old footer off first, so that a line never lands in the middle of it.
 */
export function liveReporter(options: ReporterOptions): Reporter {
  const { screen, clock, lines, estimates, concurrency, shown } = options
  const state = createRunState()
  let drawn: readonly string[] = []
  let pending = ''
  let drawnAt = clock()
  const style = (): Style => ({ ...lines.style, columns: screen.columns ?? 80 })

  function redraw(footer: readonly string[]): void {
    const text = erase(drawn, screen.columns ?? 80) + pending + footer.map((line) => `${line}\n`).join('')
    drawn = footer
    drawnAt = clock()
    pending = ''
    if (text !== '') screen.write(text)
  }
  const draw = () => redraw(footerLines({ state, estimates, concurrency, now: clock(), groups: lines.groups }, style()))
  const timer = setInterval(draw, redrawMs).unref()
  // The cursor is shown again whatever ends the process, even an uncaught error.
  const restore = () => screen.write(showCursor)
  process.once('exit', restore)
  screen.write(hideCursor)

  return {
    emit(event: RunEvent) {
      advance(state, event, clock())
      const line = lastingLine(event, { ...lines, style: style() } satisfies LineOptions)
      if (line !== undefined) pending += `${shown(line)}\n`
      // User code that blocks the event loop keeps the timer from firing, but its events still arrive.
      if (clock() - drawnAt >= redrawMs) draw()
    },
    close() {
      clearInterval(timer)
      redraw([])
      process.removeListener('exit', restore)
      restore()
    },
  }
}

/**
 * Takes the footer off: up to its first row, and clear from there. The rows are counted by the width there is now,
 * since a terminal that was made narrower has wrapped the lines that were drawn.
 */
export function erase(drawn: readonly string[], columns: number): string {
  const rows = drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(width(line) / columns)), 0)
  return rows === 0 ? '' : `\x1b[${rows}A\r${clearBelow}`
}
