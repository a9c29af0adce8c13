import fc from 'fast-check'
import { expect, test } from 'vitest'
import { contentKey } from '../../src/table/work/content-key.ts'
import { keysOf } from '../../src/table/work/row-keys.ts'

const numRuns = 300 * Number(process.env.FUZZ_TIMES ?? 1)

/** Strings and bytes that look like the parts of a key. */
const text = fc.oneof(
  fc.constantFrom('', ';', 's1:a', 'o;', 'u;', '\ud800', '\ud801', 'é'),
  fc.string({ maxLength: 90, unit: 'binary' }),
)
const bytes = text.map((of) => new Uint8Array(Buffer.from(of, 'utf16le')))
const flat = fc.oneof(
  fc.constantFrom(null, undefined, true, false, 0, -0, 1, 1n, 0n, Number.NaN, Number.POSITIVE_INFINITY, '0', '1'),
  text,
  bytes,
  bytes.map((of) => Buffer.from(of)),
  fc.date({ noInvalidDate: false }),
  fc.array(fc.float(), { maxLength: 3 }).map((of) => Float32Array.from(of)),
)
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    flat,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 's1:a', '__proto__'), tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
}))
const row = fc.record({ a: value, b: value }, { noNullPrototype: true })

/** The same by `Object.is`, all the way down, fields in order. */
function isSame(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false
  // Whether the bytes of a column are Buffers is said by its type, and is the same in every row.
  if (one instanceof Uint8Array && other instanceof Uint8Array) return bytesOf(one).equals(bytesOf(other))
  if (one.constructor !== other.constructor) return false
  if (one instanceof Date) return Object.is(one.getTime(), (other as Date).getTime())
  if (ArrayBuffer.isView(one)) return bytesOf(one).equals(bytesOf(other as typeof one))
  const [left, right] = [Object.entries(one), Object.entries(other)]
  if (Array.isArray(one) && one.length !== (other as unknown[]).length) return false
  return (
    left.length === right.length &&
    left.every(([name, field], at) => name === right[at]?.[0] && isSame(field, right[at]?.[1]))
  )
}
const bytesOf = (view: ArrayBufferView) => Buffer.from(view.buffer, view.byteOffset, view.byteLength)
const copyOf = (of: object): object => structuredClone(of)

test('rows that differ in anything have other keys, and equal rows have one', () => {
  fc.assert(
    fc.property(row, row, (one, other) => {
      expect(contentKey(one)).toBeTypeOf('string')
      expect(contentKey(one) === contentKey(other)).toBe(isSame(one, other))
    }),
    { numRuns },
  )
})

test('a row and its copy have one key', () => {
  const plain = fc.record({ a: fc.anything({ withDate: true, withBigInt: true, withTypedArray: true }) })
  fc.assert(
    fc.property(plain, (one) => {
      expect(contentKey(copyOf(one))).toBe(contentKey(one))
    }),
    { numRuns },
  )
})

const cyclic: Record<string, unknown> = {}
cyclic.self = cyclic
test.each([
  ['a function', () => 1],
  ['a symbol', Symbol('a')],
  ['a Map', new Map([[1, 2]])],
  ['an object of a class', new (class Point {})()],
  ['an object that holds itself', cyclic],
])('%s has no content to compare: its row is equal to no other', (_, of) => {
  expect(contentKey({ of })).toBeUndefined()
  expect(contentKey({ deep: [{ of }] })).toBeUndefined()
})

test('keys of rows are as different as their values', () => {
  const keys = keysOf('key')
  for (const key of [0, -0, 1, 1n, '1', true, 'true', new Date(1), 'date 1', 'd1;']) keys.add({ key })
  expect(() => keys.add({ key: new Date(1) })).toThrow('two rows have the same key')
})
