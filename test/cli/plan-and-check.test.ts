import { describe, expect, test } from 'vitest'
import { planDocument } from '../../src/app/documents/plan.ts'
import { statusDocument } from '../../src/app/documents/status.ts'
import type { AssetView } from '../../src/app/open/view.ts'
import { actions, type Cause, statuses } from '../../src/causes.ts'
import { renderCheck } from '../../src/cli/render/plan/check.ts'
import { renderPlan } from '../../src/cli/render/plan/plan.ts'
import { renderStatus } from '../../src/cli/render/plan/status.ts'
import { annotations, stepSummary } from '../../src/cli/render/run/github.ts'
import { ascii } from '../../src/cli/text/symbols.ts'
import { width } from '../../src/cli/text/width.ts'
import { unitOf } from '../../src/unit.ts'
import {
  alone,
  codeChanged,
  neverMade,
  noon,
  planStep,
  stored,
  twoOfFourteen,
  upstreamStale,
  view,
} from './hand-built.ts'
import { plainStyle } from './plain-style.ts'

const threeSteps = [
  planStep('raw_documents', 'skip', { status: 'fresh', current: stored('raw_documents'), estimateMs: 2100 }),
  planStep('chunked_documents', 'run', {
    causes: [codeChanged],
    current: stored('chunked_documents', { durationMs: 400 }),
    estimateMs: 400,
  }),
  planStep('embedded_documents', 'run?', {
    status: 'maybe',
    causes: [upstreamStale('chunked_documents')],
    current: stored('embedded_documents', { durationMs: 192_400 }),
    estimateMs: 192_400,
  }),
]

describe('plan', () => {
  test('reads as the contract shows it', () => {
    expect(renderPlan({ steps: threeSteps }, plainStyle)).toBe(`\
  ACTION  ASSET               WHY                                                          LAST
  skip    raw_documents       fresh (2,412 rows)                                           2.1 s
  run     chunked_documents   code changed: assets/documents.ts chunk() edited             0.4 s
  run?    embedded_documents  if chunked_documents changes                                 3 m 12 s
1 to run, 1 may follow, 1 fresh · about 3 m 13 s · nothing written.    Why? assets explain chunked_documents`)
  })

  test('with nothing to do there is nothing to explain', () => {
    const [first] = renderPlan({ steps: threeSteps.slice(0, 1) }, plainStyle)
      .split('\n')
      .slice(-1)
    expect(first).toBe('1 fresh · nothing written.')
  })

  test('fits a terminal of 80 columns', () => {
    const lines = renderPlan({ steps: threeSteps }, { ...plainStyle, columns: 80 })
      .split('\n')
      .slice(0, -1)
    for (const line of lines) expect(width(line)).toBeLessThanOrEqual(80)
  })

  test('one edit behind many assets is told once', () => {
    const steps = ['a', 'b', 'c'].map((name) => planStep(name, 'run', { causes: [codeChanged] }))
    const whys = renderPlan({ steps }, plainStyle)
      .split('\n')
      .slice(1, 4)
      .map((line) => line.slice(30).trim())
    expect(whys).toEqual(['code changed: assets/documents.ts chunk() edited', 'as a', 'as a'])
  })

  test('a step that hangs on several names them, and not too many', () => {
    const step = (names: string[]) => planStep('x', 'run?', { causes: names.map((name) => upstreamStale(name)) })
    const why = (names: string[]) =>
      renderPlan({ steps: [step(names)] }, plainStyle)
        .split('\n')[1]
        ?.slice(30)
        .trim()
    expect(why(['a', 'b'])).toBe('if a or b changes')
    expect(why(['a', 'b', 'c'])).toBe('if a, b or c changes')
    expect(why(['a', 'b', 'c', 'd'])).toBe('if a, b or 2 others change')
  })

  test('a reason is never empty, whatever is known of a step', () => {
    const work = { rows: new Map([[unitOf('x'), null]]), estimates: new Map() }
    for (const action of actions) {
      for (const status of statuses) {
        for (const asset of ['x', 'y']) {
          const [, line = ''] = renderPlan({ steps: [planStep(asset, action, { status })] }, plainStyle, work).split(
            '\n',
          )
          const why = line.slice(30).trim()
          expect(why.replace(/^rows\?;?/, '').trim(), `${action} ${status}`).not.toBe('')
        }
      }
    }
    const failure = { code: 'SOURCE_EMPTY', message: 'no file matches\nnotes.csv' }
    const unseen = planStep('x', 'run', { status: 'error', failure })
    expect(renderPlan({ steps: [unseen] }, plainStyle)).toContain('  no file matches\n')
    expect(planDocument({ steps: [unseen] })).toMatchObject({ steps: [{ error: failure }] })
  })

  test('reuse and observe say what they are', () => {
    const steps = [planStep('a', 'reuse', { causes: [codeChanged] }), planStep('b', 'observe', { kind: 'source' })]
    const lines = renderPlan({ steps }, plainStyle).split('\n')
    expect(lines[1]).toBe(
      '  reuse    a                   made before; code changed: assets/documents.ts chunk() edited',
    )
    expect(lines[2]).toBe('  observe  b                   asked whether it moved')
    expect(lines[3]).toBe('1 to reuse, 1 to observe · nothing written.')
  })

  test('the document has the steps in order, with estimates where there are any', () => {
    expect(planDocument({ steps: [threeSteps[1]!, planStep('new', 'run', { causes: [neverMade] })] })).toEqual({
      steps: [
        { asset: 'chunked_documents', action: 'run', causes: [codeChanged], estimateMs: 400 },
        { asset: 'new', action: 'run', causes: [neverMade] },
      ],
    })
  })
})

