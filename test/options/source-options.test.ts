import { describe, expect, test } from 'vitest'
import { type ReadOptions, readOptionFormats } from '../../src/define/read-options.ts'
import type { ContentOptions, FilesOptions, SourceOptions, TableOptions } from '../../src/define/source.ts'
import type { Project } from '../rig/project.ts'
import {
  answered,
  type Example,
  ended,
  failingOnce,
  holdExample,
  inThisThread,
  isLate,
  shown,
  slow,
  statusOfIt,
  stepOf,
  told,
  two,
} from './example.ts'

const write = "import { mkdirSync, writeFileSync } from 'node:fs'"

type Lines = Example['lines']
const withOptions = (...options: readonly string[]) => options.filter(Boolean).join(', ')

const called: Lines = (option) => [
  `export const it = source({ ${withOptions('observe: () => 1', option)} }, async () => { await called('it'); return ${two} })`,
]
/** Files that are there when the table of contents is loaded. */
const ofFile =
  (define: (option: string) => string): Lines =>
  (option) => [
    write,
    "import { size } from '../src/size.ts'",
    "import { loading } from '../src/loading.ts'",
    "import { asText, small } from '../src/schemas.ts'",
    "if (process.env.GONE !== '1') { mkdirSync('data', { recursive: true }); writeFileSync('data/it.csv', 'id,text\\n1,a\\n2,b\\n') }",
    `export const it = ${define(option)}`,
  ]
const files = ofFile((option) => `source.files('data/*.csv', { ${withOptions("as: 'text'", option)} })`)
const table = (beside = '') => ofFile((option) => `source.table('data/*.csv', { ${withOptions(beside, option)} })`)

/** The second run finds no rows. */
const emptied = async (project: Project) => {
  await project.assets('materialize')
  const step = await stepOf(project, { GONE: '1', NONE: '1' })
  return step.error?.code ?? step.outcome
}

const ofSources: Record<keyof SourceOptions, Example> = {
  ...told(called),
  isolate: {
    lines: (option) => [`export const it = source({ ${option} }, () => [{ here: ${inThisThread} }])`],
    option: "isolate: 'thread'",
    see: shown,
    without: [{ here: true }],
    with: [{ here: false }],
  },
  maxAge: { lines: called, option: 'maxAge: 1', see: statusOfIt, without: 'unknown', with: 'stale' },
  dueBy: { lines: called, option: "dueBy: { cron: '@hourly' }", see: isLate, without: false, with: true },
  pool: { lines: called, option: "pool: 'api'", see: ended, without: 'observed', with: 'refused' },
  partitions: { lines: called, option: 'partitions: {}', see: ended, without: 'observed', with: 'refused' },
  retries: { lines: called, option: 'retries: 1', see: failingOnce, without: 'ASSET_FAILED', with: 'observed' },
  timeout: {
    lines: (option) => [`export const it = source({ ${option} }, async () => { ${slow}; return ${two} })`],
    option: "timeout: '20ms'",
    see: ended,
    without: 'observed',
    with: 'ASSET_TIMEOUT',
  },
  empty: {
    lines: (option) => [`export const it = source({ ${option} }, () => process.env.NONE === '1' ? [] : ${two})`],
    option: "empty: 'allow'",
    see: emptied,
    without: 'SOURCE_EMPTY',
    with: 'observed',
  },
  observe: {
    lines: (option) => [`export const it = source({ ${option} }, async () => { await called('it'); return ${two} })`],
    option: 'observe: () => 1',
    see: async (project) => {
      await project.assets('materialize')
      await project.assets('materialize')
      return project.calls.count('it')
    },
    without: 2,
    with: 1,
  },
  reviewed: {
    lines: (option) => [
      `export const it = source({ ${option} }, async () => [{ ...(await import(process.env.LIB ?? '../src/size.ts')) }])`,
    ],
    ...answered,
  },
}

/** So many files that reading them takes longer than a call may, which another call may mend. */
const reading = (define: (folder: string, option: string) => string) => {
  const lines =
    (beside = ''): Lines =>
    (option) => [
      write,
      "for (const folder of ['data', 'node_modules/letters']) mkdirSync(folder, { recursive: true })",
      `writeFileSync('node_modules/letters/package.json', '{ "name": "letters", "version": "1.0.0" }')`,
      "for (let n = 0; n < 300; n++) writeFileSync((n % 2 ? 'data/' : 'node_modules/letters/') + n + '.csv', 'id,text\\n1,a\\n')",
      `export const it = ${define('data', withOptions(beside, option))}`,
    ]
  return {
    retries: {
      lines: lines('timeout: 1'),
      option: 'retries: { attempts: 2, delay: 1 }',
      see: async (project: Project) => {
        const { stdout, stderr } = await project.run(['materialize'])
        return `${stdout}${stderr}`.includes('call 1 of 2 failed')
      },
      without: false,
      with: true,
    },
    timeout: { lines: lines(), option: 'timeout: 1', see: ended, without: 'observed', with: 'ASSET_TIMEOUT' },
  } as const satisfies Record<string, Example>
}
/** The second time its glob matches nothing. */
const emptyGlob = (define: (glob: string, option: string) => string): Example => ({
  lines: (option) => [
    write,
    "for (const folder of ['data', 'node_modules/letters']) mkdirSync(folder, { recursive: true })",
    `writeFileSync('node_modules/letters/package.json', JSON.stringify({ name: 'letters', version: process.env.GONE ?? '1.0.0' }))`,
    "for (const folder of ['data', 'node_modules/letters']) writeFileSync(folder + '/it.csv', 'id\\n1\\n')",
    `export const it = ${define("process.env.GONE === '1' ? 'gone.csv' : ['data/*.csv', 'it.csv']", option)}`,
  ],
  option: "empty: 'allow'",
  see: emptied,
  without: 'SOURCE_EMPTY',
  with: 'observed',
})

