import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type LockEntry, lockEntry } from '../../../src/store/lock/entry.ts'
import { formatLock, readLock } from '../../../src/store/lock/read-lock.ts'
import { assetOf, partitionOf, unitOf } from '../../../src/unit.ts'
import { entry, record } from './entries.ts'

const head = `# assets.lock 1: written by "assets materialize", to be committed; "assets check" compares the code with it`

describe('the text', () => {
  test('is one line an asset, sorted, with everything a verdict needs and nothing of the run that made it', () => {
    const ingredients = {
      code: { 'assets/documents.ts report': '0123456789ab', 'assets/documents.ts chunk': 'ba9876543210' },
      files: 'f00dfeed0000',
      config: { '/options/ordered': 'true' },
      environment: { TOKEN: 'unset' },
      packages: { zod: '4.6.7 sha512-AA==' },
      inputs: [
        { asset: 'documents', version: 'e'.repeat(64), columns: ['id', 'text'] },
        { asset: 'weights', version: 'f'.repeat(64), columns: null },
      ],
      salt: '2',
    }
    const documents = { ...record('documents'), ingredients: { ...record('x').ingredients, observed: 'text 7' } }
    const text = formatLock([
      entry('report', { ingredients, reusable: false }),
      lockEntry(documents, [{ names: ['id', 'text'], version: '9'.repeat(64) }]),
    ])
    const lines = [
      `{"asset":"documents","partition":"","key":"${'a'.repeat(64)}","version":"${'b'.repeat(64)}","schema":"cab30cfc8247","definition":"${'d'.repeat(64)}","observed":"text 7","columns":[[["id","text"],"${'9'.repeat(64)}"]],"schemes":["key1","code1","rows1"]}`,
      `{"asset":"report","partition":"","key":"${'a'.repeat(64)}","version":"${'b'.repeat(64)}","schema":"cab30cfc8247","definition":"${'d'.repeat(64)}","code":{"assets/documents.ts chunk":"ba9876543210","assets/documents.ts report":"0123456789ab"},"files":"f00dfeed0000","config":{"/options/ordered":"true"},"environment":{"TOKEN":"unset"},"packages":{"zod":"4.6.7 sha512-AA=="},"inputs":[["documents","${'e'.repeat(64)}",["id","text"]],["weights","${'f'.repeat(64)}"]],"salt":"2","reusable":false,"schemes":["key1","code1","rows1"]}`,
    ]
    expect(text).toBe(`${head}\n\n${lines.join('\n\n')}\n`)
  })

  test('does not hang on when, how long, by whom and in which order things were made', () => {
    const other = {
      run: 'another',
      startedAt: 9,
      durationMs: 9,
      environment: { node: '25' },
      parts: [{ blob: '0'.repeat(64), sizeBytes: 9 }],
    }
    expect(formatLock([entry('b', other), entry('a')])).toBe(formatLock([entry('a', other), entry('b')]))
  })

  test('whatever is written is read again', () => {
    fc.assert(
      fc.property(locks, (entries) => {
        const text = formatLock(entries)
        const { entries: again, problems } = readLock(text)
        expect(problems).toEqual([])
        expect(again).toHaveLength(entries.length)
        expect(formatLock(again)).toBe(text)
        for (const entry of entries) expect(again).toContainEqual(entry)
      }),
    )
  })

  test('is sorted by asset, then by partition, the same on every machine', () => {
    const names = ['b', 'a', 'B', 'a.b', 'ä', 'a_b']
    const text = formatLock(names.flatMap((name) => [entry(name, { partition: '2' }), entry(name, { partition: '1' })]))
    const order = readLock(text).entries.map(({ unit }) => `${assetOf(unit)} ${partitionOf(unit)}`)
    expect(text.split('\n').filter((line) => line.startsWith('{'))).toHaveLength(12)
    expect(order).toEqual(['B', 'a', 'a.b', 'a_b', 'b', 'ä'].flatMap((name) => [`${name} 1`, `${name} 2`]))
  })

  test('is read with the ends of lines that git for Windows gives it', () => {
    const text = formatLock([entry('a'), entry('b')])
    expect(readLock(text.replaceAll('\n', '\r\n'))).toEqual(readLock(text))
  })
})

