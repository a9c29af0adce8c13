import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createProject, type Document, repository } from '../rig/project.ts'
import { describePython } from '../rig/python/describe.ts'

const folder = join(repository, 'assets/python')
const files = Object.fromEntries(
  globSync('**/*.{ts,py,csv}', { cwd: folder }).map((file) => [file, readFileSync(join(folder, file), 'utf8')]),
)

describePython('frames', 'the example in Python', ({ commands }) => {
  test('makes the tables that functions of TypeScript of the same names make', async () => {
    await using project = await createProject(files, { env: { VIRTUAL_ENV: join(commands, '..') } })
    const { ok, steps } = await project.json('materialize')
    expect(ok).toBe(true)
    const checks = steps.filter(({ asset }: Document) => asset.endsWith('_are_equal'))
    expect(checks.map(({ asset, outcome }: Document) => [asset, outcome]).sort()).toEqual([
      ['chunks_are_equal', 'ran'],
      ['documents_are_equal', 'ran'],
      ['embedded_documents_are_equal', 'ran'],
      ['loaded_documents_are_equal', 'ran'],
      ['orders_are_equal', 'ran'],
      ['scanned_orders_are_equal', 'ran'],
      ['split_documents_are_equal', 'ran'],
      ['statistics_are_equal', 'ran'],
    ])
    expect((await project.json('query', 'SELECT count(*)::INTEGER AS n FROM chunked_documents')).rows).toEqual([
      { n: 7 },
    ])
  })
})
