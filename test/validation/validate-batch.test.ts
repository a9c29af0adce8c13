import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { validateBatch, validateBatchAsync } from '../../src/define/validation/validate-batch.ts'
import { brokenProxy, hostileRecords } from './hostile-records.ts'

const person = z.object({ name: z.string().min(1), age: z.number().min(0) })
const good = { name: 'Ada', age: 36 }

describe('a batch of records', () => {
  test('is sorted into those that are valid and those that are not, with everything that is wrong with each', () => {
    const bad = { name: '', age: -1 }
    expect(validateBatch([good, bad], person)).toEqual({
      valid: [good],
      invalid: [
        {
          index: 1,
          record: bad,
          errors: [
            { path: 'name', code: 'too_small', message: expect.stringContaining('>=1'), input: '' },
            { path: 'age', code: 'too_small', message: expect.stringContaining('>=0'), input: -1 },
          ],
        },
      ],
    })
  })

  test('keeps the very record that was refused', () => {
    const bad = { name: 1 }
    expect(validateBatch([bad], person).invalid[0]?.record).toBe(bad)
  })

  test('names the place in a list of a record, and what is there', () => {
    const schema = z.object({ tags: z.array(z.object({ id: z.string() })) })
    const { invalid } = validateBatch([{ tags: [{ id: 'a' }, { id: 2 }] }], schema)
    expect(invalid[0]?.errors).toMatchObject([{ path: 'tags.1.id', code: 'invalid_type', input: 2 }])
  })

  test('takes any Standard Schema, whose code may be called `type`, or be missing', () => {
    const schemaSaying = (issue: object) => ({
      '~standard': { version: 1, vendor: 'own', validate: () => ({ issues: [{ message: 'no', ...issue }] }) } as const,
    })
    const codeOf = (issue: object) => validateBatch([1], schemaSaying(issue)).invalid[0]?.errors[0]?.code
    expect([codeOf({ code: 'a' }), codeOf({ type: 'b' }), codeOf({})]).toEqual(['a', 'b', 'invalid'])
    const keyed = { path: [{ key: 'a' }, 'b'] }
    expect(validateBatch([{ a: { b: 7 } }], schemaSaying(keyed)).invalid[0]?.errors[0]).toMatchObject({
      path: 'a.b',
      input: 7,
    })
  })

  test('takes lists of issues and of keys that are of a class of their own, as arktype has them', () => {
    class Path extends Array<PropertyKey> {
      constructor(...keys: readonly PropertyKey[]) {
        super()
        this.push(...keys)
      }
    }
    class Issues extends Array<{ message: string; path: Path }> {
      constructor(of: { path: Path }) {
        super()
        if (of.path instanceof Path) this.push({ message: 'no', path: of.path })
      }
    }
    const schemaOf = (path: Path) => ({
      '~standard': { version: 1, vendor: 'own', validate: () => ({ issues: new Issues({ path }) }) } as const,
    })
    const errorOf = (path: Path) => validateBatch([{ a: 1 }], schemaOf(path)).invalid[0]?.errors
    expect(errorOf(new Path())).toEqual([{ path: '', code: 'invalid', message: 'no', input: { a: 1 } }])
    expect(errorOf(new Path('a'))).toEqual([{ path: 'a', code: 'invalid', message: 'no', input: 1 }])
  })

  test('a record on which the schema itself throws is invalid, and the others are not touched by it', () => {
    const schema = z.object({ text: z.any().refine((text) => text.trim() !== '', 'must not be empty') })
    const { valid, invalid } = validateBatch([{ text: 'a' }, { text: null }, { text: ' ' }], schema)
    expect(valid).toEqual([{ text: 'a' }])
    expect(invalid.map(({ index, errors }) => [index, errors[0]?.code])).toEqual([
      [1, 'schema_threw'],
      [2, 'custom'],
    ])
    expect(invalid[0]?.errors[0]?.message).toMatch(/^the schema threw: TypeError: Cannot read properties of null/)
  })

  test('a schema that answers with a promise is told to be waited for', async () => {
    const schema = z.object({ name: z.string().refine(async (name) => name !== 'taken', 'is taken') })
    expect(() => validateBatch([{ name: 'free' }], schema)).toThrow(
      expect.objectContaining({
        code: 'ASSET_SCHEMA',
        message: 'the schema answers with a promise, which validateBatch cannot wait for',
        fix: 'write `await validateBatchAsync(records, schema)`',
      }),
    )
    const { valid, invalid } = await validateBatchAsync([{ name: 'free' }, { name: 'taken' }], schema)
    expect(valid).toEqual([{ name: 'free' }])
    expect(invalid).toMatchObject([{ index: 1, errors: [{ path: 'name', message: 'is taken', input: 'taken' }] }])
  })

  test('a promise that is broken is that record alone, and a stream is as good as a list', async () => {
    const schema = z.number().refine(async (n) => {
      if (n === 2) throw new Error('boom')
      return true
    })
    async function* numbers() {
      yield* [1, 2, 3]
    }
    const { valid, invalid } = await validateBatchAsync(numbers(), schema)
    expect(valid).toEqual([1, 3])
    expect(invalid).toMatchObject([
      { index: 1, record: 2, errors: [{ code: 'schema_threw', message: 'the schema threw: Error: boom' }] },
    ])
  })
})

