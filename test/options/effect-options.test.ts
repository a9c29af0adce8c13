import { describe, test } from 'vitest'
import type { AnyEffectOptions } from '../../src/define/definition.ts'
import type { Project } from '../rig/project.ts'
import {
  callsAfter,
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

type Lines = Example['lines']
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

const ofEffects: Record<keyof AnyEffectOptions, Example> = {
  ...told(send),
  isolate: {
    lines: effect(`return { here: ${inThisThread} }`),
    option: "isolate: 'thread'",
    see: async (project) => (await stepOf(project)).receipt,
    without: { here: true },
    with: { here: false },
  },
  maxAge: { lines: send, option: 'maxAge: 1', see: statusOfIt, without: 'fresh', with: 'stale' },
  dueBy: { lines: send, option: "dueBy: { cron: '@hourly' }", see: isLate, without: false, with: true },
  pool: { lines: send, option: "pool: 'api'", see: ended, without: 'ran', with: 'refused' },
  target: {
    // The rows are what a target is given, and no receipt.
    lines: effect(`return ${two}`),
    option: 'target: { sync: async (rows) => ({ kept: rows.length }) }',
    see: async (project) => (await ended(project)) === 'ran' && (await shown(project)),
    without: false,
    with: [{ kept: 2 }],
  },
  partitions: { lines: send, option: 'partitions: {}', see: ended, without: 'ran', with: 'refused' },
  reads: { lines: send, option: 'reads: { raw: 1 }', see: ended, without: 'ran', with: 'refused' },
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

describe('an option of an effect changes what it is for:', () => {
  test.each(Object.entries(ofEffects))('%s', (_, example) => holdExample(example))
})