describe('what cannot be read', () => {
  const told = (text: string) =>
    readLock(text).problems.map(({ code, at, message, fix }) => ({ code, at, message, fix }))

  test('the conflict of a merge', () => {
    const [a, b] = [formatLock([entry('a')]), formatLock([entry('a', { version: '1' })])].map(
      (text) => text.split('\n')[2],
    )
    expect(told([head, '', '<<<<<<< HEAD', a, '=======', b, '>>>>>>> topic', ''].join('\n'))).toEqual([
      {
        code: 'LOCK_INVALID',
        at: '.assetstore/assets.lock:3',
        message: 'the lock has the conflict of a merge in it',
        fix: 'assets materialize',
      },
    ])
  })

  test('broken lines, each at its own place', () => {
    const line = formatLock([entry('a')]).split('\n')[2] as string
    const fix = 'take the line from git again, or remove it, and run "assets materialize"'
    const texts = [line.slice(0, -3), line.replace('"a"', '7').replace('a"', '"'), line.replace('"key"', '"kay"')]
    expect(told([head, ...texts].join('\n'))).toEqual([
      {
        code: 'LOCK_INVALID',
        at: '.assetstore/assets.lock:2',
        message: 'this line of the lock cannot be read: it is not a JSON object',
        fix,
      },
      {
        code: 'LOCK_INVALID',
        at: '.assetstore/assets.lock:3',
        message: 'this line of the lock cannot be read: its "asset" is not what it has to be',
        fix,
      },
      {
        code: 'LOCK_INVALID',
        at: '.assetstore/assets.lock:4',
        message: 'this line of the lock cannot be read: its "key" is missing',
        fix,
      },
    ])
  })

  test('two lines for one asset', () => {
    const line = formatLock([entry('a')]).split('\n')[2]
    expect(told([head, line, line].join('\n'))).toEqual([
      {
        code: 'LOCK_INVALID',
        at: '.assetstore/assets.lock:3',
        message: 'the lock has two lines for a',
        fix: 'remove either of them, and run "assets materialize"',
      },
    ])
  })

  test('another file, and a lock of a later version', () => {
    expect(told('{}\n')).toEqual([
      {
        code: 'LOCK_INVALID',
        at: '.assetstore/assets.lock:1',
        message: 'the file does not begin as a lock does',
        fix: 'take it from git again, or remove it, and run "assets materialize"',
      },
    ])
    expect(told('# assets.lock 2: …\n')).toEqual([
      {
        code: 'LOCK_INVALID',
        at: '.assetstore/assets.lock:1',
        message: 'the lock has the format 2, and this version reads the format 1',
        fix: 'install the version of assetstore that wrote it, or remove the file and run "assets materialize"',
      },
    ])
  })
})

const hash = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 1, maxLength: 64 })
const texts = fc.dictionary(fc.string(), fc.string())
const names = fc.uniqueArray(fc.string()).map((all) => all.sort())
/** No name of an asset has a bracket in it. */
const name = fc.string({ minLength: 1 }).filter((text) => !text.includes('['))
const anyEntry: fc.Arbitrary<LockEntry> = fc.record({
  unit: fc.tuple(name, fc.string()).map((parts) => unitOf(...parts)),
  key: hash,
  version: hash,
  schema: hash,
  definition: hash,
  ingredients: fc.record(
    {
      code: texts,
      config: texts,
      environment: texts,
      packages: texts,
      inputs: fc.array(fc.record({ asset: fc.string(), version: hash, columns: fc.option(names, { nil: null }) })),
      files: hash,
      observed: fc.string(),
      salt: fc.string(),
    },
    { requiredKeys: ['code', 'config', 'environment', 'packages', 'inputs'] },
  ),
  reusable: fc.boolean(),
  columns: fc
    .uniqueArray(fc.record({ names, version: hash }), { selector: ({ names }) => JSON.stringify(names) })
    .map((all) => all.sort((a, b) => (JSON.stringify(a.names) < JSON.stringify(b.names) ? -1 : 1))),
  schemes: fc.record({ key: fc.string(), code: fc.string(), rows: fc.string() }),
})
const locks = fc.uniqueArray(anyEntry, { selector: ({ unit }) => unit, maxLength: 6 })
