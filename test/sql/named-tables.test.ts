import { expect, test } from 'vitest'
import { sql } from '../../src/define/sql.ts'
import { sampleRows } from '../../src/table/read/sample-rows.ts'
import { writeResult } from '../../src/table/write/write-result.ts'
import { mistakeOf, rowsRig } from '../store/rows-engine.ts'

const rig = rowsRig()
const write = async (result: unknown) => {
  const file = rig.file()
  await writeResult(rig.engine(), { result, file, asset: 'summary' })
  return rig.read(file)
}

test('tables that a sql template joins without aliases have the names of their assets', async () => {
  const { table: notes } = await rig.table([{ id: 'a', text: 'one' }], 'crm.notes')
  const { table: tags } = await rig.table([{ id: 'a', tag: 'x', other: 1n }], 'tags')
  const { table: same } = await rig.table([{ id: 'a', text: 'one' }], 'news.notes')
  const joined = [{ id: 'a', text: 'one', tag: 'x', other: 1n }]
  expect(await write(sql`select * from ${notes} join ${tags} using (id)`)).toEqual(joined)
  const where = sql`select notes.text, tags.other from ${notes}, ${tags} where notes.id = tags.id`
  expect(await write(where)).toEqual([{ text: 'one', other: 1n }])
  const picked = sql`select notes.id, tags.tag from ${notes} left join ${tags.pick('tag', 'id')} on notes.id = tags.id`
  expect(await write(picked)).toEqual([{ id: 'a', tag: 'x' }])
  const some = tags.where(sql`tag = ${'x'}`)
  const filtered = sql`select tag, other from ${notes.where(sql`text = ${'one'}`)} join ${some} using (id)`
  expect(await write(filtered)).toEqual([{ tag: 'x', other: 1n }])
  // Two assets whose names end in the same word, and one asset twice.
  expect(await write(sql`select text.length() as n from ${notes} semi join ${same} using (id)`)).toEqual([{ n: 3n }])
  expect(await write(sql`select a.text from ${notes} a join ${notes} as b on a.id = b.id`)).toEqual([{ text: 'one' }])
  const twice = write(sql`select notes.text from ${notes} join ${notes} using (id)`)
  expect(await mistakeOf(twice)).toMatch(/[Dd]uplicate alias "notes"/)
})

test('a condition and a check name tables, too', async () => {
  const { table: notes } = await rig.table([{ id: 'a', text: 'one' }], 'notes')
  const { table: tags } = await rig.table([{ id: 'a', tag: 'x' }], 'tags')
  const within = notes.where(sql`id in (select tags.id from ${tags} join ${notes} using (id))`)
  expect(await within.all()).toEqual([{ id: 'a', text: 'one' }])
  const failing = sql`select notes.id from ${notes} join ${tags} using (id)`
  expect((await sampleRows(rig.engine(), { result: failing, asset: 'gate', limit: 1 }))?.rows).toEqual([{ id: 'a' }])
})

test('many statements name the same tables at once', async () => {
  const { table: notes } = await rig.table([{ id: 'a', text: 'one' }], 'notes')
  const { table: tags } = await rig.table([{ id: 'a', tag: 'x' }], 'tags')
  const all = Array.from({ length: 12 }, () => write(sql`select tag from ${notes} join ${tags} using (id)`))
  for (const rows of await Promise.all(all)) expect(rows).toEqual([{ tag: 'x' }])
})
