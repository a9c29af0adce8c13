import { describe, expect, test } from 'vitest'
import { runDocument } from '../../src/app/documents/run.ts'
import { assetsIn } from '../../src/app/open/changed.ts'
import { renderFailures, renderSummary } from '../../src/cli/render/run/run.ts'
import { unitFactsOf } from '../../src/plan/units.ts'
import { unitOf } from '../../src/unit.ts'
import { assessed, facts, node, stepResult } from './hand-built.ts'
import { plainStyle } from './plain-style.ts'

describe('the end of a run', () => {
  const error = {
    code: 'ASSET_FAILED',
    message: 'TypeError: no',
    at: 'assets/a.ts:3:9',
    fix: 'mend it: assets logs report',
  }
  const failed = stepResult('report', 'failed', { error })
  const held = stepResult('table', 'failed', {
    error: { code: 'CHECK_FAILED', message: 'the new version of table is held back', fix: 'mend the data' },
  })

  test('every failure in full, naming the asset and where to read what it printed', () => {
    expect(renderFailures([failed, stepResult('below', 'blocked'), held], plainStyle)).toBe(`\
error ASSET_FAILED  assets/a.ts:3:9
  report: TypeError: no
  mend it: assets logs report

error CHECK_FAILED
  the new version of table is held back
  mend the data`)
    expect(renderFailures([stepResult('a', 'ran')], plainStyle)).toBe('')
  })

  test.each([
    [
      [stepResult('a', 'ran'), stepResult('b', 'unchanged'), stepResult('c', 'skipped')],
      '✓ 1 ran, 1 unchanged, 1 fresh · 3 m 12 s',
    ],
    [[stepResult('a', 'skipped'), stepResult('b', 'skipped')], '✓ 2 fresh, nothing to do · 3 m 12 s'],
    [[failed, stepResult('b', 'blocked'), stepResult('c', 'ran')], '✗ 1 failed, 1 blocked, 1 ran · 3 m 12 s'],
    [[stepResult('a', 'cancelled')], '! 1 cancelled · 3 m 12 s'],
    [
      [stepResult('a', 'ran', { warning: 'x' }), stepResult('b', 'cut_off')],
      '✓ 1 ran, 1 cut off, 1 warning · 3 m 12 s',
    ],
  ])('one line sums it up: %#', (steps, line) => {
    expect(renderSummary({ steps, durationMs: 192_000 }, plainStyle)).toBe(line)
  })

  test('the document counts every outcome, and lists the failures', () => {
    const document = runDocument({
      run: 'r',
      steps: [failed, stepResult('b', 'ran', { rows: 3, version: 'v' })],
      warnings: [],
    })
    expect(document).toEqual({
      run: 'r',
      steps: [
        { asset: 'report', outcome: 'failed', durationMs: 400, causes: [], error },
        { asset: 'b', outcome: 'ran', rows: 3, version: 'v', durationMs: 400, causes: [] },
      ],
      counts: {
        ran: 1,
        unchanged: 0,
        reused: 0,
        cut_off: 0,
        skipped: 0,
        observed: 0,
        failed: 1,
        blocked: 0,
        cancelled: 0,
      },
      warnings: [],
      error,
    })
    expect(runDocument({ run: 'r', steps: [failed, held], warnings: [] })).toMatchObject({
      error,
      errors: [error, held.error],
    })
  })
})

test('changed: selects what is written in a changed file, and what reaches into one', () => {
  const reaching = (name: string, parts: Record<string, string>, at: string) =>
    assessed(name, 'fresh', {
      facts: {
        ...unitFactsOf(facts(node(name, { at })), unitOf(name)),
        code: { digest: 'd', parts, via: {}, places: {} },
      },
    })
  const assets = [
    reaching('own', {}, 'assets/my file.ts:3'),
    reaching('helper', { 'assets/b.ts helper': 'x', 'lib/my text.ts clean': 'y' }, 'assets/b.ts:1'),
    reaching('other', { 'lib/other.ts clean': 'y' }, 'assets/c.ts:1'),
  ]
  expect([...assetsIn(new Set(['assets/my file.ts']), assets)]).toEqual(['own'])
  expect([...assetsIn(new Set(['lib/my text.ts']), assets)]).toEqual(['helper'])
  expect([...assetsIn(new Set(['lib/nobody.ts']), assets)]).toEqual([])
})
