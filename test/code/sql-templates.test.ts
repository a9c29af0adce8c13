// biome-ignore-all lint/suspicious/noTemplateCurlyInString: code of a project
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sql, sqlParts } from '../../src/define/sql.ts'
import { readRows } from '../../src/table/codec/decode/read-table.ts'
import { readSqlLayout } from '../../src/util/sql-layout.ts'
import { mistakeOf, rowsRig } from '../store/rows-engine.ts'
import { fingerprints, identity } from './project.ts'

const index = (body: string, imports = "import { sql } from 'assetstore'") =>
  `${imports}\nimport { asset } from '#project'\nexport const total = asset(({ notes }) => ${body})\n`
const of = async (body: string, imports?: string) => {
  const files = { 'assets.config.ts': '', 'assets/index.ts': index(body, imports) }
  return identity((await fingerprints(files, ['total'])).total!)
}
const plain = 'sql`select id, \'a  b\' as "c  d" from ${notes} where n = 1`'

describe('a sql template', () => {
  test.each([
    ['lines', 'sql`\n  select id,\n    \'a  b\' as "c  d"\n  from ${notes}\n  where n=1\n`'],
    ['comments', 'sql`select id /* the id */, \'a  b\' as "c  d" -- both\n from ${notes} where n = 1 -- one\n`'],
    ['a block around it', '{ return sql`select id, \'a  b\' as "c  d" from ${notes} where n = 1 ` }'],
  ])('is the same after an edit of its %s', async (_, edited) => {
    expect(await of(edited)).toBe(await of(plain))
  })

  test.each([
    ['string', plain.replace('a  b', 'a b')],
    ['quoted name', plain.replace('c  d', 'c d')],
    ['case', plain.replace('select', 'SELECT')],
    ['number', plain.replace('1', '2')],
    ['words', plain.replace('id,', 'i d,')],
    ['hole', plain.replace('${notes}', '${notes} n')],
    ['comment that has a hole', plain.replace('select', 'select /* ${notes} */')],
  ])('is another one after an edit of a %s', async (_, edited) => {
    expect(await of(edited)).not.toBe(await of(plain))
  })

  test('keeps the digest of before, by which records of older builds are found', async () => {
    const found = async (body: string) =>
      (await fingerprints({ 'assets.config.ts': '', 'assets/index.ts': index(body) }, ['total'])).total!
    const [one, other] = [await found(plain), await found(plain.replace('id,', 'id ,'))]
    expect(one.digest).toBe(other.digest)
    expect(one.older).not.toBe(other.older)
    expect(one.older).not.toBe(one.digest)
    expect(await found('notes')).not.toHaveProperty('older')
  })

  test('of another tag, or that is a piece of another one, keeps its white space at the ends', async () => {
    const other = 'const sql = String.raw'
    expect(await of(plain.replace('id,', 'id ,'), other)).not.toBe(await of(plain, other))
    const piece = (text: string) => `sql\`select 1\${sql\`${text}\`}\``
    expect(await of(piece(' as x'))).not.toBe(await of(piece('as x')))
    expect(await of(piece('  as  x'))).toBe(await of(piece(' as x')))
  })
})

test('a piece is whole by itself', async () => {
  const text = (of: object) => (of as { [sqlParts]: { text: string }[] })[sqlParts].map((part) => part.text).join('')
  expect(text(sql`select 1 ${sql`-- one`} , 2`)).toBe('select 1 -- one\n , 2')
  expect(text(sql`select ${sql.raw("'it''s'")}`)).toBe("select 'it''s'")
  for (const open of ["'a", '"a', '/* a']) {
    expect(await mistakeOf(() => sql`select ${sql.raw(open)}`)).toContain('opens quotes or a comment')
  }
  const piece = sql`a  b`
  expect(await mistakeOf(() => sql`select '${piece}'`)).toContain('inside quotes or a comment')
  expect(await mistakeOf(() => sql`select 1 -- ${piece}`)).toContain('inside quotes or a comment')
  expect(text(sql`select '$', ${piece}, '${'x'}'`)).toContain('a  b')
})

const rig = rowsRig()
const words = fc.constantFrom(
  ...'select from t where a "b_c" 1 2.5 .5 1e3 = <> < -> - + * / ( ) , [ ] :: int as and -- /* */ ; e | || ! $1 :'.split(
    ' ',
  ),
  ...['"b  c"', "'x  y'", "''", "'", "e'x \\\\\\''", '$$ a  b $$', '$x$ $$ $x$', '\u00fc'],
)
const spaces = fc.constantFrom(
  '',
  '',
  ' ',
  '\n',
  '  \t',
  '\r',
  ' /* c */ ',
  '/* a /* b */ c */',
  ' -- c\n',
  "-- it's\n",
  '-- c\r',
)
const statements = fc.array(fc.tuple(words, spaces), { minLength: 1, maxLength: 9 })
const starts = fc.constantFrom('select ', 'select a from t where ', 'select(', "select 'a' ", '')

/** DuckDB's tree without the places of its nodes; `undefined` where it is no statement. */
async function treeOf(text: string): Promise<string | undefined> {
  const statement = { text: 'SELECT json_serialize_sql($1::VARCHAR)::VARCHAR AS tree', parameters: [text] }
  for await (const [row] of readRows(rig.engine(), statement)) {
    const tree = JSON.parse((row as { tree: string }).tree, (key, value) =>
      key === 'query_location' ? undefined : value,
    )
    return tree.error ? undefined : JSON.stringify(tree)
  }
  return undefined
}

test('what is taken away is what DuckDB passes over: the tree of any statement stays', async () => {
  const pairs = fc.asyncProperty(starts, statements, async (start, written) => {
    const text = start + written.flat().join('')
    const { canonical, end } = readSqlLayout(text)
    if (end === 'open') return
    expect(await treeOf(canonical), JSON.stringify([text, canonical])).toBe(await treeOf(text))
  })
  await fc.assert(pairs, { numRuns: Number(process.env.SQL_RUNS ?? 400) })
})
