import { rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import { openProject } from '../../src/api/run.ts'
import { sql } from '../../src/index.ts'
import { createProject } from '../rig/project.ts'

test('what fails behind its first rows, or is read while the project is closed, ends with an error and not as if it were complete', async () => {
  await using project = await createProject({
    'assets/index.ts': `
      import { asset } from '#project'
      import { sql } from 'assetstore'
      export const numbers = asset(() => sql\`SELECT i AS n FROM range(300000) t(i)\`)`,
  })
  const api = await openProject({ cwd: project.folder })
  await api.materialize()
  const numbers = await api.table<'numbers'>('numbers')
  const late = "CASE WHEN n = 299999 THEN error('no ' || n) ELSE true END"
  await expect(api.query(`SELECT * FROM numbers WHERE ${late}`)).rejects.toMatchObject({
    code: 'QUERY_SQL',
    message: 'the query fails: no 299999',
  })
  const read = async () => {
    for await (const { n } of numbers) if (n === 5000) await api[Symbol.asyncDispose]()
  }
  const closed = { code: 'ASSET_CANCELLED', message: 'the project was closed before the last row was read' }
  await expect(read()).rejects.toMatchObject(closed)
  await expect(numbers.all()).rejects.toMatchObject(closed)
  await expect(numbers.where(sql`n > 1`).all()).rejects.toMatchObject(closed)
})

test('rows of many files, freed while they are read, are all there or end with an error', async () => {
  await using project = await createProject({
    'assets/index.ts': `
      import { partitions, sql } from 'assetstore'
      import { asset } from '#project'
      const topics = partitions.of(['1', '2', '3', '4'])
      export const numbers = asset({ partitions: topics }, (_, { partition }) =>
        sql\`SELECT i * \${Number(partition.key)} AS n FROM range(60000) t(i)\`)`,
  })
  await using api = await openProject({ cwd: project.folder })
  await api.materialize()
  const { path } = await project.json('show', 'numbers', '--schema')
  const numbers = await api.table('numbers')
  let rows = 0
  const read = async () => {
    for await (const _ of numbers) if (++rows === 1) for (const file of path) rmSync(file)
    return 'all'
  }
  // Which of the two it is depends on how many files are open by then.
  const end = await read().catch(({ code }) => code)
  expect(['STORE_BLOB_MISSING', ...(rows === 4 * 60_000 ? ['all'] : [])]).toContain(end)
  await expect(numbers.all()).rejects.toMatchObject({ code: 'STORE_BLOB_MISSING' })
})
