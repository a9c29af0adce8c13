import fc from 'fast-check'
import { expect, test } from 'vitest'
import { corpus } from './corpus.ts'

const files = corpus()
const seed = Number(process.env.FUZZ_SEED ?? 20260301)
const numRuns = Number(process.env.FUZZ_RUNS ?? 150)

interface Field {
  readonly text: string
  readonly isQuoted: boolean
}

/** CSV as RFC 4180 says it. `undefined` where a text is none. */
function recordsOf(text: string): readonly (readonly Field[])[] | undefined {
  const records: Field[][] = [[]]
  const field = /"((?:[^"]|"")*)"(?=[,\r\n]|$)|(?!")([^,\r\n]*)/y
  for (let at = 0; ; ) {
    field.lastIndex = at
    const match = field.exec(text)
    if (match === null) return undefined
    const quoted = match[1]?.replaceAll('""', '"')
    records.at(-1)?.push({ text: quoted ?? (match[2] as string), isQuoted: quoted !== undefined })
    at = field.lastIndex
    if (text[at] === ',') at += 1
    else if (at === text.length) return records
    else {
      at += text.startsWith('\r\n', at) ? 2 : 1
      if (at === text.length) return records
      records.push([])
    }
  }
}

/** The rows as the README says: what is malformed or of another length is refused. */
function expected(text: string, nullText: readonly string[] | undefined): unknown {
  const [header = [], ...records] = recordsOf(text) ?? []
  const isEmpty = ([first, ...more]: readonly Field[]) =>
    more.length === 0 && first?.text === '' && first.isQuoted === false
  const rows = records.filter((record) => header.length === 1 || !isEmpty(record))
  if (header.length === 0 || rows.some((row) => row.length !== header.length)) return 'refused'
  const isNull = ({ text, isQuoted }: Field) =>
    nullText === undefined ? text === '' && !isQuoted : nullText.includes(text)
  return rows.map((row) => row.map((one) => (isNull(one) ? null : one.text)))
}

const columns = fc.constantFrom('a', 'a,b', 'a,b,c')
const lineEnd = fc.constantFrom('\n', '\r\n', '\r')
/** Spaces around quotes are left to DuckDB, which takes them for none of the field. */
const field = fc.constantFrom(
  '',
  '',
  'x',
  '"y"',
  '""',
  '7',
  'N',
  'NA',
  '"NA"',
  '"a,b"',
  '"a\nb"',
  '"a""b"',
  'é',
  '#',
  ' ',
)
const marks = fc.constantFrom(',', ',', '"', '""', 'a', 'NA', '\t', '#', "'", '\\')
const document = fc.oneof(
  fc
    .tuple(columns, lineEnd, fc.array(fc.array(field, { maxLength: 5 }), { maxLength: 4 }), fc.boolean())
    .map(
      ([header, end, rows, isEnded]) =>
        [header, ...rows.map((row) => row.join(',').replaceAll('\n', end))].join(end) + (isEnded ? end : ''),
    ),
  fc
    .tuple(columns, lineEnd, fc.array(fc.oneof(marks, fc.constant('end')), { maxLength: 12 }))
    .map(([header, end, some]) => `${header}${end}${some.map((one) => (one === 'end' ? end : one)).join('')}`),
)
const nulls = fc.constantFrom<readonly string[] | undefined>(undefined, undefined, ['NA'], ['NA', ''], [''])

test('a CSV file is read as it is written, or refused, and with ignoreErrors no row is missing', async () => {
  const property = fc.asyncProperty(document, nulls, async (text, nullText) => {
    const options = { allVarchar: true, ...(nullText && { nullText }) }
    const of = { 'a.csv': text }
    const found = await files.read(of, options).then(
      ({ rows }) => rows.map((row) => Object.values(JSON.parse(row))),
      () => 'refused',
    )
    const rows = expected(text, nullText)
    expect(found).toEqual(rows)
    const records = recordsOf(text)
    if (rows !== 'refused' || records === undefined) return
    const width = records[0]?.length
    const long = await files.read(of, { ...options, ignoreErrors: true })
    const even = records.slice(1).filter((record) => record.length === width)
    const odd = records
      .slice(1)
      .filter(
        ([first, ...more]) =>
          more.length + 1 !== width && !(more.length === 0 && first?.text === '' && !first.isQuoted),
      )
    expect([long.rows.length, long.unread.length]).toEqual([even.length, odd.length])
  })
  await fc.assert(property, { seed, numRuns })
}, 120_000)

const texts = fc.oneof(
  fc.string({ maxLength: 6 }),
  fc.constantFrom('\n', '\\', '"', "'", 'null', 'NULL', '1.10', '[x]', 'a, b', '{"a":1}'),
)
const nested = fc.oneof(
  fc.array(fc.option(texts), { maxLength: 3 }).map((value) => ({ type: 'VARCHAR[]', value })),
  fc
    .record({ a: texts, 'b c': fc.option(texts) })
    .map((value) => ({ type: 'STRUCT(a VARCHAR, "b c" VARCHAR)', value })),
  fc
    .array(fc.record({ k: fc.array(texts, { maxLength: 2 }) }), { maxLength: 2 })
    .map((value) => ({ type: 'STRUCT(k VARCHAR[])[]', value })),
  fc
    .dictionary(fc.string({ minLength: 1, maxLength: 4 }), texts, { maxKeys: 3 })
    .map((value) => ({ type: 'MAP(VARCHAR, VARCHAR)', value })),
)

test('a nested value whose type is said is what its JSON says, in a file of JSON and in a field of CSV', async () => {
  const property = fc.asyncProperty(nested, async ({ type, value }) => {
    const [json, types] = [JSON.stringify(value), { x: type }]
    const inJson = await files.read({ 'a.ndjson': `{"x":${json}}\n` }, { types })
    const inCsv = await files.read({ 'a.csv': `x\n"${json.replaceAll('"', '""')}"\n` }, { types })
    for (const { rows } of [inJson, inCsv]) expect(JSON.parse(rows[0] as string)).toEqual({ x: value })
  })
  await fc.assert(property, { seed, numRuns: Math.ceil(numRuns / 5) })
}, 120_000)
