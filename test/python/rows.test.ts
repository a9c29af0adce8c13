import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createProject, type Document } from '../rig/project.ts'
import { describePython } from '../rig/python/describe.ts'

const index = (rows: string) => `
import { asset } from '#project'
export const documents = asset(() => [${rows}])
export const stopwords = asset(() => [{ word: 'the' }])
export const lengths = asset.python('./rows.py')
export const vectors = asset.python('./rows.py')
export const frames = asset.python('./rows.py')
export const chunks = asset.python('./rows.py')
`
const python = `
import datetime
import pandas as pd
from assetstore import add_metadata, asset

@asset(rows="id")
def lengths(documents):
    add_metadata(calls=1)
    return {"id": documents["id"], "length": len(documents["text"]), "day": datetime.date(2020, 1, 1)}

@asset(rows="id", batch=2)
def vectors(documents: list[dict], *, log):
    log(f"a batch of {len(documents)}")
    return [{"id": row["id"], "vector": [float(len(row["text"]))] * 3} for row in documents]

@asset(rows="id", batch=64)
def frames(documents: pd.DataFrame, stopwords: pd.DataFrame):
    documents["stop"] = documents["text"].isin(stopwords["word"])
    return documents[["id", "stop"]]

@asset(rows="id")
def chunks(documents):
    for word in documents["text"].split():
        yield {"id": documents["id"], "word": word}
`
const rows = ["{ id: 9007199254740993n, text: 'one two' }", "{ id: 2n, text: 'the' }", "{ id: 3n, text: '' }"]

describePython('frames', 'a Python function that is called row by row', ({ commands }) => {
  const made = (files = {}) =>
    createProject(
      { 'assets/index.ts': index(rows.join(', ')), 'assets/rows.py': python, ...files },
      { env: { VIRTUAL_ENV: join(commands, '..') } },
    )

  test('is called for the rows that are new alone, and what it makes is what a run of all rows makes', async () => {
    await using project = await made()
    const first = await project.json('materialize')
    expect(first.steps.flatMap(({ error }: Document) => error ?? [])).toEqual([])
    const table = async (name: string) => (await project.json('query', `SELECT * FROM ${name}`)).rows
    expect(await table('lengths')).toEqual([
      { id: '9007199254740993', length: '7', day: '2020-01-01' },
      { id: '2', length: '3', day: '2020-01-01' },
      { id: '3', length: '0', day: '2020-01-01' },
    ])
    expect((await table('chunks')).map(({ word }: Document) => word)).toEqual(['one', 'two', 'the'])
    expect((await table('frames')).map(({ stop }: Document) => stop)).toEqual([false, true, false])
    expect((await project.assets('logs', 'vectors')).stdout).toMatch(/a batch of 2\n.*a batch of 1\n/)

    project.edit({ 'assets/index.ts': index([...rows, "{ id: 4n, text: 'a b c' }"].join(', ')) })
    const { steps } = await project.json('materialize')
    const step = (name: string) => steps.find(({ asset }: Document) => asset === name)
    for (const name of ['lengths', 'vectors', 'frames', 'chunks'])
      expect(step(name).work).toMatchObject({ computed: 1, reused: 3, removed: 0 })
    expect(step('lengths').metadata).toEqual({ calls: 1 })
    const kept = await Promise.all(['lengths', 'vectors', 'frames', 'chunks'].map(table))
    await project.json('materialize', '--force')
    expect(await Promise.all(['lengths', 'vectors', 'frames', 'chunks'].map(table))).toEqual(kept)
  })

  test('is called for the rows of each partition, and reads all of them as one table where it has none itself', async () => {
    const index = (n: number) => `
import { asset } from '#project'
import { partitions } from 'assetstore'
const days = partitions.daily({ from: '2020-01-06', until: '2020-01-08' })
export const events = asset({ partitions: days }, (_, { partition }) => {
  const rows = [{ id: partition.key + ' 1', n: 1 }, { id: partition.key + ' 2', n: 2 }]
  return partition.key === '2020-01-07' ? [...rows, { id: partition.key + ' 3', n: ${n}, late: true }] : rows
})
export const each = asset.python({ file: './rows.py', partitions: days })
export const all = asset.python('./rows.py')
`
    const functions = `
from assetstore import asset

@asset(rows="id", batch=2)
def each(events: list[dict], *, partition):
    return [{"id": row["id"], "key": partition.key, "twice": row["n"] * 2} for row in events]

@asset(rows="id")
def all(events):
    return {"id": events["id"], "n": events["n"], "late": events["late"]}
`
    await using project = await made({ 'assets/index.ts': index(3), 'assets/rows.py': functions })
    const { steps } = await project.json('materialize')
    expect(steps.flatMap(({ error }: Document) => error ?? [])).toEqual([])
    const rowsOf = async (name: string) => (await project.json('query', `SELECT * FROM "${name}" ORDER BY id`)).rows
    expect((await rowsOf('each')).map(({ key, twice }: Document) => `${key} ${twice}`)).toEqual([
      ...['2020-01-06 2', '2020-01-06 4', '2020-01-07 2', '2020-01-07 4', '2020-01-07 6'],
    ])
    expect((await rowsOf('all')).map(({ late }: Document) => late)).toEqual([null, null, null, null, true])
    project.edit({ 'assets/index.ts': index(4) })
    const again = await project.json('materialize')
    expect(again.steps.flatMap(({ error }: Document) => error ?? [])).toEqual([])
    const work = again.steps.flatMap(({ asset, partition, work }: Document) =>
      work?.computed ? [[asset, partition, work.computed]] : [],
    )
    expect(work.toSorted()).toEqual([
      ['all', undefined, 1],
      ['each', '2020-01-07', 1],
    ])
  })

  test('fails with the row that it was at, and gives a row for each of a batch', async () => {
    await using project = await made({
      'assets/rows.py': python
        .replace('"length": len(documents["text"])', '"length": 1 / len(documents["text"])')
        .replace('for row in documents]', 'for row in documents[1:]]'),
    })
    const { steps } = await project.json('materialize')
    const error = (name: string) => steps.find(({ asset }: Document) => asset === name).error
    expect(error('lengths')).toMatchObject({
      code: 'ASSET_FAILED',
      message: 'row 3 (id 3): ZeroDivisionError: division by zero',
      facts: { row: 3 },
    })
    expect(error('vectors')).toMatchObject({
      code: 'ASSET_RESULT',
      message: expect.stringContaining('it returned 1 rows for a batch of 2'),
    })
  })
})

