import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const codeIn = (text: string) =>
  [...text.replaceAll(/```.*?```/gs, '').matchAll(/`([^`]+)`/g)].map(([, code]) => code as string)

/** What is written like a path of the repository. What lies in a user's store is none. */
const isPath = (code: string) =>
  /^(src|test|bench|scripts|\.ci)\/[^\s*]*$/.test(code) || /^[\w.-]+\.(config\.ts|md|json)$/.test(code)

describe.each([
  ['ARCHITECTURE.md', 200],
  ['CONTRIBUTING.md', 100],
])('%s', (document, lines) => {
  const text = read(document)

  test('names files and folders that are there', () => {
    const linked = [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, path]) => path as string)
    const paths = [...codeIn(text).filter(isPath), ...linked]
    expect(paths.length).toBeGreaterThan(5)
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([])
  })

  test('is short', () => {
    expect(text.split('\n').length).toBeLessThanOrEqual(lines)
  })
})

test('ARCHITECTURE.md has every room of src', () => {
  const named = new Set(codeIn(read('ARCHITECTURE.md')))
  const rooms = readdirSync(join(root, 'src')).map((name) => `src/${name}`)
  expect(rooms.filter((room) => !named.has(room))).toEqual([])
})

test('CONTRIBUTING.md names scripts that are there, and its test is one that runs', () => {
  const text = read('CONTRIBUTING.md')
  const { scripts } = JSON.parse(read('package.json'))
  const named = [...text.matchAll(/npm run ([\w:]+)/g)].map(([, name]) => name as string)
  expect(named.filter((name) => !(name in scripts))).toEqual([])
  const [, example] = /```ts\n(.*?)```/s.exec(text) as RegExpExecArray
  expect(read('test/run/freshness.test.ts')).toContain(example)
})
