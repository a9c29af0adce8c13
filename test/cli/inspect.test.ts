import { describe, expect, test } from 'vitest'
import { explainDocument } from '../../src/app/documents/explain.ts'
import { historyDocument } from '../../src/app/documents/history.ts'
import { listDocument } from '../../src/app/documents/list.ts'
import type { Cause } from '../../src/causes.ts'
import { renderExplain } from '../../src/cli/render/explain/explain.ts'
import { renderList } from '../../src/cli/render/plan/list.ts'
import { renderHistory } from '../../src/cli/render/run/history.ts'
import { renderLogs } from '../../src/cli/render/run/logs.ts'
import { renderDoctor } from '../../src/cli/render/store/doctor.ts'
import { buildGraph } from '../../src/graph/build.ts'
import type { HistoryEntry } from '../../src/store/interface.ts'
import { unitOf } from '../../src/unit.ts'
import { assessed, codeChanged, explained, neverMade, node, noon, stored, upstreamStale } from './hand-built.ts'
import { plainStyle } from './plain-style.ts'

describe('explain', () => {
  const ingredients = {
    code: {
      'assets/documents.ts chunk': 'aaa',
      'assets/documents.ts chunked_documents': 'bbb',
      'assets/old.ts gone': 'ccc',
    },
    config: { '/options/ordered': 'false' },
    environment: { MODEL: 'hash', KEY: 'other' },
    packages: { zod: '4.6.7 sha512-abc', kysely: '0.29.9 sha512-def' },
    inputs: [{ asset: 'raw_documents', version: 'v1', columns: null }],
  }
  const envChanged: Cause = {
    kind: 'env_changed',
    subject: 'MODEL',
    before: 'hash',
    after: 'unset',
    message: 'environment changed: MODEL is no longer set',
  }
  const stale = assessed('chunked_documents', 'stale', {
    causes: [
      { ...codeChanged, subject: 'assets/documents.ts chunk', via: ['assets/documents.ts chunked_documents'] },
      envChanged,
      upstreamStale('raw_documents'),
    ],
    current: stored('chunked_documents', { ingredients, durationMs: 400 }),
    facts: {
      ...assessed('chunked_documents', 'stale', { node: { upstream: ['raw_documents', 'terms'] } }).facts,
      code: {
        digest: 'd',
        parts: {
          'assets/documents.ts chunk': 'xxx',
          'assets/documents.ts chunked_documents': 'bbb',
          'assets/new.ts here': 'ddd',
        },
        via: {},
        places: {},
      },
      config: { '/options/ordered': 'true' },
      packages: { zod: '4.7.0 sha512-xyz', kysely: '0.29.9 sha512-def' },
    },
  })

  test('one page: why with before and after, what was compared and is equal, and what to do', () => {
    const explanation = {
      changes: [
        {
          asset: 'chunked_documents',
          label: 'assets/documents.ts chunk',
          change: 'edited' as const,
          text: { before: 'function chunk() {\n  return 1\n}', after: 'function chunk() {\n  return 2\n}' },
        },
      ],
      roots: [{ ...codeChanged, asset: 'raw_documents' }],
    }
    const surroundings = { first: ['raw_documents'], mayFollow: ['a', 'b'], estimateMs: 900, estimateBelowMs: 4100 }
    const view = explained(stale, { explanation, surroundings, now: noon + 3 * 86_400_000 })
    expect(renderExplain(view, plainStyle)).toBe(`\
● chunked_documents  stale  assets/documents.ts:12
  made 2 d ago in 0.4 s, 2,412 rows, 1.2 MB, run 20261126-053012-7f3a2c

  Why
    environment changed: MODEL is no longer set
    code changed in assets/documents.ts
      chunk edited  line 40
         function chunk() {
        -  return 1
        +  return 2
         }
    raw_documents is stale
      code changed in assets/documents.ts
        assets/documents.ts chunk() edited

  Compared, and equal
    code       assets/documents.ts  chunked_documents
    variables  KEY
    packages   kysely 0.29.9
    reads      raw_documents

  What to do
    takes about 0.9 s, raw_documents included
    if chunked_documents comes out the same, nothing below runs
    at most 2 assets follow, about 4.1 s in all
    assets materialize chunked_documents   makes it, after raw_documents
    assets materialize chunked_documents+  and what follows from it`)
  })

  test('why not: a fresh asset says what was compared', () => {
    const fresh = assessed('a', 'fresh', {
      current: stored('a', { ingredients: { ...ingredients, inputs: [] } }),
      facts: {
        ...assessed('a', 'fresh').facts,
        code: { digest: 'd', parts: ingredients.code, via: {}, places: {} },
        config: ingredients.config,
      },
    })
    expect(renderExplain(explained(fresh, { now: noon + 60_000 }), plainStyle)).toBe(`\
✓ a  fresh  assets/documents.ts:12
  made 57 s ago in 2.1 s, 2,412 rows, 1.2 MB, run 20261126-053012-7f3a2c

  Why not: compared, and equal
    code       assets/documents.ts  chunk and chunked_documents
               assets/old.ts  gone
    config     /options/ordered false
    variables  KEY and MODEL`)
  })

  test('what was never made has nothing to be compared with', () => {
    const missing = assessed('a', 'missing', { causes: [neverMade], current: undefined })
    expect(renderExplain(explained(missing), plainStyle)).toBe(`\
○ a  missing  assets/documents.ts:12

  Why
    never materialized

  What to do
    it has never run: nobody knows how long it takes
    nothing reads it
    assets materialize a  makes it`)
  })

  test('the document has the fingerprint, and never the hash of a variable', () => {
    const document = explainDocument(explained(stale))
    expect(document).toMatchObject({
      name: 'chunked_documents',
      status: 'stale',
      fingerprint: {
        code: [
          { file: 'assets/documents.ts', declaration: 'chunk', change: 'edited' },
          { file: 'assets/documents.ts', declaration: 'chunked_documents', change: 'unchanged' },
          { file: 'assets/new.ts', declaration: 'here', change: 'added' },
          { file: 'assets/old.ts', declaration: 'gone', change: 'removed' },
        ],
        config: { '/options/ordered': { before: 'false', after: 'true', change: 'edited' } },
        env: { MODEL: { before: 'set', change: 'removed' }, KEY: { before: 'set', after: 'set', change: 'unchanged' } },
        inputs: [
          { parameter: 'raw_documents', asset: 'raw_documents', version: 'v1', changed: false },
          { parameter: 'terms', asset: 'terms', version: null, changed: true },
        ],
      },
    })
  })
})

