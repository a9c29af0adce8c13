import { createHash } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { codeScheme } from '../../src/discover/code/open-code.ts'
import type { Edit } from './edit.ts'
import { fixture, nodes } from './edits-fixture.ts'
import { editsThatCount } from './edits-that-count.ts'
import { editsThatDoNot } from './edits-that-do-not.ts'
import { fingerprints, identity } from './project.ts'

const edits: readonly Edit[] = [...editsThatCount, ...editsThatDoNot]
let before: Record<string, string> = {}
const identities = async (files: typeof fixture) =>
  Object.fromEntries(Object.entries(await fingerprints(files, nodes)).map(([name, found]) => [name, identity(found)]))

beforeAll(async () => {
  before = await identities(fixture)
})

test('the table has at least sixty edits of twenty nodes, and tolerates at most three extras', () => {
  expect(nodes).toHaveLength(20)
  expect(new Set(edits.map(({ name, changes }) => `${name} ${changes}`)).size).toBe(edits.length)
  expect(edits.length).toBeGreaterThanOrEqual(60)
  expect(edits.flatMap(({ extra = [] }) => extra).length).toBeLessThanOrEqual(3)
})

test('the scheme names these digests: where they change, the scheme changes too', async () => {
  const found = await fingerprints(fixture, nodes)
  const digests = Object.values(found).map(({ digest }) => digest)
  expect([codeScheme, createHash('sha256').update(digests.join(' ')).digest('hex')]).toMatchInlineSnapshot(`
    [
      "slice-3 canonical-3",
      "fe493da90d1c47cdbf6deaef1dbffc02ece92ba0791d9ef9a9aa8353cdf54f6a",
    ]
  `)
})

test.each(edits)('$name: $changes', async ({ files, changes, extra = [] }) => {
  const edited = files(fixture)
  expect(edited).not.toEqual(fixture)
  const after = await identities(edited)
  const changed = nodes.map(({ name }) => name).filter((name) => after[name] !== before[name])
  expect(changed.sort()).toEqual([...changes, ...extra].sort())
})
