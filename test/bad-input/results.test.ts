import { describe, expect, test } from 'vitest'
import { createProject } from '../rig/project.ts'
import { oneFile, outcomesOf } from '../run/projects.ts'
import { documentOf, failures, type Told } from './mistakes.ts'

/** The asset's name, its function, what is said of it, and the column of its line that is to blame where it is not the declaration. */
type Case = readonly [name: string, run: string, message: string, column?: number]

const groups: readonly (readonly [code: string, fix: string, cases: readonly Case[]])[] = [
  [
    'ASSET_RESULT',
    'return the rows (an array, a generator, a query), or one plain object; [] with a schema is an empty table',
    [
      ['nothing', '() => undefined', 'nothing returned nothing, where rows were expected'],
      ['aNull', '() => null', 'aNull returned nothing, where rows were expected'],
    ],
  ],
  [
    'ASSET_RESULT',
    'return an array of plain objects, a generator, a query, or one plain object for one row',
    [
      ['aNumber', '() => 5', 'aNumber returned a number, where rows were expected'],
      ['aString', "() => 'abc'", 'aString returned a string, where rows were expected'],
      ['aFunction', '() => () => 1', 'aFunction returned a function, where rows were expected'],
      [
        'aGeneratorFunction',
        '() => function* () { yield {n:1} }',
        'aGeneratorFunction returned a function, where rows were expected',
      ],
      ['anError', "() => new Error('returned')", 'anError returned an Error, where rows were expected'],
      ['bytes', "() => Buffer.from('ab')", 'bytes returned a Buffer, where rows were expected'],
    ],
  ],
  [
    'ASSET_RESULT',
    'return objects whose fields are the columns, such as { id, text }; spread a class instance: { ...row }',
    [
      ['strings', "() => ['a','b']", 'row 1 of strings is a string, where a row is a plain object'],
      ['nulls', '() => [null]', 'row 1 of nulls is null, where a row is a plain object'],
      ['lists', '() => [[1]]', 'row 1 of lists is an array, where a row is a plain object'],
      [
        'instances',
        '() => [new (class Foo { x = 1 })()]',
        'row 1 of instances is a Foo, where a row is a plain object',
      ],
      ['mapRows', "() => new Map([['a', {n:1}]])", 'row 1 of mapRows is an array, where a row is a plain object'],
      ['promises', '() => [Promise.resolve({n:1})]', 'row 1 of promises is a Promise, where a row is a plain object'],
    ],
  ],
  [
    'ASSET_RESULT',
    'write yield in the place of return, or yield* for an array or another generator; a return that only ends it has no value',
    [
      [
        'returnedRow',
        'function* () { yield {n:1}; return {n:2} }',
        'the generator returned an object at its end, where only what it yields is a row',
      ],
    ],
  ],
  [
    'ASSET_NO_ROWS',
    'give the asset a schema that tells its types, such as asset({ schema: z.object({ id: z.string() }) }, …), and an empty table keeps its columns; without one, the columns of its last version stay',
    [['noRows', '() => []', 'noRows returned no rows, so that nothing says which columns it has']],
  ],
  [
    'ASSET_RESULT',
    'return objects whose fields are the columns, such as { id, text }',
    [
      ['noColumns', '() => ({})', 'the rows of noColumns are objects without fields'],
      ['iterBad', '() => ({ [Symbol.iterator]: 5 })', 'the rows of iterBad are objects without fields'],
    ],
  ],
  [
    'ASSET_VALUE',
    'return the same type in every row, such as String(value), or null where there is none',
    [
      [
        'mixed',
        "() => [{n:1},{n:'x'}]",
        'column "n" of mixed holds a string in row 2, after a number in the rows before',
      ],
      [
        'mixedNested',
        "() => [{o:{n:1}},{o:{n:'x'}}]",
        'column "o.n" of mixedNested holds a string in row 2, after a number in the rows before',
      ],
      [
        'late',
        "function* () { for (let i=0;i<5000;i++) yield {n:i}; yield {n:'x'} }",
        'column "n" of late holds a string in row 5001, after a number in the rows before',
      ],
      [
        'listMixed',
        "() => [{n:[1,'a']}]",
        'column "n[]" of listMixed holds a string in row 1, after a number in the rows before',
      ],
    ],
  ],
  [
    'ASSET_VALUE',
    'return what it stands for, or leave the column out',
    [
      [
        'fnVal',
        '() => [{n:1},{n:()=>1}]',
        'column "n" of fnVal holds a function, which a table cannot store, in row 2',
      ],
    ],
  ],
  [
    'ASSET_VALUE',
    'return a plain object with the fields that you need, such as { name: value.name }, or its text: String(value)',
    [
      [
        'anInstance',
        '() => [{n:new (class Foo { x = 1 })()}]',
        'column "n" of anInstance holds a Foo, which a table cannot store, in row 1',
      ],
    ],
  ],
  [
    'ASSET_FAILED',
    'LOGS',
    [
      ['getterRow', "() => [{ get n() { throw new Error('getter') } }]", 'Error: getter', 57],
      ['iterThrow', "() => ({ [Symbol.iterator]() { throw new Error('iter') } })", 'Error: iter', 69],
      ['proxyRow', "() => [new Proxy({}, { ownKeys() { throw new Error('trap') } })]", 'Error: trap', 72],
      ['thrownString', "() => { throw 'text' }", "threw 'text'"],
      ['thrownUndefined', '() => { throw undefined }', 'threw undefined'],
      ['thrownNull', '() => { throw null }', 'threw null'],
      ['thrownSymbol', "() => { throw Symbol('x') }", 'threw Symbol(x)'],
      ['thrownObject', '() => { throw { code: 5 } }', 'threw { code: 5 }'],
      ['thrownNoPrototype', '() => { throw Object.create(null) }', 'threw [Object: null prototype] {}'],
      [
        'thrownProxy',
        '() => { throw new Proxy({}, { get() { throw 1 }, has() { throw 1 }, getPrototypeOf() { throw 1 } }) }',
        'threw {}',
      ],
      ['thrownEmpty', '() => { throw new Error() }', 'Error', 48],
      [
        'thrownAggregate',
        "() => { throw new AggregateError([new Error('x'), 'y']) }",
        "AggregateError (Error: x; 'y')",
        52,
      ],
      [
        'afterTenThousand',
        "function* () { for (let i = 0; i < 10_000; i++) yield { i }; throw new RangeError('row 10,000') }",
        'RangeError: row 10,000',
        106,
      ],
    ],
  ],
  [
    'ASSET_VALUE',
    'return a plain object or an array: Object.fromEntries(map), or [...map.values()]',
    [
      [
        'mapVal',
        '() => [{n:new Map([[1,2]])}]',
        'column "n" of mapVal holds a Map, which a table cannot store, in row 1',
      ],
    ],
  ],
  [
    'ASSET_VALUE',
    'return an array: [...set]',
    [['setVal', '() => [{n:new Set([1])}]', 'column "n" of setVal holds a Set, which a table cannot store, in row 1']],
  ],
  [
    'ASSET_VALUE',
    'await it before it is returned',
    [
      [
        'aPromise',
        '() => [{n:Promise.resolve(1)}]',
        'column "n" of aPromise holds a Promise, which a table cannot store, in row 1',
      ],
    ],
  ],
  [
    'ASSET_VALUE',
    'check how the date is parsed, or return null where there is none',
    [['nanDate', '() => [{n:new Date(NaN)}]', 'column "n" of nanDate holds an invalid Date, in row 1']],
  ],
  [
    'ASSET_VALUE',
    'call .toWellFormed() on the string, or cut it between characters',
    [
      [
        'halfACharacter',
        "() => [{n:'a\\ud800b'}]",
        'column "n" of halfACharacter holds half a character (a lone surrogate), in row 1',
      ],
    ],
  ],
  [
    'ASSET_VALUE',
    'return the fields that you need, without the reference back',
    [
      [
        'cyclic',
        '() => { const o = {}; o.o = o; return [o] }',
        'column "o.o.o.o.o.o.o.o.o.o.…" of cyclic holds an object that is cyclic, or nested deeper than 64 levels, in row 1',
      ],
      [
        'cyclicList',
        '() => { const o = []; o.push(o); return [{o}] }',
        'column "o[][][][][][][][][][…" of cyclicList holds an object that is cyclic, or nested deeper than 64 levels, in row 1',
      ],
    ],
  ],
  [
    'ASSET_VALUE',
    'give one of them another name: column names are compared without case',
    [['caseCol', '() => [{a:1, A:2}]', 'row 1 of caseCol has the column "A", which differs from "a" only by case']],
  ],
  [
    'ASSET_VALUE',
    'give every column a name of at least one character, in plain Unicode',
    [
      ['emptyKey', "() => [{'': 1}]", 'row 1 of emptyKey has a column without a name'],
      ['nulKey', "() => [{'a\\0b': 1}]", 'row 1 of nulKey has a column whose name is not text'],
      ['loneKey', "() => [{'a\\ud800': 1}]", 'row 1 of loneKey has a column whose name is not text'],
    ],
  ],
  [
    'ASSET_VALUE',
    'return it as a string: String(value)',
    [
      [
        'tooBig',
        '() => [{n:9223372036854775808n}]',
        'column "n" of tooBig holds the bigint 9223372036854775808, which does not fit 64 bits, in row 1',
      ],
    ],
  ],
  [
    'ASSET_VALUE',
    'return the same type in every row: Number(value), or BigInt(value)',
    [
      [
        'bigNum',
        '() => [{n:1n},{n:2}]',
        'column "n" of bigNum holds a number in row 2, after a bigint in the rows before',
      ],
    ],
  ],
  [
    'ASSET_VALUE',
    'fill the holes with null: Array.from(array, (value) => value ?? null)',
    [['sparse', '() => [{n:[,1]}]', 'column "n" of sparse holds an array with holes, in row 1']],
  ],
  [
    'ASSET_VALUE',
    'return a Float32Array, or an array of numbers: Array.from(value)',
    [
      [
        'doubles',
        '() => [{n:new Float64Array([1,2])}]',
        'column "n" of doubles holds a Float64Array, which a table cannot store, in row 1',
      ],
    ],
  ],
]
const logs = 'mend the function and run again; its lines and the stack: assets logs'
const firstLine = 4

