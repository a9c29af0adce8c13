import { expect, test } from 'vitest'
import type { Status } from '../../src/causes.ts'
import { buildGraph } from '../../src/graph/build.ts'
import { surroundingsOf } from '../../src/plan/below.ts'
import { node } from '../cli/hand-built.ts'

const graph = buildGraph([
  node('raw'),
  node('words', { upstream: ['raw'] }),
  node('count', { upstream: ['words'] }),
  node('report', { upstream: ['count'] }),
  node('other', { upstream: ['raw'] }),
])
const ask = (name: string, statuses: Partial<Record<string, Status>>, blocked = false) =>
  surroundingsOf(graph, { name, blocked }, (each) => ({
    status: statuses[each] ?? 'fresh',
    durationMs: each === 'other' ? undefined : 10,
  }))

test('what is above and not up to date is made first, and what is below may follow', () => {
  expect(ask('words', { raw: 'stale', words: 'maybe', count: 'maybe', report: 'maybe' })).toEqual({
    first: ['raw'],
    anyway: [],
    mayFollow: ['count', 'report'],
    blocked: [],
    estimateMs: 20,
    estimateBelowMs: 40,
  })
})

test('what is stale by itself runs whatever comes out above it', () => {
  expect(ask('words', { words: 'stale', count: 'stale', report: 'maybe' })).toMatchObject({
    anyway: ['count'],
    mayFollow: ['report'],
  })
})

test('what has never run counts for nothing in an estimate', () => {
  expect(ask('other', { other: 'missing' })).toMatchObject({ estimateMs: 0, estimateBelowMs: 0, mayFollow: [] })
})

test('what a check holds back neither runs nor follows', () => {
  expect(ask('words', { words: 'stale', count: 'blocked', report: 'blocked' })).toMatchObject({
    anyway: [],
    mayFollow: [],
    blocked: ['count', 'report'],
    estimateBelowMs: 10,
  })
  expect(ask('words', { words: 'failed', count: 'failed', report: 'blocked' }, true)).toMatchObject({
    anyway: [],
    mayFollow: [],
    blocked: ['count', 'report'],
    estimateMs: 0,
    estimateBelowMs: 0,
  })
})