describe('list', () => {
  const nodes = [
    node('raw', { kind: 'source', at: 'assets/a.ts:3' }),
    node('report', {
      upstream: ['raw'],
      description: 'What it says',
      tags: ['weekly'],
      owners: ['ada'],
      group: 'g',
      at: 'assets/a.ts:9',
    }),
    node('valid', { kind: 'check', upstream: ['report'], at: 'assets/a.ts:20' }),
  ]

  test('is a table and a count of kinds', () => {
    expect(renderList(nodes, plainStyle)).toBe(`\
  NAME    KIND    READS   DESCRIPTION   AT
  raw     source                        assets/a.ts:3
  report  asset   raw     What it says  assets/a.ts:9
  valid   check   report                assets/a.ts:20
1 asset, 1 source, 1 check`)
  })

  test('the document has both directions and every field', () => {
    expect(listDocument({ nodes: [nodes[1]!], graph: buildGraph(nodes) })).toEqual({
      assets: [
        {
          name: 'report',
          kind: 'asset',
          upstream: ['raw'],
          downstream: ['valid'],
          description: 'What it says',
          tags: ['weekly'],
          group: 'g',
          owners: ['ada'],
          at: 'assets/a.ts:9',
          partitioned: false,
        },
      ],
    })
  })
})

describe('history', () => {
  const entry: HistoryEntry = {
    run: '20261126-053012-7f3a2c',
    unit: unitOf('report'),
    version: 'v',
    key: 'k',
    rows: 2412,
    sizeBytes: 1_234_567,
    startedAt: noon,
    durationMs: 400,
    outcome: 'ran',
    causes: [codeChanged],
  }
  const failed: HistoryEntry = {
    ...entry,
    version: null,
    rows: null,
    sizeBytes: null,
    outcome: 'failed',
    error: { code: 'ASSET_FAILED', message: 'Error: no\nmore' },
  }

  test('is the newest first, with why it was made or why it was not', () => {
    expect(renderHistory({ records: [failed, entry], now: noon + 42_000 }, plainStyle)).toBe(`\
     WHEN      ASSET   OUTCOME   ROWS    SIZE  TOOK   RUN                     WHY
  ✗  42 s ago  report  failed                  0.4 s  20261126-053012-7f3a2c  Error: no
  ✓  42 s ago  report  ran      2,412  1.2 MB  0.4 s  20261126-053012-7f3a2c  code changed: assets/documents.ts chunk() edited`)
    expect(renderHistory({ records: [], now: noon }, plainStyle)).toBe('nothing has been made yet')
  })

  test('says who accepted what, and why; what was taken over from that later has its own reason', () => {
    const accepted = { by: 'ann (Ann Lee)', because: 'only a rename', at: noon + 10_000, from: 'r' }
    const records = [
      { ...entry, outcome: 'reused' as const, accepted },
      { ...entry, outcome: 'accepted' as const, accepted },
    ]
    const [, taken, said] = renderHistory({ records, now: noon + 42_000 }, plainStyle).split('\n')
    expect(said).toMatch(/^ {2}✓ {2}32 s ago {2}report {2}accepted .* accepted by ann \(Ann Lee\): only a rename$/)
    expect(taken).toMatch(/^ {2}✓ {2}42 s ago {2}report {2}reused .* code changed: /)
    expect(historyDocument(records.slice(1))).toMatchObject({
      records: [{ accepted: { by: 'ann (Ann Lee)', at: '2026-11-26T05:30:22.000Z' } }],
    })
  })

  test('the document has ISO times, and no partition where there is none', () => {
    expect(historyDocument([entry])).toEqual({
      records: [
        {
          run: '20261126-053012-7f3a2c',
          asset: 'report',
          version: 'v',
          key: 'k',
          rows: 2412,
          sizeBytes: 1_234_567,
          startedAt: '2026-11-26T05:30:12.000Z',
          durationMs: 400,
          outcome: 'ran',
          causes: [codeChanged],
        },
      ],
    })
  })
})

test('logs are lines with their time and asset', () => {
  const lines = [
    { run: 'r', unit: unitOf('a'), at: noon, level: 'info' as const, message: 'hello' },
    { run: 'r', unit: unitOf('longer'), at: noon + 1000, level: 'warn' as const, message: 'cut' },
  ]
  expect(renderLogs(lines, plainStyle)).toBe('05:30:12 a       hello\n05:30:13 longer  ! cut')
  expect(renderLogs([], plainStyle)).toBe('nothing was printed')
})

test('doctor says what is wrong and what to do', () => {
  const findings = [
    { name: 'node', state: 'ok' as const, found: '24.21.0 on linux-x64' },
    { name: 'disk', state: 'bad' as const, found: '12 MB free', fix: 'free some space' },
  ]
  expect(renderDoctor(findings, plainStyle)).toBe(`\
✓ node  24.21.0 on linux-x64
✗ disk  12 MB free
        fix: free some space
1 of 2 are not all right`)
  expect(renderDoctor(findings.slice(0, 1), plainStyle).split('\n').at(-1)).toBe('this machine is all right')
})
