import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { search, sqliteIndex } from '../../src/integrations/vector-index/vector-index.ts'
import { createProject, type Document, type Project } from '../rig/project.ts'
import { oneFile } from '../run/projects.ts'
import { isInstalled } from './place.ts'

const options = { dimensions: 2, metadata: { year: 'number' } } as const

interface Notes {
  readonly moon?: string
  /** The file of the index, and what else the effect is given. */
  readonly file?: string
  readonly option?: string
  /** Lines of notes after the two that are always there. */
  readonly more?: string
  readonly rows?: string
}

const columns = '({ id, text, year, embedding }) => ({ id, text, vector: embedding, metadata: { year } })'

const notes = ({
  moon = 'We choose to go to the moon',
  file = 'search/notes.sqlite',
  option = '',
  more = '',
  rows = '',
}: Notes = {}): Record<string, string> =>
  oneFile(
    "import { sqliteIndex, vectorIndex } from 'assetstore/vector-index'",
    'export const notes = asset(() => [',
    `  { id: 'moon', text: '${moon}', year: 1962 },`,
    `  { id: 'taxes', text: 'Lower taxes', year: 1990 },${more}`,
    '])',
    'export const embedded_notes = asset(({ notes }) =>',
    '  notes.map((note) => ({ ...note, embedding: Float32Array.of(note.year - 1900, 1) })))',
    `const index = sqliteIndex({ file: '${file}', ...${JSON.stringify(options)} })`,
    `export const notes_index = effect({ ${option}target: vectorIndex({ index }) },`,
    `  ${rows === '' ? `({ embedded_notes }) => embedded_notes.map(${columns})` : rows})`,
  )

/** So many notes, and an index of them. */
const kept = (count: number, option = ''): string =>
  oneFile(
    "import { sqliteIndex, vectorIndex } from 'assetstore/vector-index'",
    `export const notes = asset(() => Array.from({ length: ${count} }, (_, id) => ({ id: String(id), text: 'note' })))`,
    `export const notes_index = effect({ target: vectorIndex({ ${option}index: sqliteIndex({ file: 'search/notes.sqlite', dimensions: 2 }) }) },`,
    '  ({ notes }) => notes.map(({ id, text }) => ({ id, text, vector: [1, 1] })))',
  )['assets/index.ts'] as string

const fileOf = (project: Project) => join(project.folder, '.assetstore/index/search/notes.sqlite')

async function ran(project: Project, ...words: string[]): Promise<Document> {
  const { steps } = await project.json('materialize', ...words)
  return steps.find((step: Document) => step.asset === 'notes_index')
}

/** Somebody else removes a row, and leaves the receipt. */
function removeBehind(project: Project, id: string): void {
  const database = new Sqlite(fileOf(project))
  expect(database.prepare('DELETE FROM rows WHERE id = ?').run(id).changes).toBe(1)
  database.close()
}

