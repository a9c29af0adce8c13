import { expect, test } from 'vitest'
import { troubleOf } from '../../src/app/check/fail-on.ts'
import { viewOf } from '../../src/app/open/view.ts'
import { annotations } from '../../src/cli/render/run/github.ts'
import { junit } from '../../src/cli/render/run/junit.ts'
import { assessed, neverMade } from './hand-built.ts'

const bad = viewOf(
  assessed('a', 'stale', {
    causes: [{ kind: 'config_changed', message: 'config changed: /x "<&>" → \u0001' }],
    node: { at: 'assets/"a".ts:7' },
  }),
)
const fresh = viewOf(assessed('b', 'fresh'))

test('what XML would read as its own is escaped', () => {
  expect(junit([bad, fresh], () => true)).toBe(`\
<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="assets check" tests="2" failures="1" errors="0" skipped="0">
  <testsuite name="assets check" tests="2" failures="1" errors="0" skipped="0">
    <testcase classname="asset" name="a" file="assets/&quot;a&quot;.ts" line="7">
      <failure type="stale" message="stale: config changed: /x &quot;&lt;&amp;&gt;&quot; → \ufffd">config changed: /x &quot;&lt;&amp;&gt;&quot; → \ufffd</failure>
    </testcase>
    <testcase classname="asset" name="b" file="assets/documents.ts" line="12"/>
  </testsuite>
</testsuites>`)
})

test('what may be out of date is skipped, and a warning after all errors', () => {
  const missing = viewOf(assessed('c', 'missing', { causes: [neverMade] }))
  const fails = (view: typeof bad) => troubleOf(view) === 'missing'
  expect(junit([bad], fails)).toContain('failures="0" errors="0" skipped="1"')
  expect(junit([bad], fails)).toContain('      <skipped message="stale: config changed')
  expect(annotations([bad, missing], fails).map((line) => line.split(' ')[0])).toEqual(['::error', '::warning'])
})

test.each([
  ['stale', 'stale'],
  ['maybe', 'stale'],
  ['running', 'stale'],
  ['missing', 'missing'],
  ['broken', 'missing'],
  ['failed', 'failed'],
  ['error', 'failed'],
  ['unknown', undefined],
  ['pinned', undefined],
  ['fresh', undefined],
] as const)('%s is trouble of the kind %s', (status, kind) => {
  expect(troubleOf(viewOf(assessed('a', status)))).toBe(kind)
})

test('a check that failed is one of the tests', () => {
  const failure = { code: 'ASSET_FAILED', message: 'it threw' }
  expect(troubleOf(viewOf(assessed('a', 'failed', { failure, node: { kind: 'check' } })))).toBe('tests')
  expect(troubleOf(viewOf(assessed('a', 'failed', { failure: { code: 'CHECK_FAILED', message: 'held back' } })))).toBe(
    'tests',
  )
  expect(troubleOf(viewOf(assessed('a', 'failed', { failure })))).toBe('failed')
})
