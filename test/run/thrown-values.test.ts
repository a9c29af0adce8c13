import { expect, test } from 'vitest'
import { createProject } from '../rig/project.ts'
import { oneFile } from './projects.ts'

const value = 'Bearer-of-a-value'
const throws = "(id) => { throw new Error('refused ' + env('API_KEY') + ' for ' + id) }"

test('a value that came through env is in no message that is thrown, wherever that is told or kept', async () => {
  await using project = await createProject({
    ...oneFile(`
      export const rows = asset(() => [{ id: 'a' }, { id: 'b' }])
      const soon = { attempts: 2, delay: '1ms' }
      export const again = asset({ retries: soon }, (_, { env }) => (${throws})('x'))
      export const calls = asset(({ rows }, { env }) => rows.map({ retries: soon }, ({ id }) => (${throws})(id)))
      export const aside = asset({ schema: { '~standard': { version: 1, vendor: 't', validate: (value) => ({ value }) } } as any },
        ({ rows }, { env }) => rows.map({ onRowError: 'quarantine' }, ({ id }) => id === 'a' ? { id } : (${throws})(id)))
      export const few = asset(({ rows }, { env }) => rows.map({ onRowError: 'quarantine', maxErrors: 0 }, ({ id }) => (${throws})(id)))
      export const rejected = asset(({ aside }) => aside.rejected())
      export const told = effect({ retries: soon }, async ({ rows }, { env }) => (${throws})('y'))
      export const judged = check({ retries: soon, severity: 'warn' }, async ({ rows }, { env }) => (${throws})('z'))`),
    '.env': `API_KEY=${value}\n`,
  })
  const told = [await project.run(['materialize', '--json'], { env: { API_KEY: value } })]
  for (const name of ['again', 'calls', 'aside', 'few', 'told', 'judged']) {
    told.push(await project.assets('logs', name), await project.assets('explain', name, '--json'))
    expect((await project.assets('logs', name)).stdout, name).toContain('refused …')
  }
  for (const words of [['status'], ['history', '--json'], ['show', 'rejected', '--json']])
    told.push(await project.assets(...words))
  expect(JSON.stringify(told.at(-1))).toContain('refused …')
  for (const { stdout, stderr } of told) expect(stdout + stderr).not.toContain(value)
})

test('of a function that fails, and of which the end of a `using` fails as well, it is told what failed first', async () => {
  await using project = await createProject(
    oneFile(`export const one = asset(() => {
        using open = { [Symbol.dispose]() { throw new Error('and then the file') } }
        throw new Error('at first the rows')
      })`),
  )
  expect((await project.assets('materialize')).stderr).toContain('Error: at first the rows')
  expect((await project.assets('logs', 'one')).stdout).toContain('and then the file')
})