describe.skipIf(!isInstalled('sqlite-vec'))('an effect keeps an index in step', () => {
  test('and touches the rows that differ, and no other', async () => {
    await using project = await createProject(notes())
    expect(await ran(project)).toMatchObject({
      metadata: { upserted: 2, deleted: 0, unchanged: 0 },
      receipt: { rows: 2 },
    })
    project.edit(notes({ moon: 'We go to Mars', more: "\n  { id: 'war', text: 'A war on poverty', year: 1964 }," }))
    expect(await ran(project)).toMatchObject({
      metadata: { upserted: 2, deleted: 0, unchanged: 1 },
      receipt: { rows: 3 },
    })
    project.edit(notes({ moon: 'We go to Mars' }))
    const { receipt, metadata } = await ran(project)
    expect(metadata).toEqual({ upserted: 0, deleted: 1, unchanged: 2 })
    // What is there, whatever was there before: another store that makes the same has the same receipt.
    expect(receipt).toEqual({ rows: 2, fingerprint: expect.any(String) })
    await using index = sqliteIndex({ file: fileOf(project), ...options })
    expect(await search(index, { text: 'mars', vector: [90, 1], k: 1 })).toMatchObject([
      { id: 'moon', text: 'We go to Mars', metadata: { year: 1962 } },
    ])
    expect((await ran(project)).outcome).toBe('skipped')
    expect((await project.assets('logs', 'notes_index')).stdout).toContain('0 upserted, 1 deleted, 2 unchanged')
    expect((await project.json('query', 'select rows from notes_index')).rows).toEqual([{ rows: 2 }])
  })

  test('and does not let it lose most of its rows until that is confirmed', async () => {
    await using project = await createProject({ 'assets/index.ts': kept(5) })
    await ran(project)
    project.edit({ 'assets/index.ts': kept(2) })
    const { outcome, error } = await ran(project)
    expect({ outcome, error }).toEqual({
      outcome: 'failed',
      error: {
        code: 'INDEX_EMPTIED',
        message: 'SQLite (search/notes.sqlite) would lose 3 of its 5 rows, and maxRemoved allows 50%',
        at: 'assets/index.ts:6',
        facts: { rows: 5, remaining: 2, maxRemoved: '50%' },
        fix: 'look at what the rows are made from; if it is right that they go, confirm it: assets materialize --allow-removed, or allow more with maxRemoved',
      },
    })
    expect((await project.json('search', 'notes_index', 'note')).hits).toHaveLength(5)
    project.edit({ 'assets/index.ts': kept(2, 'maxRemoved: 3, ') })
    expect(await ran(project)).toMatchObject({ metadata: { deleted: 3 }, receipt: { rows: 2 } })
    project.edit({ 'assets/index.ts': kept(0) })
    expect((await ran(project)).outcome).toBe('failed')
    expect(await ran(project, '--allow-removed')).toMatchObject({ metadata: { deleted: 2 }, receipt: { rows: 0 } })
  })

  test('of which the place is part of what it is made from, and its description is not', async () => {
    await using project = await createProject(notes())
    await ran(project)
    project.edit(notes({ option: "description: 'Notes', retries: 2, " }))
    expect((await ran(project)).outcome).toBe('skipped')
    project.edit(notes({ file: 'search/moved.sqlite' }))
    const { receipt, causes } = await ran(project)
    expect(causes).toMatchObject([{ kind: 'code_changed', subject: 'assets/index.ts index' }])
    expect(receipt).toMatchObject({ rows: 2 })
    expect(existsSync(join(project.folder, '.assetstore/index/search/moved.sqlite'))).toBe(true)
  })

  test('in one place, wherever the command is started', async () => {
    await using project = await createProject(notes())
    expect((await project.json('materialize', '-C', 'assets')).ok).toBe(true)
    expect(existsSync(fileOf(project))).toBe(true)
    for (const folder of ['assets', '.']) expect(existsSync(join(project.folder, folder, 'search'))).toBe(false)
    expect((await project.json('materialize', '--verify')).counts).toMatchObject({ skipped: 3 })
  })

  test('and with --verify sees that somebody else has changed it, and puts that right', async () => {
    await using project = await createProject(notes())
    await ran(project)
    removeBehind(project, 'taxes')
    expect((await ran(project)).outcome).toBe('skipped')
    const { outcome, receipt, metadata, causes } = await ran(project, '--verify')
    // What is there then is what was there: the receipt is the same one.
    expect({ outcome, receipt, metadata }).toMatchObject({
      outcome: 'unchanged',
      receipt: { rows: 2 },
      metadata: { upserted: 1, deleted: 0, unchanged: 1 },
    })
    expect(causes).toEqual([
      {
        kind: 'receipt_mismatch',
        message: 'receipt mismatch: SQLite (search/notes.sqlite) has 1 row in place of 2',
        before: expect.stringMatching(/^2 rows, [0-9a-f]{12}$/),
        after: expect.stringMatching(/^1 row, [0-9a-f]{12}$/),
      },
    ])
    expect((await ran(project, '--verify')).outcome).toBe('skipped')
  })

  test('and tells of damage in it as damage, with what to do, whoever comes upon it', async () => {
    await using project = await createProject(notes())
    await ran(project)
    const file = fileOf(project)
    const bytes = readFileSync(file)
    writeFileSync(file, bytes.fill('A', 8_192, 20_000))
    for (const end of ['-wal', '-shm']) rmSync(`${file}${end}`, { force: true })
    const damaged = {
      code: 'INDEX_UNAVAILABLE',
      message: expect.stringContaining(`the vector index ${file} is damaged, or no index: `),
      fix: 'move the file away and run again: an index can be made from its table at any time',
    }
    expect((await ran(project, '--verify')).error ?? {}).toMatchObject(damaged)
    expect((await ran(project, '--force', 'notes_index')).error).toMatchObject(damaged)
    await expect(search(sqliteIndex({ file, ...options }), { text: 'taxes' })).rejects.toMatchObject(damaged)
    rmSync(file)
    expect(await ran(project)).toMatchObject({ outcome: 'unchanged', receipt: { rows: 2 } })
  })

  test('and with --verify sees that it is gone, and makes it again', async () => {
    await using project = await createProject(notes())
    await ran(project)
    for (const ending of ['', '-wal', '-shm'])
      project.edit({ [`.assetstore/index/search/notes.sqlite${ending}`]: null })
    const { receipt, causes } = await ran(project, '--verify')
    expect(causes[0].message).toBe('receipt mismatch: there is no index in SQLite (search/notes.sqlite)')
    expect(receipt).toMatchObject({ rows: 2 })
  })

  test('and ends right after it was killed in the middle', async () => {
    const slow = notes({
      rows: [
        'async function* ({ embedded_notes }) {',
        `  for (const row of await embedded_notes.all()) { yield (${columns})(row); await called(row.id) }`,
        '}',
      ].join('\n'),
    })
    await using project = await createProject(slow)
    const held = project.calls.hold('taxes')
    const run = project.start(['materialize'])
    await held.waiting()
    run.process.kill('SIGKILL')
    await run.ended
    held.release()
    await using index = sqliteIndex({ file: fileOf(project), ...options })
    // The rows and the receipt are one transaction: nothing of it is there.
    expect(await index.receipt()).toBeUndefined()
    expect((await ran(project)).receipt).toMatchObject({ rows: 2 })
    expect((await ran(project, '--verify')).outcome).toBe('skipped')
  })

  test('and says what is wrong with what is returned for it', async () => {
    await using project = await createProject(notes({ rows: '() => sql`select 1 as id`' }))
    expect((await project.json('materialize')).error).toMatchObject({
      code: 'INDEX_ROW',
      message: 'what was returned for the vector index has no rows that can be gone through',
    })
  })
})
