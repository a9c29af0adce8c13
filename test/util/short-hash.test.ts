import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sha256, shortHash } from '../../src/util/process/short-hash.ts'

const byNode = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest('hex')

test('bytes of every length around the blocks of sha256 have the hash that Node gives them', () => {
  for (let length = 0; length <= 300; length += 1) {
    const bytes = Uint8Array.from({ length }, (_, index) => (index * 89 + length) % 256)
    expect([length, sha256(bytes)]).toEqual([length, byNode(bytes)])
  }
})

test('and so have texts, the first of a process and those after it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
      expect(shortHash(text)).toBe(byNode(text))
    }),
    { numRuns: 500 },
  )
})
