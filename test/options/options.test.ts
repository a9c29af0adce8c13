import { describe, test } from 'vitest'
import type { AssetOptions, CheckOptions } from '../../src/define/definition.ts'
import type { BatchOptions } from '../../src/define/table.ts'
import type { Document, Project } from '../rig/project.ts'
import {
  callsAfter,
  callsOfSecondRun,
  type Example,
  ended,
  failingOnce,
  holdExample,
  inThisThread,
  isLate,
  listed,
  shown,
  statusOfIt,
  stepOf,
} from './example.ts'

const imports = ["import { size } from '../src/size.ts'", "import { asText, small } from '../src/schemas.ts'"]
const two = "[{ id: 1, text: 'a' }, { id: 2, text: 'b' }]"

const asset =
  (body: string, beside = ''): Example['lines'] =>
  (option) => [
    `export const it = asset({ ${[beside, option].filter(Boolean).join(', ')} }, async () => { await called('it'); ${body} })`,
  ]
const rows = asset(`return ${two}`)
const check =
  (body: string): Example['lines'] =>
  (option) => [
    `export const raw = asset(() => ${two})`,
    `export const it = check({ ${option} }, async ({ raw }) => { await called('it'); ${body} })`,
  ]
const map =
  (body: string, { call = 'map', beside = '' } = {}): Example['lines'] =>
  (option) => [
    `export const raw = asset(() => [{ id: 1, kind: 'x' }, { id: 2, kind: 'x' }])`,
    "export const other = asset(() => [{ of: process.env.OTHER ?? '0' }])",
    `export const it = asset(({ raw, other }) => raw.${call}({ ${[beside, option].filter(Boolean).join(', ')} }, async (row) => { ${body} }))`,
  ]

const common = {
  description: {
    lines: rows,
    option: "description: 'Two rows'",
    see: listed('description'),
    without: undefined,
    with: 'Two rows',
  },
  group: { lines: rows, option: "group: 'text'", see: listed('group'), without: undefined, with: 'text' },
  tags: { lines: rows, option: "tags: ['daily']", see: listed('tags'), without: [], with: ['daily'] },
  owners: { lines: rows, option: "owners: ['team']", see: listed('owners'), without: [], with: ['team'] },
  retries: { lines: rows, option: 'retries: 1', see: failingOnce, without: 'ASSET_FAILED', with: 'ran' },
  timeout: {
    lines: asset(`await new Promise((resolve) => setTimeout(resolve, 300)); return ${two}`),
    option: "timeout: '20ms'",
    see: ended,
    without: 'ran',
    with: 'ASSET_TIMEOUT',
  },
} as const
const reviewed = {
  lines: asset('return [{ now: Date.now() }]'),
  option: "reviewed: { clock: 'it is told' }",
  see: async (project: Project) => (await project.run(['doctor'])).stdout.includes('Date.now'),
  without: true,
  with: false,
}

/** Of what may read partitions, and have them. */
const reading = (lines: Example['lines']) => ({
  partitions: { lines, option: 'partitions: {}', see: ended, without: 'ran', with: 'refused' },
  reads: { lines, option: 'reads: { raw: 1 }', see: ended, without: 'ran', with: 'refused' },
})

const ofAssets: Record<keyof AssetOptions, Example> = {
  ...common,
  engine: {
    lines: (option) => [
      `export const it = asset.python({ ${['file: "./it.py"', option].filter(Boolean).join(', ')} })`,
    ],
    option: "engine: 'spark'",
    see: async (project) => {
      project.edit({ 'assets/it.py': 'def it(): ...\n' })
      return (await project.assets('list')).stderr.includes('has an engine, which is for sql')
    },
    without: false,
    with: true,
  },
  volatile: { lines: rows, option: 'volatile: true', see: callsOfSecondRun, without: 0, with: 1 },
  schema: { lines: rows, option: 'schema: small', see: ended, without: 'ran', with: 'ASSET_SCHEMA' },
  strict: {
    lines: asset(`return ${two}`, 'schema: asText'),
    option: 'strict: true',
    see: ended,
    without: 'ran',
    with: 'ASSET_SCHEMA',
  },
  onInvalid: {
    lines: asset(`return ${two}`, 'schema: small'),
    option: "onInvalid: 'drop'",
    see: ended,
    without: 'ASSET_SCHEMA',
    with: 'ran',
  },
  maxInvalid: {
    lines: asset(`return ${two}`, "schema: small, onInvalid: 'drop'"),
    option: 'maxInvalid: 0',
    see: ended,
    without: 'ran',
    with: 'ASSET_SCHEMA',
  },
  empty: {
    lines: asset(`return process.env.NONE === '1' ? [] : ${two}`),
    option: "empty: 'fail'",
    see: async (project) => {
      await project.assets('materialize')
      const step = await stepOf(project, { NONE: '1' })
      return step.error?.code ?? step.outcome
    },
    without: 'ran',
    with: 'ASSET_NO_ROWS',
  },
  ordered: {
    lines: asset(`return process.env.BACKWARDS === '1' ? ${two}.reverse() : ${two}`),
    option: 'ordered: true',
    see: async (project) => {
      const before = await stepOf(project)
      const after = await stepOf(project, { BACKWARDS: '1' })
      return before.version === after.version
    },
    without: true,
    with: false,
  },
  reviewed,
  isolate: {
    lines: asset(`return [{ here: ${inThisThread} }]`),
    option: "isolate: 'thread'",
    see: shown,
    without: [{ here: true }],
    with: [{ here: false }],
  },
  codeVersion: {
    lines: asset('return [{ id: size() }]'),
    option: "codeVersion: '1'",
    see: callsAfter('=> 1', '=> 2'),
    without: 1,
    with: 0,
  },
  fingerprint: {
    lines: asset('return [{ id: size() }]'),
    option: "fingerprint: 'strict'",
    see: callsAfter('unread = 1', 'unread = 2'),
    without: 0,
    with: 1,
  },
  ...reading(rows),
  maxAge: { lines: rows, option: 'maxAge: 1', see: statusOfIt, without: 'fresh', with: 'stale' },
  dueBy: { lines: rows, option: "dueBy: { cron: '@hourly' }", see: isLate, without: false, with: true },
  pool: { lines: rows, option: "pool: 'api'", see: ended, without: 'ran', with: 'refused' },
  previous: {
    lines: (option) => [
      `export const it = asset({ schema: small, ${option} }, (_, context) => [{ id: Reflect.get(context, 'previous') === undefined ? 0 : 1 }])`,
    ],
    option: 'previous: true',
    see: async (project) => {
      await project.assets('materialize')
      await project.assets('materialize', '--force')
      return (await project.json('query', 'SELECT id FROM it')).rows[0].id
    },
    without: 0,
    with: 1,
  },
}

