import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createProject, type Project } from '../rig/project.ts'
import { oneFile } from '../run/projects.ts'
import { openFaults } from './faults/faults.ts'

const faults = openFaults()
const skipped = typeof faults === 'string' ? faults : ''
const cases: Readonly<Record<string, readonly string[]>> = {
  'materialize, a function that iterates': ['materialize', 'each'],
  'export as CSV to stdout': ['export', 'numbers', '-', '--format', 'csv'],
  'export as Parquet': ['export', 'numbers', 'out/numbers.parquet'],
  query: ['query', 'select * from numbers', '--format', 'jsonl'],
}
let project: Project
const objects = () => join(project.folder, '.assetstore', 'objects')

beforeAll(async () => {
  project = await createProject({
    ...oneFile(
      'export const numbers = asset(() => sql`SELECT i AS n FROM range(300000) t(i)`)',
      'export const each = asset(async ({ numbers }) => { let n = 0; for await (const _ of numbers) n += 1; return [{ n }] })',
    ),
    'out/here': '',
  })
  await project.assets('materialize', 'numbers')
})
afterAll(async () => {
  await project[Symbol.asyncDispose]()
  if (typeof faults !== 'string') faults[Symbol.dispose]()
})

test.skipIf(skipped !== '').each(Object.entries(cases))(
  'a disk that fails once while rows are read is told, and never taken for their end: %s',
  async (name, words) => {
    if (typeof faults === 'string') return
    await project.start(words, { env: faults.noting(objects()) }).ended
    const reads = faults.noted().filter(({ call }) => call === 'read').length
    await project.assets('wipe', 'each', '--yes')
    project.edit({ 'out/numbers.parquet': null })
    // The bytes are verified first; what comes after that are the rows.
    for (const at of [0.7, 1].map((share) => Math.ceil(share * reads))) {
      const { exitCode, stderr } = await project.start(words, {
        env: faults.env(objects(), { call: 'read', at, kind: 'EIO' }),
      }).ended
      const said = `${name}, read ${at} of ${reads}: ${stderr}`
      expect([1, 2], said).toContain(exitCode)
      // Where DuckDB loses the reason, and the disk is well again, that is what is told.
      expect(stderr, said).toMatch(/STORE_IO|for a reason that is gone/)
      expect(stderr, said).not.toMatch(/EXPORT_FAILED|INTERNAL/)
      expect(readdirSync(join(project.folder, 'out'))).toEqual(['here'])
    }
  },
)
