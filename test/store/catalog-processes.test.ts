import { expect, test } from 'vitest'
import { openCatalog } from '../../src/store/catalog/open.ts'
import { unitOf } from '../../src/unit.ts'
import { otherProcess } from './other-process.ts'
import { attempt, newFolder, record } from './samples.ts'

test('many processes that make one catalog and commit at once lose nothing', async () => {
  await using place = await newFolder()
  const processes = await Promise.all([1, 2, 3, 4].map(() => otherProcess(place.folder)))
  const rounds = Array.from({ length: 25 }, (_, round) => round)
  const answers = await Promise.all(
    processes.map(async (process, index) => {
      const answers: string[] = []
      for (const round of rounds) {
        const shared = record({ asset: `shared${round}`, run: `run${index}` })
        answers[round] = await process.catalog('commit', { record: shared, from: null })
        await process.catalog('commit', { record: record({ asset: `own${index}_${round}` }), from: null })
        await process.catalog('addAttempt', attempt({ unit: unitOf(`own${index}_${round}`) }))
      }
      return answers
    }),
  )
  for (const process of processes) await process[Symbol.asyncDispose]()

  await using catalog = await openCatalog({ folder: place.folder, mode: 'read' })
  const current = new Map((await catalog!.current()).map((stored) => [stored.record.asset, stored.record.run]))
  for (const round of rounds) {
    const winners = answers.flatMap((of, index) => (of[round] === 'moved' ? [`run${index}`] : []))
    expect(winners).toEqual([current.get(`shared${round}`)])
  }
  expect(current.size).toBe(25 + 4 * 25)
  expect((await catalog!.failures()).length).toBe(4 * 25)
  expect((await catalog!.history({ limit: 1000 })).length).toBe(3 * 4 * 25)
})

test('a reader sees what another process commits while it has the catalog open', async () => {
  await using place = await newFolder()
  await using writer = await otherProcess(place.folder)
  await using reader = await openCatalog({ folder: place.folder, mode: 'read' })
  const before = await reader!.change()
  await writer.catalog('commit', { record: record(), from: null })
  expect(await reader!.change()).toBeGreaterThan(before)
  expect((await reader!.current()).length).toBe(1)
})

test('readers are answered while another process holds the write lock', async () => {
  await using place = await newFolder()
  await using catalog = await openCatalog({ folder: place.folder, mode: 'write' })
  await catalog!.commit({ record: record(), from: null })
  const { default: Sqlite } = await import('better-sqlite3')
  const writer = new Sqlite(`${place.folder}/catalog.sqlite`)
  writer.exec('BEGIN IMMEDIATE; DELETE FROM pointers')
  await using reader = await openCatalog({ folder: place.folder, mode: 'read' })
  expect((await reader!.current()).length).toBe(1)
  writer.close()
})

test('a process killed while it commits leaves each commit whole or not at all', async () => {
  await using place = await newFolder()
  await using writer = await otherProcess(place.folder)
  for (const asset of ['a', 'b', 'c']) await writer.catalog('commit', { record: record({ asset }), from: null })
  const cut = writer.catalog('commit', { record: record({ asset: 'd' }), from: null })
  await Promise.allSettled([cut, writer.kill()])
  await using reader = await openCatalog({ folder: place.folder, mode: 'write' })
  const current = (await reader!.current()).map((stored) => stored.record.asset)
  expect(current.slice(0, 3)).toEqual(['a', 'b', 'c'])
  expect((await reader!.history({ limit: 9 })).map((entry) => entry.unit)).toEqual(current.toReversed())
})