describe('check', () => {
  test('reads as the contract shows it', () => {
    expect(renderCheck(alone(twoOfFourteen()), plainStyle)).toBe(`\
✗ 2 of 14 assets are not up to date
  ● chunked_documents   stale   code changed: assets/documents.ts chunk() edited
  ○ embedded_documents  maybe   chunked_documents is stale
fix: assets materialize embedded_documents`)
  })

  test('without UTF-8 the symbols are ASCII', () => {
    expect(renderCheck(alone(twoOfFourteen()), { ...plainStyle, symbols: ascii })).toBe(`\
x 2 of 14 assets are not up to date
  * chunked_documents   stale   code changed: assets/documents.ts chunk() edited
  o embedded_documents  maybe   chunked_documents is stale
fix: assets materialize embedded_documents`)
  })

  test('a source nobody asked and a volatile asset are no reason to fail', () => {
    const assets = [view('a', 'fresh'), view('b', 'unknown'), view('c', 'pinned')]
    expect(renderCheck(alone(assets), plainStyle)).toBe('✓ all 3 assets are up to date\n  ✓ c  pinned')
    expect(renderCheck(alone(assets.slice(0, 1)), plainStyle)).toBe('✓ 1 asset is up to date')
  })

  test('one bad asset is spoken of as one, and a project with many ends is mended as a whole', () => {
    expect(renderCheck(alone([view('a', 'failed')]), plainStyle).split('\n')[0]).toBe(
      '✗ 1 of 1 asset is not up to date',
    )
    const many = ['a', 'b', 'c', 'd'].map((name) => view(name, 'missing', { causes: [neverMade] }))
    expect(renderCheck(alone(many), plainStyle).split('\n').at(-1)).toBe('fix: assets materialize')
  })

  test('of what checks hold back the checks are counted and named, also where they are not selected', () => {
    const failed = (name: string): Cause => ({
      kind: 'check_failed',
      subject: name,
      message: `the check ${name} failed`,
    })
    const gate = (name: string, table: string) => {
      const node = { kind: 'check' as const, at: `assets/${name}.ts:3`, upstream: [table] }
      return view(name, 'failed', { node, failure: { code: 'CHECK_FAILED', message: `the check ${name} failed` } })
    }
    const clean = view('clean', 'blocked', {
      causes: [failed('ids'), failed('texts'), neverMade, upstreamStale('raw')],
    })
    const all = [view('raw', 'fresh'), gate('ids', 'raw'), gate('texts', 'raw'), clean]
    const lines = (assets: AssetView[]) => renderCheck({ assets, all }, plainStyle).split('\n').slice(1)
    expect(lines([clean])).toEqual([
      '  ✗ clean  blocked  the check ids failed (and 1 more check)',
      'fix: mend the checks ids (assets/ids.ts:3) and texts (assets/texts.ts:3) or the data, then: assets materialize',
    ])
    expect(lines([view('x', 'stale', { causes: [codeChanged] }), gate('ids', 'raw')]).at(-1)).toBe(
      'fix: mend the check ids (assets/ids.ts:3) or the data, then: assets materialize',
    )
    // The table is to be made again, and nobody knows what the checks say of that.
    const again = [view('raw', 'stale', { causes: [codeChanged] }), ...all.slice(1)]
    expect(
      renderCheck({ assets: again.slice(1), all: again }, plainStyle)
        .split('\n')
        .at(-1),
    ).toBe('fix: assets materialize ids texts clean')
  })

  test('a failed asset says what it failed of, rather than why it was tried', () => {
    const failure = { code: 'ASSET_FAILED', message: 'TypeError: no\nat somewhere' }
    const lines = renderCheck(alone([view('a', 'failed', { causes: [codeChanged], failure })]), plainStyle).split('\n')
    expect(lines[1]).toBe('  ✗ a  failed  TypeError: no')
    const never = renderCheck(alone([view('a', 'missing', { causes: [neverMade], failure })]), plainStyle).split('\n')
    expect(never[1]).toBe('  ○ a  missing  TypeError: no')
  })

  test('a very long answer is cut, with the command for the rest', () => {
    const many = Array.from({ length: 45 }, (_, at) => view(`a${at}`, 'missing', { causes: [neverMade] }))
    const lines = renderCheck(alone(many), plainStyle).split('\n')
    expect(lines).toHaveLength(43)
    expect(lines.at(-2)).toBe('  … and 5 more: assets status')
  })
})