const ofChecks: Record<keyof CheckOptions, Example> = {
  isolate: {
    lines: check(`return !${inThisThread}`),
    option: "isolate: 'thread'",
    see: ended,
    without: 'CHECK_FAILED',
    with: 'ran',
  },
  ...(Object.fromEntries(
    Object.entries(common).map(([name, example]) => [name, { ...example, lines: check('return true') }]),
  ) as typeof common),
  retries: { ...common.retries, lines: check('return true'), without: 'ASSET_FAILED', with: 'ran' },
  timeout: { ...common.timeout, lines: check('await new Promise((resolve) => setTimeout(resolve, 300)); return true') },
  severity: {
    lines: check('return false'),
    option: "severity: 'warn'",
    see: async (project) => (await project.assets('materialize')).exitCode,
    without: 1,
    with: 0,
  },
  reviewed: { ...reviewed, lines: check('return Date.now() > 0') },
  ...reading(check('return true')),
}

const ofRows: Record<keyof BatchOptions<unknown>, Example> = {
  key: {
    lines: map('return row'),
    // A key is one row's alone.
    option: "key: 'kind'",
    see: ended,
    without: 'ran',
    with: 'ASSET_ROW_KEY',
  },
  concurrency: {
    lines: map(
      'globalThis.running = (globalThis.running ?? 0) + 1; const most = globalThis.running; await new Promise((resolve) => setTimeout(resolve, 50)); globalThis.running -= 1; return { most }',
    ),
    option: 'concurrency: 2',
    see: async (project) => Math.max(...(await shown(project)).map((row: Document) => Number(row.most))),
    without: 1,
    with: 2,
  },
  onRowError: {
    lines: map("if (row.id === 2) throw new Error('two'); return row"),
    option: "onRowError: 'quarantine'",
    see: ended,
    without: 'ASSET_FAILED',
    with: 'ran',
  },
  retries: {
    lines: map("await called('it'); return row", { beside: "onRowError: 'retry'" }),
    option: 'retries: 0',
    see: failingOnce,
    without: 'ran',
    with: 'ASSET_FAILED',
  },
  maxErrors: {
    lines: map("if (row.id === 2) throw new Error('two'); return row", { beside: "onRowError: 'quarantine'" }),
    option: 'maxErrors: 0',
    see: ended,
    without: 'ran',
    with: 'ASSET_FAILED',
  },
  lookups: {
    lines: map('return { of: (await other.all()).length }'),
    option: 'lookups: [other]',
    see: async (project) => {
      await project.assets('materialize')
      return (await stepOf(project, { OTHER: '1' })).work.computed
    },
    without: 2,
    with: 0,
  },
  size: {
    lines: map('return row.map(() => ({ n: row.length }))', { call: 'mapBatches' }),
    option: 'size: 1',
    see: shown,
    without: undefined,
    with: [{ n: 1 }, { n: 1 }],
  },
}

describe.each([
  ['asset', ofAssets],
  ['check', ofChecks],
  ['map', ofRows],
] as const)('an option of %s changes what it is for:', (_, examples) => {
  test.each(Object.entries(examples))('%s', (_name, example) =>
    holdExample({ ...example, lines: (option) => [...imports, ...example.lines(option)] }),
  )
})
