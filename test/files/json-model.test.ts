import fc from 'fast-check'
import { expect, test } from 'vitest'
import { corpus } from './corpus.ts'

const files = corpus()
const seed = Number(process.env.FUZZ_SEED ?? 20260302)
const numRuns = Number(process.env.FUZZ_RUNS ?? 60)

/** A number as it is written. */
class Written {
  readonly digits: string
  constructor(digits: string) {
    this.digits = digits
  }
}
type Reviver = (key: string, value: unknown, context: { readonly source: string }) => unknown
const asWritten: Reviver = (_, value, { source }) => (typeof value === 'number' ? new Written(source) : value)
/** JSON with its numbers as they are written. */
const read = (json: string): unknown => JSON.parse(json, asWritten as Parameters<typeof JSON.parse>[1])

/** The number as its sign, its digits and their place: 1.50 is 1.5, and -0 is not 0. */
function exactOf(digits: string): string {
  const [, sign, whole = '', fraction = '', power = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:e([-+]?\d+))?$/i.exec(digits) ?? []
  const all = `${whole}${fraction}`.replace(/^0+/, '')
  const short = all.replace(/0+$/, '')
  return `${sign}${short}e${short === '' ? 0 : Number(power) - fraction.length + all.length - short.length}`
}

/** Whether a value of a table says what the JSON says: as itself, or as the text that stands there. */
function isSaid(written: unknown, found: unknown): boolean {
  if (written === null || written === undefined) return found === null || found === undefined
  if (written instanceof Written) {
    if (!(found instanceof Written)) return found === written.digits
    const isDouble = /[.e]/i.test(written.digits) && Object.is(Number(written.digits), Number(found.digits))
    return isDouble || exactOf(written.digits) === exactOf(found.digits)
  }
  if (typeof written !== 'object') return found === written || found === String(written)
  if (typeof found === 'string') return JSON.stringify(read(found)) === JSON.stringify(written)
  if (typeof found !== 'object' || found === null) return false
  const [expected, made] = [Object.entries(written), Object.entries(found)]
  const isList = Array.isArray(written) && Array.isArray(found) && expected.length === made.length
  const names = new Set([...expected, ...made].map(([name]) => name))
  const of = (all: readonly [string, unknown][], name: string) => all.find(([one]) => one === name)?.[1]
  return (isList || !Array.isArray(written)) && [...names].every((name) => isSaid(of(expected, name), of(made, name)))
}

const numbers = [
  '0',
  '1',
  '-1',
  '-0',
  '-0.0',
  '1.50',
  '1e5',
  '1E+2',
  '1e-7',
  '9007199254740993',
  '-9223372036854775808',
]
const inexact = ['9223372036854775808', '0.30000000000000004', '0.1234567890123456789', '1e400', '1e-400', '5e-324']
const strings = [
  '',
  'a',
  '007',
  '1.50',
  'true',
  'null',
  '2026-01-31',
  '10:00:00Z',
  '"',
  '\\',
  '\n',
  '\u0000',
  '{"a":1}',
  '[1]',
]
const value = (depth: number): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...numbers, ...inexact) },
    fc.constantFrom(...strings).map((text) => JSON.stringify(text)),
    fc.constantFrom('true', 'false', 'null'),
    ...(depth === 0
      ? []
      : [
          fc.array(value(depth - 1), { maxLength: 3 }).map((all) => `[${all.join(', ')}]`),
          fc
            .array(fc.tuple(fc.constantFrom('a', 'b c', '"', 'x.y', '__proto__'), value(depth - 1)), { maxLength: 3 })
            .map((all) => `{${[...new Map(all)].map(([name, one]) => `${JSON.stringify(name)}: ${one}`).join(',')}}`),
        ]),
  )
/** Records whose values are alike, as those of data are, or of all kinds. */
const column = fc.oneof(
  fc.array(fc.constantFrom(...numbers), { minLength: 1, maxLength: 3 }),
  fc.array(fc.constantFrom(...numbers, ...inexact), { minLength: 1, maxLength: 3 }),
  fc.array(value(2), { minLength: 1, maxLength: 3 }),
)

test('every value of JSON is read as what it says, or as the text that stands there', async () => {
  const property = fc.asyncProperty(column, column, async (some, others) => {
    const records = some.map((one, index) => `{"x":${one}${index in others ? `,"y":${others[index]}` : ''}}`)
    const { rows } = await files.read({ 'a.ndjson': `${records.join('\n')}\n` })
    expect(rows).toHaveLength(records.length)
    for (const [index, row] of rows.entries()) {
      const [written, found] = [read(records[index] as string), read(row)] as [object, object]
      if (!isSaid(written, found)) throw new Error(`${records[index]} of ${records.join(' ')} is ${row}`)
    }
  })
  await fc.assert(property, { seed, numRuns })
}, 120_000)
