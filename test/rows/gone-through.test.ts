import { expect, test } from 'vitest'
import { createProject, type Document } from '../rig/project.ts'

const numbers = { 'numbers.json': '[{"n":1},{"n":2},{"n":3}]\n' }
const readers = {
  effect: (query: string) => `effect(async ({ numbers }) => {
    let sum = 0
    for await (const { half } of ${query}) sum += half
    return { sum }
  })`,
  check: (query: string) => `check(async ({ numbers }) => (await ${query}.all()).length === 3)`,
  asset: (query: string) => `asset(async function* ({ numbers }) { yield* ${query} })`,
}
const code = (reader: keyof typeof readers, options: string) => ({
  'assets/index.ts': `
import { called } from '../rig.ts'
import { asset, check, effect, source } from '#project'
export const numbers = source.table('numbers.json')
export const taken = ${readers[reader](`numbers.pick('n').map({ ${options} }, async ({ n }) => {
      await called('row' + n)
      return { half: Number(n) / 2 }
    })`)}`,
})
const stepOf = ({ steps }: Document) => steps.find(({ asset }: Document) => asset === 'taken')

for (const reader of ['effect', 'check', 'asset'] as const) {
  test(`calls of rows that a function goes through itself are made again as their retries say, in: ${reader}`, async () => {
    for (const options of ["onRowError: 'retry'", "retries: { attempts: 2, delay: '1ms' }"]) {
      await using project = await createProject({ ...numbers, ...code(reader, `key: 'n', ${options}`) })
      project.calls.fail('row2', 1)
      expect(stepOf(await project.json('materialize')), options).toMatchObject({ outcome: 'ran' })
      expect(project.calls.names).toEqual(['row1', 'row2', 'row2', 'row3'])
      expect(await project.assets('logs', 'taken')).toMatchObject({
        stdout: expect.stringContaining('the call failed (try 1), again in'),
      })
    }
  })

  test.each(["onRowError: 'quarantine'", 'maxErrors: 1', 'lookups: [numbers]'])(
    `an option that says what becomes of rows that are kept is refused where a function goes through them, in ${reader}: %s`,
    async (option) => {
      await using project = await createProject({ ...numbers, ...code(reader, option) })
      const { error } = stepOf(await project.json('materialize'))
      expect(error).toMatchObject({
        code: 'ASSET_RESULT',
        at: expect.stringMatching(/^assets\/index\.ts:\d+$/),
        message: `${option.replace(/(maxErrors|lookups).*/, '$1')} of map is for rows that an asset returns and the store keeps: of rows that a function goes through itself nothing is kept`,
        fix: expect.stringContaining('asset of their own'),
      })
      expect(project.calls.names).toEqual([])
    },
  )
}

test('no number is told of a row of a condition, which is not counted as the table is', async () => {
  const query =
    "numbers.where(sql`n > 1`).flatMap({ retries: { attempts: 2, delay: '1ms' } }, async ({ n }) => { await called('row' + n); return [{ n }] })"
  await using project = await createProject({
    ...numbers,
    'assets/index.ts': `
import { sql } from 'assetstore'
import { called } from '../rig.ts'
import { effect, source } from '#project'
export const numbers = source.table('numbers.json')
export const taken = effect(async ({ numbers }) => ({ n: (await ${query}.all()).length }))`,
  })
  project.calls.fail('row2', 1)
  expect(stepOf(await project.json('materialize'))).toMatchObject({ outcome: 'ran' })
  const { stdout } = await project.assets('logs', 'taken')
  expect(stdout).toContain('a call failed (try 1), again in')
  expect(stdout).not.toMatch(/row \d+/)
})
