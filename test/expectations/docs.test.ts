import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createProject } from '../rig/project.ts'

const files = (amount: string) => ({
  'assets/index.ts': `import { expectations, expectColumnMaxToBeBetween, expectColumnValuesToBeInSet } from 'assetstore/expectations'
import { asset, check } from '#project'
export const orders = asset({ description: 'What was <b>bought</b>' }, () => [{ id: 1, amount: ${amount}, status: '<i>open</i>' }])
export const other = asset(() => [{ id: 1 }])
export const suite = check({ severity: 'warn' }, ({ orders }) => expectations(orders, [
  expectColumnValuesToBeInSet('status', { valueSet: ['open'] }),
  expectColumnMaxToBeBetween('amount', { max: 10, severity: 'info' }),
]))
export const plain = check(({ orders }) => true)
`,
})

test('docs writes a page for each table and check, with what came of it and its history', async () => {
  await using project = await createProject(files('20'))
  await project.assets('materialize')
  project.edit(files('5'))
  await project.assets('materialize')
  const report = await project.json('docs', '--out', 'pages')
  const out = join(project.folder, 'pages')
  const names = ['check-plain.html', 'check-suite.html', 'index.html', 'table-orders.html', 'table-other.html']
  expect(readdirSync(out).toSorted()).toEqual(names)
  expect(report).toMatchObject({ tables: 2, checks: 2 })
  expect(report.files.toSorted()).toEqual(names)
  const page = (name: string) => readFileSync(join(out, name), 'utf8')
  const suite = page('check-suite.html')
  expect(suite).toContain('column values to be in set')
  expect(suite).toContain('1 unexpected (100 %): &lt;i&gt;open&lt;/i&gt;')
  expect(suite.match(/<span class="failed"/g)).toHaveLength(2)
  expect(suite).toContain('<td>&lt;i&gt;open&lt;/i&gt;</td>')
  expect(suite).toContain('assets show orders --failing suite')
  expect(suite).toContain('! failed, which only warns')
  expect(page('index.html')).toContain('2 tables, 2 checks</p>')
  expect(page('index.html')).toContain('<a href="check-suite.html">suite</a>')
  expect(page('table-orders.html')).toContain('What was &lt;b&gt;bought&lt;/b&gt;')
  for (const name of names) {
    expect(page(name)).toContain('prefers-color-scheme: dark')
    // Nothing is asked for from outside, and every link has its page.
    expect(page(name)).not.toMatch(/https?:|<script|<link|@import|url\(/)
    for (const [, file = ''] of page(name).matchAll(/href="([^"]*)"/g)) expect(names).toContain(file)
  }
})

test('of a selection it writes what is selected, and never over a file of another origin', async () => {
  await using project = await createProject(files('5'))
  await project.assets('materialize')
  expect((await project.json('docs', 'other', '--out', 'pages')).files).toEqual(['index.html', 'table-other.html'])
  expect((await project.json('docs', 'other', '--out', 'pages')).exitCode).toBe(0)
  writeFileSync(join(project.folder, 'pages/index.html'), '<h1>mine</h1>')
  const refused = await project.json('docs', '--out', 'pages')
  expect(refused.error).toMatchObject({ code: 'CLI_USAGE', fix: 'name another folder: --out <folder>' })
  expect(readFileSync(join(project.folder, 'pages/index.html'), 'utf8')).toBe('<h1>mine</h1>')
})

test('the page of a suite has the notes of its authors, and is no wider than a phone', async () => {
  const kwargs = { column: 'status', value_set: ['open'] }
  const one = (notes: unknown) => ({ expectation_type: 'expect_column_values_to_be_in_set', kwargs, meta: { notes } })
  const long = { ...one(null), kwargs: { ...kwargs, value_set: ['x'.repeat(400)] }, severity: 'warning' }
  const suite = {
    expectations: [one('As <b>agreed</b>'), one({ format: 'markdown', content: ['Since', 'May'] }), one(null), long],
  }
  await using project = await createProject({
    'assets/index.ts': `import { expectations } from 'assetstore'
import { asset, check } from '#project'
export const orders = asset(() => [{ status: 'open' }])
export const suite = check(({ orders }) => expectations(orders, ${JSON.stringify(suite)}))
`,
  })
  await project.assets('materialize')
  await project.json('docs', '--out', 'pages')
  const page = readFileSync(join(project.folder, 'pages', 'check-suite.html'), 'utf8')
  expect(page.match(/value_set open<\/span>(.*?)<\/td>/g)).toEqual([
    'value_set open</span><br>As &lt;b&gt;agreed&lt;/b&gt;</td>',
    'value_set open</span><br>Since May</td>',
    'value_set open</span></td>',
  ])
  // Of a long value a page has the beginning.
  expect(page).toContain(`value_set ${'x'.repeat(300)}…</span>`)
  // The names of the rules that fail, which have no place to break.
  expect(page).toContain('p { overflow-wrap: anywhere; }')
})
