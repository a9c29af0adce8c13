import { describe, expect, it } from 'vitest'
import { hitRate } from '../../assets/search/hit-rate.ts'
import { nearest } from '../../assets/search/nearest.ts'
import { withoutThemselves } from '../../assets/search/self-retrieval.ts'
import { vectorFault } from '../../assets/search/vector-fault.ts'

function chunk(chunk_id: string, ...embedding: number[]) {
  return { chunk_id, content: `the text of ${chunk_id}`, embedding: Float32Array.from(embedding) }
}

describe('searching the index', () => {
  const rows = [chunk('a', 1, 0), chunk('b', 0, 1), chunk('c', 0.6, 0.8), chunk('d', -1, 0)]

  it('gives the nearest rows, best first', () => {
    expect(nearest(rows, Float32Array.of(0, 1), 2).map((row) => row.chunk_id)).toEqual(['b', 'c'])
    expect(nearest(rows, Float32Array.of(1, 0), 9).map((row) => row.chunk_id)).toEqual(['a', 'c', 'b', 'd'])
  })

  it('notices a vector that belongs to another text', () => {
    expect(withoutThemselves(rows, { sample: 10 })).toEqual([])
    const mixed = [...rows, { ...chunk('e', 0.5, 0) }]
    expect(withoutThemselves(mixed, { sample: 10 })).toEqual([{ chunk_id: 'e', found: 'a' }])
  })

  it.each([
    [[1], 'it has 1 dimensions in place of 2'],
    [[Number.NaN, 1], 'it has a number that is not finite'],
    [[3, 4], 'its length is 5'],
    [[0.6, 0.8], undefined],
  ])('finds what is wrong with the vector %j', (values, fault) => {
    expect(vectorFault(Float32Array.from(values), 2)).toBe(fault)
  })

  it('asks only about years that are in the index, and counts the questions without an answer', async () => {
    const embed = (texts: readonly string[]) =>
      Promise.resolve(texts.map(() => ({ vector: Float32Array.of(1, 0), tokens: 1, truncated: false })))
    const index = [{ ...chunk('2004_x:1', 1, 0), content: 'no more steroids' }, chunk('1990_x:1', 0, 1)]
    expect(await hitRate(index, { embed, count: 1 })).toEqual({ rate: 1, questions: 1, missed: [] })
    const wrong = [chunk('2004_x:1', 1, 0)]
    expect((await hitRate(wrong, { embed, count: 1 })).missed).toEqual(['athletes should stop using steroids'])
    expect((await hitRate([], { embed, count: 1 })).rate).toBe(1)
  })
})