describePython('frames', 'rows that a model of pydantic refuses', ({ commands }) => {
  const model = `
import pydantic
from assetstore import asset

class Document(pydantic.BaseModel):
    id: int
    text: str = pydantic.Field(min_length=2)
    words: int = 0

@asset(schema=Document)
def documents():
    yield {"id": 1, "text": "ok"}
    yield {"id": "x", "text": "-"}
    yield Document(id=3, text="three", words=1)
    yield {"id": 4, "text": None}
`
  const files = (options: string) => ({
    'assets/index.ts': `
import { asset } from '#project'
export const documents = asset.python({ file: './models.py'${options} })
export const refused = asset(({ documents }) => documents.rejected())
`,
    'assets/models.py': model,
  })
  const run = async (options: string) => {
    const project = await createProject(files(options), { env: { VIRTUAL_ENV: join(commands, '..') } })
    return {
      project,
      steps: (await project.json('materialize', 'documents')).steps as Document[],
      [Symbol.asyncDispose]: () => project[Symbol.asyncDispose](),
    }
  }

  test('are set aside with all that is wrong with them, and none is lost', async () => {
    await using made = await run(", onInvalid: 'quarantine'")
    expect(made.steps).toMatchObject([{ outcome: 'ran', rows: 2 }])
    await made.project.json('materialize')
    const { rows } = await made.project.json('query', 'SELECT row, record, errors FROM refused ORDER BY row')
    expect(rows.map(({ row }: Document) => row)).toEqual([2, 4])
    expect(JSON.parse(rows[0].record)).toEqual({ id: 'x', text: '-' })
    expect(rows[0].errors.map(({ path, code }: Document) => [path, code])).toEqual([
      ['id', 'int_parsing'],
      ['text', 'string_too_short'],
    ])
    const kept = await made.project.json('query', 'SELECT * FROM documents ORDER BY id')
    expect(kept.rows).toEqual([
      { id: '1', text: 'ok', words: '0' },
      { id: '3', text: 'three', words: '1' },
    ])
  })

  test('fail it where nothing else is said, and too many do', async () => {
    await using plain = await run('')
    expect(plain.steps[0].error).toMatchObject({
      code: 'ASSET_SCHEMA',
      message: expect.stringMatching(
        /^row 2 of documents is refused by its schema: id: Input should be a valid integer.*; text: String should have/,
      ),
    })
    await using many = await run(", onInvalid: 'drop', maxInvalid: 1")
    expect(many.steps[0].error).toMatchObject({
      code: 'ASSET_SCHEMA',
      message: expect.stringContaining('maxInvalid allows 1'),
    })
  })

  test('are asked about in vain where there is no model', async () => {
    await using project = await createProject(
      { ...files(", onInvalid: 'drop'"), 'assets/models.py': model.replace('(schema=Document)', '') },
      { env: { VIRTUAL_ENV: join(commands, '..') } },
    )
    const { steps } = await project.json('materialize', 'documents')
    expect(steps[0].error).toMatchObject({ code: 'ASSET_OPTIONS', message: 'documents has onInvalid and no schema' })
  })

  test('are set aside row by row, and tried again alone', async () => {
    const index = (last: string) => `
import { asset } from '#project'
export const raw = asset(() => [{ id: 1, text: 'ok' }, { id: 2, text: '-' }, { id: 3, text: 'three' }, ${last}])
export const single = asset.python({ file: './models.py', onInvalid: 'quarantine' })
export const batched = asset.python({ file: './models.py', onInvalid: 'quarantine' })
export const words = asset.python({ file: './models.py', onInvalid: 'drop' })
export const failing = asset.python('./models.py')
export const refused = asset(async ({ single, batched }) => [
  ...(await single.rejected().all()).map((row) => ({ of: 'single', ...row })),
  ...(await batched.rejected().all()).map((row) => ({ of: 'batched', ...row })),
])
`
    const functions = `
class Word(pydantic.BaseModel):
    word: str = pydantic.Field(min_length=2)

@asset(rows="id", schema=Document)
def single(raw):
    return {"id": raw["id"] if raw["id"] != 4 else "x", "text": raw["text"]}

@asset(rows="id", batch=3, schema=Document)
def batched(raw: list[dict]):
    return [{"id": row["id"] if row["id"] != 4 else "x", "text": row["text"]} for row in raw]

@asset(rows="id", schema=Word)
def words(raw):
    return [{"word": raw["text"]}, {"word": "-"}]

@asset(rows="id", schema=Document)
def failing(raw):
    return raw
`
    const files = { 'assets/index.ts': index("{ id: 4, text: '' }"), 'assets/models.py': model + functions }
    await using project = await createProject(files, { env: { VIRTUAL_ENV: join(commands, '..') } })
    const { steps } = await project.json('materialize')
    const step = (name: string) => steps.find(({ asset }: Document) => asset === name)
    expect(['single', 'batched', 'words'].map((name) => [step(name).error, step(name).rows])).toEqual([
      [undefined, 2],
      [undefined, 2],
      [undefined, 2],
    ])
    expect(step('failing').error).toMatchObject({
      code: 'ASSET_SCHEMA',
      message: 'row 2 of failing is refused by its schema: text: String should have at least 2 characters',
    })
    const found = async () => (await project.json('query', 'SELECT * FROM refused ORDER BY "of" DESC, row')).rows
    expect(
      (await found()).map(({ of, row, record, errors }: Document) => [of, row, JSON.parse(record), errors.length]),
    ).toEqual(
      ['single', 'batched'].flatMap((of) => [
        [of, 2, { id: 2, text: '-' }, 1],
        [of, 4, { id: 'x', text: '' }, 2],
      ]),
    )

    project.edit({ 'assets/index.ts': index("{ id: 4, text: '' }, { id: 5, text: 'fifth' }") })
    const again = await project.json('materialize')
    const work = (name: string) => again.steps.find(({ asset }: Document) => asset === name)
    for (const name of ['single', 'batched'])
      expect(work(name)).toMatchObject({ rows: 3, work: { computed: 3, reused: 2 } })
    expect(await found()).toHaveLength(4)
  })
})
