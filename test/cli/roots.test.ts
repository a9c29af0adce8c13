import { describe, expect, test } from 'vitest'
import type { Cause } from '../../src/causes.ts'
import { renderCheck } from '../../src/cli/render/plan/check.ts'
import { renderPlan } from '../../src/cli/render/plan/plan.ts'
import { rootLines } from '../../src/cli/render/plan/roots.ts'
import { renderStatus } from '../../src/cli/render/plan/status.ts'
import { alone, codeChanged, neverMade, noon, planStep, upstreamStale, view } from './hand-built.ts'
import { plainStyle } from './plain-style.ts'

const helper: Cause = {
  kind: 'code_changed',
  subject: 'src/text.ts split',
  at: 'src/text.ts:3',
  message: 'code changed: src/text.ts split edited',
}
const names = Array.from({ length: 200 }, (_, at) => `asset_${at}`)
const told = 'behind 200 assets: code changed: src/text.ts split edited  src/text.ts:3'
const times = (text: string, part: string) => text.split(part).length - 1

describe('one edit behind 200 assets', () => {
  test('of a helper that all of them reach', () => {
    const assets = names.map((name) => view(name, 'stale', { causes: [helper] }))
    const status = renderStatus({ assets, now: noon }, plainStyle)
    expect(times(status, 'split edited')).toBe(2)
    expect(status.split('\n').slice(-2)).toEqual([told, '200 stale'])
    const plan = renderPlan({ steps: names.map((name) => planStep(name, 'run', { causes: [helper] })) }, plainStyle)
    expect(times(plan, 'split edited')).toBe(2)
    expect(plan.split('\n').at(-2)).toBe(told)
    const check = renderCheck(alone(assets), plainStyle)
    expect(times(check, 'split edited')).toBe(2)
    expect(check.split('\n').slice(-3)).toEqual(['  … and 160 more: assets status', told, 'fix: assets materialize'])
  })

  test('of the first of a chain: every row below says of whom it waits', () => {
    const inherited = { ...upstreamStale('asset_0'), roots: [{ ...helper, asset: 'asset_0' }] }
    const assets = names.map((name, at) =>
      view(name, at === 0 ? 'stale' : 'maybe', { causes: at === 0 ? [helper] : [inherited] }),
    )
    const status = renderStatus({ assets, now: noon }, plainStyle)
    expect(times(status, 'asset_0 is stale')).toBe(199)
    expect(times(status, 'split edited')).toBe(2)
    expect(status.split('\n').slice(-2)).toEqual([told, '1 stale, 199 maybe'])
  })
})

test('two rows with one cause need no line of their own, nor does what was never made', () => {
  const row = (name: string, ...causes: Cause[]) => ({ name, causes })
  expect(rootLines([row('a', codeChanged), row('b', codeChanged)], plainStyle)).toEqual([])
  const missing = ['a', 'b', 'c', 'd'].map((name) => row(name, neverMade))
  expect(rootLines(missing, plainStyle)).toEqual([])
})

test('a root that has no place is told with its asset, and of many roots the first five', () => {
  const below = ['b', 'c', 'd'].map((name) => ({ name, causes: [upstreamStale('a', [{ ...neverMade, asset: 'a' }])] }))
  expect(rootLines(below, plainStyle)).toEqual(['behind 3 assets: a: never materialized'])
  const many = Array.from({ length: 7 }, (_, at) => ({
    ...helper,
    subject: `s${at}`,
    message: `code changed: s${at} edited`,
  }))
  const lines = rootLines(
    ['a', 'b', 'c'].map((name) => ({ name, causes: many })),
    plainStyle,
  )
  expect(lines).toHaveLength(6)
  expect(lines[5]).toBe('… and 2 more causes behind several')
})
