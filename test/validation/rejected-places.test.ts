import { expect, test } from 'vitest'
import { createProject } from '../rig/project.ts'
import { outcomesOf } from '../run/projects.ts'

const code = (rows: string) => ({
  'assets/index.ts': `
import { asset } from '#project'
const schema = { '~standard': { version: 1 as const, vendor: 'test', validate: (value: unknown) =>
  (value as { text: string }).text === '' ? { issues: [{ message: 'empty', path: ['text'] }] } : { value: value as object } } }
export const clean = asset({ schema, onInvalid: 'quarantine' }, () => ${rows})
export const places = asset(({ clean }) => clean.rejected().pick('row'))
`,
})

test('where a rejected row stood is a column like any other: what reads it is stale when it stands elsewhere', async () => {
  await using project = await createProject(code("[{ text: 'one' }, { text: '' }]"))
  await project.assets('materialize')
  project.edit(code("[{ text: 'zero' }, { text: 'one' }, { text: '' }]"))
  expect(outcomesOf(await project.json('materialize'))).toEqual({ clean: 'ran', places: 'ran' })
  expect((await project.assets('show', 'places', '--format', 'jsonl')).stdout).toBe('{"row":3}\n')
  project.edit(code("[{ text: 'one' }, { text: 'two' }, { text: '' }]"))
  expect(outcomesOf(await project.json('materialize'))).toEqual({ clean: 'ran', places: 'cut_off' })
})
