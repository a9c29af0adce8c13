import { expect, test } from 'vitest'
import { createProject } from '../rig/project.ts'
import { rowSchema, withZod } from './projects.ts'

test.each([
  [
    'asset({ previous: true } as never, (_, { previous }: any) => [])',
    'a has previous and no schema, and the first time nothing else says what columns it has',
    'give it a schema, such as z.object({ … })',
  ],
  [
    `asset({ previous: true, schema: ${rowSchema} }, () => [])`,
    'a has previous, which its function does not read',
    'name it, as in ({ … }, { previous }), or remove the option',
  ],
  [
    'asset((_, { previous }: any) => [{ n: previous }])',
    'a names "previous" in its context, and has no such option',
    'add previous: true and a schema to its options',
  ],
  [
    'asset(async (_, context: any) => [{ n: context.previous }])',
    'a names "previous" in its context, and has no such option',
    'add previous: true and a schema to its options',
  ],
  [
    'effect((_, { previous }: any) => ({ n: previous }))',
    'a names "previous" in its context',
    'take it out: only an asset has it',
  ],
  [
    `asset({ previous: true, schema: ${rowSchema}, partitions: partitions.daily({ from: '2020-01-01', keep: '90d' }) }, (_, { previous }) => [])`,
    'a has previous and partitions with keep, which takes away the partitions that others are made from',
    'leave out keep, or name the partitions that are read with reads, such as partitions.previous()',
  ],
  [
    `asset({ previous: true, schema: ${rowSchema}, partitions: partitions.cross({ a: partitions.daily({ from: '2020-01-01' }), b: partitions.weekly({ from: '2020-01-01' }) }) }, (_, { previous }) => [])`,
    'a has previous and partitions of 2 times, of which none says which partition is before another',
    'give it partitions of one time, and keep the other in a column',
  ],
  [
    `asset({ previous: false, schema: ${rowSchema} } as never, () => [])`,
    'a has previous: false, which is to be true',
    'give true',
  ],
])('%s', async (definition, message, fix) => {
  await using project = await createProject(withZod(`export const a = ${definition}`))
  const { error } = await project.json('check')
  expect(error).toMatchObject({ code: 'ASSET_OPTIONS', message, at: 'assets/index.ts:6', fix })
})