describe('what a table cannot be made of', () => {
  test('every such asset fails with its own words, and no other one does', async () => {
    const cases = groups.flatMap(([code, fix, list]) => list.map((one) => ({ code, fix, one })))
    const lines = cases.map(({ one: [name, run] }) => `export const ${name} = asset(${run})`)
    await using project = await createProject(oneFile(...lines, 'export const good = asset(() => [{ n: 1 }])'))
    const document = await documentOf(project, ['materialize'])
    const expected = cases.map(({ code, fix, one: [name, , message, column] }, index): readonly [string, Told] => {
      const at = `assets/index.ts:${firstLine + index}${column === undefined ? '' : `:${column}`}`
      return [name, { code, message, at, fix: fix === 'LOGS' ? `${logs} ${name}` : fix }]
    })
    expect(failures(document)).toEqual(Object.fromEntries(expected))
    expect(document.exitCode).toBe(1)
    expect(outcomesOf(document).good).toBe('ran')
  })

  test('a generator that fails in the middle leaves no table, no file and the last good rows', async () => {
    const rows = (count: number, end: string) =>
      oneFile(`export const a = asset(function* () { for (let i = 0; i < ${count}; i++) yield { i }; ${end} })`)
    await using project = await createProject(rows(3, ''))
    await project.assets('materialize')
    project.edit(rows(10_000, "throw new Error('too many')"))
    expect((await documentOf(project, ['materialize'])).error).toMatchObject({ message: 'Error: too many' })
    expect((await project.json('status')).assets[0]).toMatchObject({ status: 'failed', rows: 3 })
    expect((await project.json('query', 'select count(*)::int as n from a')).rows).toEqual([{ n: 3 }])
  })
})
