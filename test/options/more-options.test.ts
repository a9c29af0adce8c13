import { describe, test } from 'vitest'
import type { AnyEffectOptions, CommonOptions } from '../../src/define/definition.ts'
import { type ReadOptions, readOptionFormats } from '../../src/define/read-options.ts'
import type { FilesOptions, SourceOptions, TableOptions } from '../../src/define/source.ts'
import type { Project } from '../rig/project.ts'
import {
  answered,
  callsAfter,
  type Example,
  ended,
  failingOnce,
  holdExample,
  listed,
  shown,
  statusOfIt,
  stepOf,
} from './example.ts'

const write = "import { mkdirSync, writeFileSync } from 'node:fs'"
const two = "[{ id: 1, text: 'a' }, { id: 2, text: 'b' }]"
const slow = 'await new Promise((resolve) => setTimeout(resolve, 300))'

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
    "import { asText, loading, small } from '../src/schemas.ts'",
    "if (process.env.GONE !== '1') { mkdirSync('data', { recursive: true }); writeFileSync('data/it.csv', 'id,text\\n1,a\\n2,b\\n') }",
    `export const it = ${define(option)}`,
  ]
const files = ofFile((option) => `source.files('data/*.csv', { ${withOptions("as: 'text'", option)} })`)
const table = (beside = '') => ofFile((option) => `source.table('data/*.csv', { ${withOptions(beside, option)} })`)

const told = (lines: Lines): Omit<{ [Name in keyof CommonOptions]-?: Example }, 'retries' | 'timeout'> => ({
  description: {
    lines,
    option: "description: 'Two rows'",
    see: listed('description'),
    without: undefined,
    with: 'Two rows',
  },
  group: { lines, option: "group: 'text'", see: listed('group'), without: undefined, with: 'text' },
  tags: { lines, option: "tags: ['daily']", see: listed('tags'), without: [], with: ['daily'] },
  owners: { lines, option: "owners: ['team']", see: listed('owners'), without: [], with: ['team'] },
})
/** The second run finds no rows. */
const emptied = async (project: Project) => {
  await project.assets('materialize')
  const step = await stepOf(project, { GONE: '1', NONE: '1' })
  return step.error?.code ?? step.outcome
}

const ofSources: Record<keyof SourceOptions, Example> = {
  ...told(called),
  maxAge: { lines: called, option: 'maxAge: 1', see: statusOfIt, without: 'unknown', with: 'stale' },
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

const rowsOrError = async (project: Project) => {
  const step = await stepOf(project)
  return step?.error?.code ?? (await shown(project)).length
}

const ofFiles: Partial<Record<keyof FilesOptions<'text'>, Example>> = {
  ...told(files),
  maxAge: { lines: files, option: 'maxAge: 1', see: statusOfIt, without: 'fresh', with: 'stale' },
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
  empty: {
    lines: (option) => [
      write,
      "mkdirSync('data', { recursive: true })",
      "if (process.env.GONE !== '1') writeFileSync('data/it.csv', 'id\\n1\\n')",
      "const glob = process.env.GONE === '1' ? 'gone/*.csv' : 'data/*.csv'",
      `export const it = source.files(glob, { ${withOptions("as: 'text'", option)} })`,
    ],
    option: "empty: 'allow'",
    see: emptied,
    without: 'SOURCE_EMPTY',
    with: 'observed',
  },
}

const ofTables: Omit<Record<keyof TableOptions, Example>, keyof ReadOptions | 'retries' | 'timeout' | 'empty'> = {
  ...told(table()),
  maxAge: { lines: table(), option: 'maxAge: 1', see: statusOfIt, without: 'fresh', with: 'stale' },
  pool: { lines: table(), option: "pool: 'api'", see: ended, without: 'observed', with: 'refused' },
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

const effect =
  (body: string): Lines =>
  (option) => [
    "import { size } from '../src/size.ts'",
    `export const raw = asset(() => ${two})`,
    `export const it = effect({ ${option} }, async ({ raw }) => { await called('it'); ${body} })`,
  ]
const timesDone = async (project: Project) => {
  await project.assets('materialize')
  return project.calls.count('it')
}
const send = effect('return { sent: raw.count + size() }')

const ofEffects: Omit<Record<keyof AnyEffectOptions, Example>, 'target'> = {
  ...told(send),
  maxAge: { lines: send, option: 'maxAge: 1', see: statusOfIt, without: 'fresh', with: 'stale' },
  pool: { lines: send, option: "pool: 'api'", see: ended, without: 'ran', with: 'refused' },
  partitions: { lines: send, option: 'partitions: {}', see: ended, without: 'ran', with: 'refused' },
  reads: { lines: send, option: 'reads: { raw: {} }', see: ended, without: 'ran', with: 'refused' },
  retries: { lines: send, option: 'retries: 1', see: failingOnce, without: 'ASSET_FAILED', with: 'ran' },
  timeout: {
    lines: effect(`${slow}; return { sent: raw.count }`),
    option: "timeout: '20ms'",
    see: ended,
    without: 'ran',
    with: 'ASSET_TIMEOUT',
  },
  verify: {
    lines: send,
    option: 'verify: () => false',
    see: async (project) => {
      await project.assets('materialize')
      await project.assets('materialize', '--verify')
      return project.calls.count('it')
    },
    without: 1,
    with: 2,
  },
  environments: { lines: send, option: "environments: ['production']", see: timesDone, without: 1, with: 0 },
  manual: { lines: send, option: 'manual: true', see: timesDone, without: 1, with: 0 },
  codeVersion: { lines: send, option: "codeVersion: '1'", see: callsAfter('=> 1', '=> 2'), without: 1, with: 0 },
  fingerprint: {
    lines: send,
    option: "fingerprint: 'strict'",
    see: callsAfter('unread = 1', 'unread = 2'),
    without: 0,
    with: 1,
  },
  reviewed: {
    lines: effect('return { sent: process.env[String(raw.count)] ?? 0 }'),
    option: "reviewed: { environment: 'it is told' }",
    see: async (project) => (await project.run(['doctor'])).stdout.includes('process.env'),
    without: true,
    with: false,
  },
}

describe.each([
  ['source', ofSources],
  ['source.files', ofFiles],
  ['source.table', ofTables],
  ['effect', ofEffects],
] as const)('an option of %s changes what it is for:', (_, examples) => {
  test.each(Object.entries(examples))('%s', (_name, example) => holdExample(example as Example))
})

test('every other option of a table source is one of its reading, which test/files/read-options holds', ({
  expect,
}) => {
  expect(Object.keys(readOptionFormats).filter((name) => name in ofTables)).toEqual([])
})
