import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { objectMarks } from '../../src/store/objects/marks.ts'
import { newFolder } from './samples.ts'

const blobs = fc.array(fc.integer({ min: 0, max: 15 }), { minLength: 64, maxLength: 64 })
/** Names that begin alike fall on the same place. */
const marked = fc.uniqueArray(
  fc.tuple(
    blobs.map((digits) => digits.map((one) => one.toString(16)).join('')),
    fc.nat(),
  ),
  {
    selector: ([blob]) => blob,
  },
)
const alike = fc.tuple(fc.constant('0'.repeat(60)), fc.uniqueArray(fc.integer({ min: 0x1000, max: 0xffff })))

test('what was kept of each object is what is read of it, also of names that begin alike', async () => {
  await fc.assert(
    fc.asyncProperty(marked, alike, async (some, [start, ends]) => {
      const all = new Map([
        ...some.map(([blob, size]) => [blob, `${size} 1.5 2 3`] as const),
        ...ends.map((end) => [start + end.toString(16), `${end} 1 1 1`] as const),
      ])
      await using place = await newFolder()
      const first = objectMarks(place.folder)
      for (const [blob, mark] of all) first.set(blob, mark)
      first.keep()
      const read = objectMarks(place.folder)
      expect([...all.keys()].map(read.get)).toEqual([...all.values()])
      expect(read.get('f'.repeat(64))).toBe(all.get('f'.repeat(64)))
    }),
    { numRuns: 25 },
  )
})

test('a file that was cut knows its last object no more, and all of the others', async () => {
  await using place = await newFolder()
  const [one, other] = ['a'.repeat(64), 'b'.repeat(64)]
  const first = objectMarks(place.folder)
  first.set(one, '1 1 1 1')
  first.set(other, '2 2 2 2')
  first.keep()
  const file = join(place.folder, 'cache', 'objects.lines')
  const whole = readFileSync(file)
  // But for its last digit, and the end of its line, the second is whole.
  for (let length = whole.length / 2; length < whole.length - 1; length += 1) {
    writeFileSync(file, whole.subarray(0, length))
    const read = objectMarks(place.folder)
    expect(read.get(one)).toBe('1 1 1 1')
    expect(read.get(other)).not.toBe('2 2 2 2')
  }
  // What is kept later stands beside what there is.
  const later = objectMarks(place.folder)
  later.set(other, '3 3 3 3')
  later.keep()
  expect([one, other].map(objectMarks(place.folder).get)).toEqual(['1 1 1 1', '3 3 3 3'])
})