describe('strict', () => {
  const schema = z.object({ n: z.coerce.number(), tag: z.string().default('none'), at: z.coerce.date().optional() })

  test('takes what the schema gives back as it was', () => {
    const record = { n: 1, tag: 'a', at: new Date(0) }
    expect(validateBatch([record], schema, { strict: true }).valid).toEqual([record])
  })

  test('refuses what the schema had to convert, to fill in or to leave out, and says where', () => {
    const { valid, invalid } = validateBatch([{ n: '1', more: true }], schema, { strict: true })
    expect(valid).toEqual([])
    expect(invalid[0]?.errors).toEqual([
      { path: 'n', code: 'changed', message: "the schema changes it from '1' to 1", input: '1' },
      { path: 'more', code: 'changed', message: 'the schema leaves it out', input: true },
      { path: 'tag', code: 'changed', message: "the schema adds 'none'", input: undefined },
    ])
    expect(validateBatch([{ n: '1', more: true }], schema).valid).toEqual([{ n: 1, tag: 'none' }])
  })

  test('walks a record that contains itself once', () => {
    const record: Record<string, unknown> = { n: 1 }
    record.self = record
    expect(validateBatch([record], z.any(), { strict: true }).valid).toEqual([record])
  })
})

describe('whatever the data is', () => {
  const schemas = {
    object: person,
    strict: z.strictObject({ id: z.string() }),
    record: z.record(z.string(), z.unknown()),
    nested: z.object({ a: z.object({ b: z.array(z.number()) }) }),
    coercing: z.object({ n: z.coerce.number(), at: z.coerce.date() }),
    careless: z.any().refine((value) => value.name.trim() !== ''),
  }

  test.each(Object.entries(schemas))('valid and invalid are all of it, and nothing is thrown: %s', (_, schema) => {
    fc.assert(
      fc.property(fc.array(hostileRecords), fc.boolean(), (records, strict) => {
        const { valid, invalid } = validateBatch(records, schema, { strict })
        expect(valid.length + invalid.length).toBe(records.length)
        expect(invalid.every(({ errors }) => errors.length > 0)).toBe(true)
        expect(invalid.every(({ index, record }) => Object.is(records[index], record))).toBe(true)
        const order = invalid.map(({ index }) => index)
        expect(order).toEqual(order.toSorted((a, b) => a - b))
      }),
      { numRuns: 200 },
    )
  })

  test('a record that can be asked nothing is invalid, whatever is asked of it', () => {
    const record = brokenProxy()
    for (const schema of [person, schemas.careless]) {
      expect(validateBatch([record], schema).invalid[0]?.errors[0]?.code).toBe('schema_threw')
    }
    expect(validateBatch([record], z.any(), { strict: true }).valid.length).toBe(1)
  })

  test('waiting gives the same answer', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(hostileRecords), async (records) => {
        const [later, now] = [await validateBatchAsync(records, person), validateBatch(records, person)]
        expect(later.valid.length).toBe(now.valid.length)
        expect(later.invalid.map(({ index }) => index)).toEqual(now.invalid.map(({ index }) => index))
      }),
      { numRuns: 100 },
    )
  })
})

test('what is no schema, and an option that there is not, are refused before a record is looked at', async () => {
  const noSchema = { code: 'ASSET_OPTIONS', message: 'validateBatch was given no Standard Schema' }
  expect(() => validateBatch([], {} as never)).toThrow(expect.objectContaining(noSchema))
  const misspelt = { strct: true } as never
  const fix = 'did you mean "strict"?'
  const message = 'validateBatchAsync has no option "strct"'
  await expect(validateBatchAsync([], z.object({}), misspelt)).rejects.toMatchObject({ message, fix })
})
