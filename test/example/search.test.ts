import { describe, expect, it } from 'vitest'
import { hitRate } from '../../assets/search/hit-rate.ts'
import { indexedRows, withoutThemselves } from '../../assets/search/index-faults.ts'
import { vectorFault } from '../../assets/search/vector-fault.ts'
import { sqliteIndex, syncIndex } from '../../src/integrations/vector-index/vector-index.ts'
import { tempFolder } from '../discover/temp-project.ts'
import { isInstalled } from '../vector-index/place.ts'

function chunk(chunk_id: string, ...embedding: number[]) {
  return { chunk_id, content: `the text of ${chunk_id}`, embedding: Float32Array.from(embedding) }
}

async function indexOf(chunks: readonly ReturnType<typeof chunk>[]) {
  const index = sqliteIndex({ file: `${tempFolder()}/x.sqlite`, dimensions: 2 })
  const rows = chunks.map(({ chunk_id, content, embedding }) => ({ id: chunk_id, text: content, vector: embedding }))
  await syncIndex(index, rows)
  return index
}

describe.skipIf(!isInstalled('sqlite-vec'))('validating the index', () => {
  const chunks = [chunk('a', 1, 0), chunk('b', 0, 1), chunk('c', 0.6, 0.8), chunk('d', -1, 0)]

  it('counts what is there, and finds vectors that are none of the model', async () => {
    expect(await indexedRows(await indexOf(chunks))).toEqual({ count: 4, faults: [] })
    expect(await indexedRows(await indexOf([chunk('e', 3, 4)]))).toEqual({
      count: 1,
      faults: [{ chunk_id: 'e', fault: 'its length is 5' }],
    })
  })

  it('notices a vector that belongs to another text, and a text that is not there', async () => {
    const index = await indexOf(chunks)
    expect(await withoutThemselves(index, { chunks, sample: 10 })).toEqual([])
    const mixed = [...chunks, chunk('e', 1, 0)]
    expect(await withoutThemselves(index, { chunks: mixed, sample: 10 })).toEqual([
      { chunk_id: 'e', fault: 'it finds a' },
    ])
  })

  it('asks only about speeches that are in the index, and tells the questions without an answer', async () => {
    const embed = (texts: readonly string[]) =>
      Promise.resolve(texts.map(() => ({ vector: Float32Array.of(1, 0), tokens: 1, truncated: false })))
    const asking = { embed, count: 1, years: new Set([2004, 1990]) }
    const right = await indexOf([{ ...chunk('2004_x:1', 1, 0), content: 'no more steroids' }, chunk('1990_x:1', 0, 1)])
    expect(await hitRate(right, asking)).toEqual({ rate: 1, questions: 1, missed: [] })
    const wrong = await indexOf([chunk('2004_x:1', 1, 0)])
    expect((await hitRate(wrong, asking)).missed).toEqual(['athletes should stop using steroids'])
    expect((await hitRate(wrong, { ...asking, years: new Set() })).rate).toBe(1)
  })
})

it.each([
  [[1], 'it has 1 dimensions in place of 2'],
  [[Number.NaN, 1], 'it has a number that is not finite'],
  [[3, 4], 'its length is 5'],
  [[0.6, 0.8], undefined],
])('finds what is wrong with the vector %j', (values, fault) => {
  expect(vectorFault(Float32Array.from(values), 2)).toBe(fault)
})