const rowsOrError = async (project: Project) => {
  const step = await stepOf(project)
  return step?.error?.code ?? (await shown(project)).length
}

const ofFiles: Record<keyof FilesOptions<'text'>, Example> = {
  ...told(files),
  maxAge: { lines: files, option: 'maxAge: 1', see: statusOfIt, without: 'fresh', with: 'stale' },
  dueBy: { lines: files, option: "dueBy: { cron: '@hourly' }", see: isLate, without: false, with: true },
  pool: { lines: files, option: "pool: 'api'", see: ended, without: 'observed', with: 'refused' },
  partitions: { lines: files, option: 'partitions: {}', see: ended, without: 'observed', with: 'refused' },
  as: {
    // Without it the definition is refused.
    lines: ofFile((option) => `source.files('data/*.csv', { ${option} } as never)`),
    option: "as: 'text'",
    see: ended,
    without: 'refused',
    with: 'observed',
  },
  ...reading((folder, option) => `source.files('${folder}/*.csv', { ${withOptions("as: 'text'", option)} })`),
  empty: emptyGlob((glob, option) => `source.files(${glob}, { ${withOptions("as: 'text'", option)} })`),
}

const fromPackage = (as: string) => (option: string) => [
  ...emptyGlob((glob, given) => `source.package('letters', ${glob}, { ${withOptions(as, given)} } as never)`).lines(
    option,
  ),
]
const packages = fromPackage("as: 'text'")
const ofPackages: Record<keyof ContentOptions<'text'>, Example> = {
  ...told(packages),
  maxAge: { lines: packages, option: 'maxAge: 1', see: statusOfIt, without: 'fresh', with: 'stale' },
  dueBy: { lines: packages, option: "dueBy: { cron: '@hourly' }", see: isLate, without: false, with: true },
  pool: { lines: packages, option: "pool: 'api'", see: ended, without: 'observed', with: 'refused' },
  as: { lines: fromPackage(''), option: "as: 'text'", see: ended, without: 'refused', with: 'observed' },
  ...reading((_, option) => `source.package('letters', '*.csv', { ${withOptions("as: 'text'", option)} })`),
  empty: emptyGlob((glob, option) => `source.package('letters', ${glob}, { ${withOptions("as: 'text'", option)} })`),
}

const ofTables: Omit<Record<keyof TableOptions, Example>, keyof ReadOptions> = {
  ...told(table()),
  maxAge: { lines: table(), option: 'maxAge: 1', see: statusOfIt, without: 'fresh', with: 'stale' },
  dueBy: { lines: table(), option: "dueBy: { cron: '@hourly' }", see: isLate, without: false, with: true },
  pool: { lines: table(), option: "pool: 'api'", see: ended, without: 'observed', with: 'refused' },
  ...reading((folder, option) => `source.table('${folder}/*.csv', { ${option} })`),
  empty: emptyGlob((glob, option) => `source.table(${glob}, { ${option} })`),
  partitions: { lines: table(), option: 'partitions: {}', see: ended, without: 'observed', with: 'refused' },
  reviewed: {
    lines: table('schema: loading'),
    ...answered,
  },
  format: {
    lines: ofFile((option) => `source.table('data/*.csv', { ${withOptions('header: true', option)} } as never)`),
    option: "format: 'json'",
    see: ended,
    without: 'observed',
    with: 'refused',
  },
  schema: { lines: table(), option: 'schema: small', see: ended, without: 'observed', with: 'ASSET_SCHEMA' },
  strict: {
    lines: table('schema: asText'),
    option: 'strict: true',
    see: ended,
    without: 'observed',
    with: 'ASSET_SCHEMA',
  },
  onInvalid: {
    lines: table('schema: small'),
    option: "onInvalid: 'drop'",
    see: rowsOrError,
    without: 'ASSET_SCHEMA',
    with: 1,
  },
  maxInvalid: {
    lines: table("schema: small, onInvalid: 'drop'"),
    option: 'maxInvalid: 0',
    see: ended,
    without: 'observed',
    with: 'ASSET_SCHEMA',
  },
}

describe.each([
  ['source', ofSources],
  ['source.files', ofFiles],
  ['source.package', ofPackages],
  ['source.table', ofTables],
] as const)('an option of %s changes what it is for:', (_, examples) => {
  test.each(Object.entries(examples))('%s', (_name, example) => holdExample(example as Example))
})

test('every other option of a table source is one of its reading, which test/files/read-options holds', () => {
  expect(Object.keys(readOptionFormats).filter((name) => name in ofTables)).toEqual([])
})