describe('in GitHub Actions', () => {
  test('each verdict stands at its own line, ten of them at most', () => {
    expect(annotations(twoOfFourteen())).toEqual([
      '::error file=assets/documents.ts,line=12,title=chunked_documents is stale::code changed: assets/documents.ts chunk() edited',
      '::error file=assets/documents.ts,line=12,title=embedded_documents is maybe::chunked_documents is stale',
    ])
    const many = Array.from({ length: 30 }, (_, at) => view(`a${at}`, 'missing', { causes: [neverMade] }))
    expect(annotations(many)).toHaveLength(10)
  })

  test('what GitHub would read as syntax is escaped', () => {
    const odd = view('a', 'stale', {
      causes: [{ kind: 'config_changed', message: '50% → 60%\nnew' }],
      node: { at: 'assets/a,b:c.ts:7' },
    })
    expect(annotations([odd])).toEqual([
      '::error file=assets/a%2Cb%3Ac.ts,line=7,title=a is stale::50%25 → 60%25%0Anew',
    ])
  })

  test('the step summary is a table', () => {
    expect(stepSummary(alone(twoOfFourteen()))).toBe(`\
### 2 of 14 assets are not up to date

| asset | status | why |
|---|---|---|
| chunked_documents | stale | code changed: assets/documents.ts chunk() edited |
| embedded_documents | maybe | chunked_documents is stale |

Fix: \`assets materialize embedded_documents\`
`)
    expect(stepSummary(alone([view('a', 'fresh')]))).toBe('1 asset is up to date\n')
  })
})

describe('status', () => {
  test('is a table with a line of counts', () => {
    const assets = [
      view('raw_documents', 'fresh', { node: { kind: 'source' } }),
      view('chunked_documents', 'stale', {
        causes: [codeChanged, { kind: 'forced', message: 'forced' }, upstreamStale('raw_documents')],
      }),
      view('report', 'missing', { causes: [neverMade], current: undefined }),
    ]
    expect(renderStatus({ assets, now: noon + 302_100 }, plainStyle)).toBe(`\
     ASSET              STATUS   WHY                                                             ROWS    SIZE  MADE
  ✓  raw_documents      fresh                                                                   2,412  1.2 MB  5 m ago
  ●  chunked_documents  stale    code changed: assets/documents.ts chunk() edited (and 1 more)  2,412  1.2 MB  5 m ago
  ○  report             missing  never materialized
1 fresh, 1 missing, 1 stale`)
  })

  test('the document counts every status, and says what it rests on', () => {
    expect(
      statusDocument({
        assets: [view('a', 'fresh'), view('b', 'missing', { causes: [neverMade], current: undefined })],
      }),
    ).toEqual({
      basis: 'store',
      assets: [
        {
          name: 'a',
          status: 'fresh',
          causes: [],
          rows: 2412,
          sizeBytes: 1_234_567,
          version: 'a1b2'.repeat(16),
          materializedAt: '2026-11-26T05:30:14.100Z',
        },
        { name: 'b', status: 'missing', causes: [neverMade] },
      ],
      counts: {
        error: 0,
        running: 0,
        failed: 0,
        blocked: 0,
        missing: 1,
        broken: 0,
        stale: 0,
        maybe: 0,
        unknown: 0,
        pinned: 0,
        fresh: 1,
      },
    })
  })
})
