import { readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createProject, type Document, repository } from '../rig/project.ts'

const text = readFileSync(join(repository, 'assets/by-year.ts'), 'utf8')
const until = (date: string): string => {
  const edited = text.replace("until: '2022-01-01'", `until: '${date}'`)
  expect(edited).not.toBe(text)
  return edited
}

test('another year costs one year, and what reads all of them', async () => {
  await using project = await createProject({
    'assets/index.ts': "export * from './by-year.ts'",
    'assets/by-year.ts': until('2003-01-01'),
  })
  symlinkSync(join(repository, 'node_modules/@stdlib'), join(project.folder, 'node_modules/@stdlib'), 'dir')
  const made = async () => {
    const { ok, steps } = await project.json('materialize')
    expect(ok).toBe(true)
    return steps.flatMap(({ asset, partition = 'all', outcome }: Document) =>
      outcome === 'skipped' ? [] : [`${asset} ${partition.slice(0, 4)}`],
    )
  }
  expect((await made()).length).toBe(4 * 3 + 1)
  expect(await made()).toEqual([])
  project.edit({ 'assets/by-year.ts': until('2004-01-01') })
  expect((await made()).toSorted()).toEqual([
    'every_year_heard 2003',
    'new_words 2003',
    'speech_lengths all',
    'speeches_by_year 2003',
    'words_by_year 2003',
  ])
  const { rows } = await project.json('query', 'select * from speech_lengths order by year')
  expect(rows.map(({ year }: Document) => year)).toEqual([2000, 2001, 2002, 2003])
})
