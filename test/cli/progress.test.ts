import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { footerLines, timeLeft } from '../../src/cli/progress/footer.ts'
import { lastingLine, plainLine } from '../../src/cli/progress/lines.ts'
import { erase } from '../../src/cli/progress/live.ts'
import { heartbeat } from '../../src/cli/progress/plain.ts'
import { createReporter } from '../../src/cli/progress/reporter.ts'
import { advance, createRunState } from '../../src/cli/progress/state.ts'
import { width } from '../../src/cli/text/width.ts'
import type { RunEvent } from '../../src/events.ts'
import { type Unit, unitOf } from '../../src/unit.ts'
import { stepResult } from './hand-built.ts'
import { plainStyle } from './plain-style.ts'

const lines = { style: plainStyle, nameWidth: 18, verbose: false }
const started = (name: string, attempt = 1): RunEvent => ({
  type: 'step_started',
  unit: unitOf(name),
  action: 'run',
  attempt,
})
const finished = (...of: Parameters<typeof stepResult>): RunEvent => ({
  type: 'step_finished',
  step: stepResult(...of),
})

function stateAfter(...events: readonly (readonly [number, RunEvent])[]) {
  const state = createRunState()
  for (const [at, event] of events) advance(state, event, at)
  return state
}

describe('a line that stays', () => {
  test.each<[RunEvent, string | undefined]>([
    [finished('chunked_documents', 'ran', { rows: 1900 }), '✓ chunked_documents   ran        1,900 rows  0.4 s'],
    [finished('report', 'unchanged', { rows: 1 }), '✓ report              unchanged  1 row  0.4 s'],
    [finished('report', 'reused', { rows: 1 }), '✓ report              reused     1 row'],
    [finished('report', 'cut_off', { rows: 1 }), '✓ report              cut off    nothing it reads has changed'],
    [finished('speeches', 'observed', { rows: 3 }), '✓ speeches            observed   3 rows  0.4 s'],
    [finished('report', 'skipped'), undefined],
    [
      finished('report', 'failed', { error: { code: 'ASSET_FAILED', message: 'Error: no\nsecond line' } }),
      '✗ report              failed     Error: no  0.4 s',
    ],
    [finished('report', 'blocked'), '○ report              blocked'],
    [finished('valid', 'ran', { kind: 'check' }), '✓ valid               passed     0.4 s'],
    [
      finished('valid', 'ran', { kind: 'check', warning: '2 rows fail' }),
      '! valid               warning    2 rows fail  0.4 s',
    ],
    [{ type: 'step_log', unit: unitOf('report'), level: 'info', message: 'hello' }, undefined],
    [{ type: 'step_log', unit: unitOf('report'), level: 'warn', message: 'cut 3 texts' }, '! report: cut 3 texts'],
    [
      { type: 'step_waiting', unit: unitOf('report'), pid: 4711, host: 'ada' },
      '↻ report              waits for process 4711 on ada, which makes it',
    ],
    [
      { type: 'step_retry', unit: unitOf('report'), attempt: 1, attempts: 4, delayMs: 1500, message: 'ECONNRESET' },
      undefined,
    ],
    [{ type: 'run_interrupted', signal: 'SIGINT' }, 'interrupted: what runs is stopped, what is made stays'],
    [started('report'), undefined],
  ])('%o', (event, line) => expect(lastingLine(event, lines)).toBe(line))

  test('a log file also tells of starts, once for each asset', () => {
    expect(plainLine(started('report'), lines)).toBe('↻ report              started')
    expect(plainLine(started('report', 2), lines)).toBeUndefined()
  })

  test('of rows that were not all computed it says what became of them', () => {
    const work = { computed: 12, recovered: 0, reused: 100_000, removed: 3, changed: 10, failed: 0 }
    const all = { ...work, reused: 0, removed: 0 }
    expect(lastingLine(finished('embedded', 'ran', { rows: 100_012, work }), lines)).toContain(
      'ran        100,012 rows (12 computed, 100,000 reused, 3 removed)',
    )
    expect(lastingLine(finished('embedded', 'ran', { rows: 12, work: all }), lines)).toMatch(/ran {8}12 rows(?! \()/)
  })

  test('--verbose also tells of what is fresh and of what was printed', () => {
    const verbose = { ...lines, verbose: true }
    expect(lastingLine(finished('report', 'skipped', { rows: 2 }), verbose)).toBe(
      '✓ report              skipped    2 rows',
    )
    expect(lastingLine({ type: 'step_log', unit: unitOf('report'), level: 'info', message: 'hello' }, verbose)).toBe(
      '· report: hello',
    )
  })
})

describe('the footer', () => {
  const view = { estimates: new Map([[unitOf('embedded_documents'), 192_000]]), concurrency: 2, now: 42_000 }

  test('says what runs, how far, and how long still', () => {
    const state = stateAfter(
      [0, { type: 'run_started', run: 'r', steps: 4 }],
      [0, finished('raw', 'skipped')],
      [0, started('embedded_documents')],
      [0, finished('chunked_documents', 'ran')],
      [40_000, { type: 'step_progress', unit: unitOf('embedded_documents'), rows: 1216 }],
      [40_000, started('rejected', 2)],
    )
    expect(footerLines({ ...view, state }, plainStyle)).toEqual([
      '↻ embedded_documents  1,216 rows · 42 s of about 3 m 12 s',
      '↻ rejected            2.0 s · attempt 2',
      '  1 of 3 done · about 2 m 30 s left',
    ])
  })

  test('rows that are computed one by one have a rate and a time left, which the last run does not know better', () => {
    const rows = (at: number, done: number): [number, RunEvent] => [
      at,
      { type: 'step_progress', unit: unitOf('embedded_documents'), rows: done, of: 100_000 },
    ]
    const first: [number, RunEvent][] = [
      [0, { type: 'run_started', run: 'r', steps: 1 }],
      [0, started('embedded_documents')],
      rows(2_000, 0),
    ]
    expect(footerLines({ ...view, state: stateAfter(...first, rows(42_000, 8_000)) }, plainStyle)).toEqual([
      '↻ embedded_documents  8,000 of 100,000 rows · 200 rows/s · about 7 m 40 s left · 42 s',
      '  0 of 1 done · about 7 m 40 s left',
    ])
    expect(footerLines({ ...view, state: stateAfter(...first), now: 2_100 }, plainStyle)[0]).toBe(
      '↻ embedded_documents  0 of 100,000 rows · 2.1 s',
    )
  })

  test('says that it waits for another process, and that it stops', () => {
    const state = stateAfter(
      [0, { type: 'run_started', run: 'r', steps: 1 }],
      [0, started('a')],
      [0, { type: 'step_waiting', unit: unitOf('a'), pid: 4711, host: 'ada' }],
      [0, { type: 'run_interrupted', signal: 'SIGINT' }],
    )
    expect(footerLines({ ...view, state, estimates: new Map() }, plainStyle)).toEqual([
      '↻ a  process 4711 makes it; waiting',
      '  0 of 1 done · stopping; Ctrl-C again to stop at once',
    ])
  })

  test('leaves the last column free at every width, and has at most ten lines', () => {
    const state = stateAfter(
      [0, { type: 'run_started', run: 'r', steps: 30 }],
      ...Array.from({ length: 30 }, (_, at) => [0, started(`a_very_long_name_of_an_asset_${at}`)] as const),
    )
    for (const columns of [20, 40, 80]) {
      const drawn = footerLines({ ...view, state }, { ...plainStyle, columns })
      expect(drawn).toHaveLength(10)
      for (const line of drawn) expect(width(line)).toBeLessThan(columns)
    }
  })

  test('time left is shared by all hands, but no shorter than the longest piece', () => {
    const state = createRunState()
    expect(
      timeLeft({
        state,
        estimates: new Map([
          [unitOf('a'), 10],
          [unitOf('b'), 10],
          [unitOf('c'), 10],
          [unitOf('d'), 10],
        ]),
        concurrency: 2,
        now: 0,
      }),
    ).toBe(20)
    expect(
      timeLeft({
        state,
        estimates: new Map([
          [unitOf('a'), 100],
          [unitOf('b'), 10],
        ]),
        concurrency: 2,
        now: 0,
      }),
    ).toBe(100)
    expect(timeLeft({ state, estimates: new Map(), concurrency: 2, now: 0 })).toBeUndefined()
    const running = stateAfter([0, started('a')], [0, finished('b', 'ran')])
    expect(
      timeLeft({
        state: running,
        estimates: new Map([
          [unitOf('a'), 100],
          [unitOf('b'), 10],
        ]),
        concurrency: 2,
        now: 30,
      }),
    ).toBe(70)
  })
})

test('taking the footer off counts the rows that a narrower terminal has wrapped it to', () => {
  expect(erase([], 80)).toBe('')
  expect(erase(['one', 'two'], 80)).toBe('\x1b[2A\r\x1b[J')
  expect(erase(['x'.repeat(79), 'two'], 40)).toBe('\x1b[3A\r\x1b[J')
})

describe('reporters', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })
  const options = (write: (text: string) => void) => ({
    screen: { columns: 80, write },
    clock: () => Date.now(),
    lines,
    shown: (line: string) => line,
    estimates: new Map<Unit, number>(),
    concurrency: 2,
  })

  test('a terminal: lines above, the footer below, redrawn at most ten times a second, the cursor given back', () => {
    const written: string[] = []
    const reporter = createReporter(
      'live',
      options((text) => written.push(text)),
    )
    expect(written.splice(0)).toEqual(['\x1b[?25l'])
    reporter.emit({ type: 'run_started', run: 'r', steps: 2 })
    reporter.emit(started('a'))
    for (let rows = 1; rows <= 5000; rows += 1) reporter.emit({ type: 'step_progress', unit: unitOf('a'), rows })
    expect(written).toEqual([])
    vi.advanceTimersByTime(100)
    expect(written.splice(0)).toEqual(['↻ a  5,000 rows · 0.1 s\n  0 of 2 done\n'])
    reporter.emit(finished('a', 'ran', { rows: 5000 }))
    vi.advanceTimersByTime(100)
    expect(written.splice(0)).toEqual([
      '\x1b[2A\r\x1b[J✓ a                   ran        5,000 rows  0.4 s\n  1 of 2 done\n',
    ])
    reporter.close()
    expect(written).toEqual(['\x1b[1A\r\x1b[J', '\x1b[?25h'])
    vi.advanceTimersByTime(1000)
    expect(written).toHaveLength(2)
  })

  test('a log: a line an event, and a sign of life every 30 s while something runs', () => {
    const written: string[] = []
    const reporter = createReporter(
      'plain',
      options((text) => written.push(text)),
    )
    reporter.emit({ type: 'run_started', run: 'r', steps: 2 })
    reporter.emit(started('a'))
    reporter.emit({ type: 'step_progress', unit: unitOf('a'), rows: 1216 })
    vi.advanceTimersByTime(60_000)
    reporter.emit(finished('a', 'ran', { rows: 2000 }))
    vi.advanceTimersByTime(60_000)
    reporter.close()
    expect(written).toEqual([
      '↻ a                   started\n',
      'still running: a 1,216 rows, 30 s (0 of 2 done)\n',
      'still running: a 1,216 rows, 1 m (0 of 2 done)\n',
      '✓ a                   ran        2,000 rows  0.4 s\n',
    ])
  })

  test('an asset that prints without end is cut short, and the log is named', () => {
    const written: string[] = []
    const reporter = createReporter(
      'plain',
      options((text) => written.push(text)),
    )
    for (let line = 1; line <= 100; line += 1) {
      reporter.emit({ type: 'step_log', unit: unitOf('a'), level: 'warn', message: `line ${line}` })
    }
    reporter.emit({ type: 'step_log', unit: unitOf('b'), level: 'error', message: 'another' })
    reporter.close()
    expect(written).toHaveLength(22)
    expect(written.slice(-3)).toEqual([
      '! a: line 20\n',
      '! a: more lines are in its log: assets logs a\n',
      '! b: another\n',
    ])
  })

  test('a heartbeat tells of everything that runs', () => {
    const state = stateAfter([0, { type: 'run_started', run: 'r', steps: 9 }], [0, started('a')], [1000, started('b')])
    expect(heartbeat(state, 30_000)).toBe('still running: a 30 s; b 29 s (0 of 9 done)')
    expect(heartbeat(createRunState(), 0)).toBeUndefined()
  })
})
