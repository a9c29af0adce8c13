import { constants, gzipSync, zstdCompressSync } from 'node:zlib'
import { expect, test } from 'vitest'
import type { ReadOptions } from '../../src/define/read-options.ts'
import { corpus } from './corpus.ts'

const files = corpus()
const zst = (...texts: readonly (string | Buffer)[]): Buffer =>
  Buffer.concat(texts.map((text) => zstdCompressSync(text)))
const gz = (...texts: readonly (string | Buffer)[]): Buffer => Buffer.concat(texts.map((text) => gzipSync(text)))
/** Of a writer that was killed when it had written its lines: what there is unpacks, and there is no end. */
const unfinished = (text: string): Buffer => gzipSync(text, { finishFlush: constants.Z_SYNC_FLUSH })
const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le')
/** As on a tape, whose blocks are filled with zeros. */
const behindZeros = (text: string): Buffer => Buffer.concat([gz(text), Buffer.alloc(700), gz(text)])
const skipped = Buffer.from([0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3])
const many = Array.from({ length: 40_000 }, (_, n) => `${n},${(n * 7919) % 100_003}\n`).join('')

test.each<[name: string, file: string, bytes: Buffer, read: ReadOptions, rows: number]>([
  ['lines of JSON', 'a.ndjson.zst', zst('{"a":1}\n', '{"a":2}\n'), {}, 2],
  ['CSV', 'a.csv.zst', zst('a,b\n1,2\n', '3,4\n'), {}, 2],
  ['CSV in UTF-16', 'a.csv.zst', zst(utf16('a,b\n1,2\n'), utf16('3,4\n')), { encoding: 'utf-16' }, 2],
  [
    'CSV in Latin-1 of which a line is refused',
    'a.csv.zst',
    zst('a,b\n1,2\n', '3\n', '5,6\n'),
    { ignoreErrors: true },
    2,
  ],
  ['CSV that takes many reads', 'a.csv.zst', zst(`a,b\n${many}`, many, many), {}, 120_000],
  ['CSV behind what is to be skipped', 'a.csv.zst', Buffer.concat([skipped, zst('a,b\n1,2\n'), skipped]), {}, 1],
  ['CSV in parts of gzip', 'a.csv.gz', gz(utf16('a,b\n1,2\n'), utf16('3,4\n')), { encoding: 'utf-16' }, 2],
])('every part of a packed file is read: %s', async (_, file, bytes, read, rows) => {
  expect((await files.read({ [file]: bytes }, read)).rows).toHaveLength(rows)
})

const lines = '{"a":1}\n{"a":2}\n'
test.each<[name: string, file: string, bytes: Buffer, problem: RegExp]>([
  ['lines of JSON that nobody has finished', 'a.ndjson.gz', unfinished(lines), /unexpected end of file/],
  ['an array that nobody has finished', 'a.json.gz', unfinished('[{"a":1}]'), /unexpected end of file/],
  ['CSV that nobody has finished', 'a.csv.gz', unfinished('a,b\n1,2\n'), /unexpected end of file/],
  ['less than a line', 'a.ndjson.gz', gz(lines.repeat(100)).subarray(0, 15), /unexpected end of file/],
  ['without its last byte', 'a.ndjson.zst', zst(lines).subarray(0, -1), /unexpected end of file/],
  ['whose second part is cut off', 'a.ndjson.zst', zst(lines, many).subarray(0, 200), /unexpected end of file/],
  [
    'whose second part has no head',
    'a.ndjson.zst',
    Buffer.concat([zst(lines), zst(lines).subarray(0, 3)]),
    /unexpected end of file/,
  ],
  ['CSV whose second part is cut off', 'a.csv.zst', zst('a,b\n1,2\n', many).subarray(0, 200), /unexpected end of file/],
  [
    'with something else behind it',
    'a.ndjson.zst',
    Buffer.concat([zst(lines), Buffer.from('more')]),
    /Unknown frame descriptor/,
  ],
  ['with a part of gzip cut off', 'a.ndjson.gz', gz(lines, many).subarray(0, 200), /unexpected end of file/],
  ['whose text is another', 'a.ndjson.gz', altered(gzipSync('{"a":"one"}\n', { level: 0 })), /incorrect data check/],
  ['empty', 'a.ndjson.zst', Buffer.alloc(0), /unexpected end of file/],
  ['with a part behind zeros', 'a.ndjson.gz', behindZeros(lines), /behind zeros there is more/],
  ['CSV with a part behind zeros', 'a.csv.gz', behindZeros('a,b\n1,2\n'), /behind zeros there is more/],
])('a packed file that is not wholly there is refused: %s', async (_, file, bytes, problem) => {
  await expect(files.read({ [file]: bytes })).rejects.toMatchObject({
    code: 'ASSET_VALUE',
    message: expect.stringMatching(problem),
  })
})

/** One letter of a value is another, and the checksum is what it was. */
function altered(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes)
  copy.write('ten', copy.indexOf('one'))
  return copy
}

test('CSV in UTF-16 with a part behind zeros is refused, and one that zeros alone follow is read', async () => {
  const text = utf16('a,b\n1,2\n')
  const zeros = Buffer.alloc(100_000)
  const read = (...bytes: readonly Buffer[]) => files.read({ 'a.csv.gz': Buffer.concat(bytes) }, { encoding: 'utf-16' })
  await expect(read(gz(text), zeros, gz(utf16('3,4\n')))).rejects.toMatchObject({
    code: 'ASSET_VALUE',
    message: 'a.csv.gz cannot be unpacked: behind zeros there is more',
  })
  expect((await read(gz(text), zeros)).rows).toEqual(['{"a":1,"b":2}'])
})
