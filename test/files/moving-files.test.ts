import { rmSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createProject } from '../rig/project.ts'
import { oneFile } from '../run/projects.ts'

test('the files of a source may become what they like, and its rows stay: an edit while they are read, and back, later edits, their end, gc', async () => {
  await using project = await createProject({
    ...oneFile(
      "import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'",
      // What somebody else writes to the file while its first row is read.
      'const edit = () => {',
      "  const edits = existsSync('edits.json') ? JSON.parse(readFileSync('edits.json', 'utf8')) : []",
      "  rmSync('edits.json', { force: true })",
      "  for (const text of edits) writeFileSync('a.csv', text)",
      '}',
      "const schema = { '~standard': { version: 1, vendor: 'x', validate: (value) => { edit(); return { value } } } }",
      "export const a = source.table('a.csv', { schema: schema as never })",
      'export const b = asset(({ a }) => a)',
    ),
    'a.csv': 'n\n0\n',
  })
  const csv = (numbers: readonly number[]) => `n\n${numbers.join('\n')}\n`
  const rowsIn = async (asset: string) =>
    (await project.assets('show', asset, '--format', 'jsonl')).stdout
      .trim()
      .split('\n')
      .map((line) => Number((JSON.parse(line) as { n: unknown }).n))
  await project.json('materialize')
  let [before, last] = [[0], [0]]
  const numbers = fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { minLength: 1, maxLength: 3 })
  await fc.assert(
    fc.asyncProperty(numbers, fc.array(numbers, { maxLength: 2 }), fc.boolean(), async (next, edits, isBack) => {
      fc.pre(next.join() !== last.join())
      const meanwhile = [...edits, ...(isBack && edits.length > 0 ? [next] : [])]
      project.edit({ 'a.csv': csv(next), 'edits.json': JSON.stringify(meanwhile.map(csv)) })
      const { steps } = await project.json('materialize')
      expect(steps[0].error?.code).toBe(meanwhile.length === 0 ? undefined : 'SOURCE_MOVED')
      if (meanwhile.length === 0) [before, last] = [last, next]
      expect([await rowsIn('a'), await rowsIn('b')]).toEqual([last, last])
      rmSync(join(project.folder, 'a.csv'))
      await project.assets('gc', '--keep', '1', '--yes')
      expect([await rowsIn('a'), await rowsIn('b')]).toEqual([last, last])
      // What was made of the same bytes before is taken again.
      project.edit({ 'a.csv': csv(before) })
      const again = await project.json('materialize')
      expect(again.exitCode).toBe(0)
      ;[before, last] = [last, before]
      expect([await rowsIn('a'), await rowsIn('b')]).toEqual([last, last])
    }),
    { numRuns: 6, examples: [[[5], [[6]], true]] },
  )
})
