import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { once } from './once.ts'

let around: string
beforeEach(() => {
  around = mkdtempSync(join(tmpdir(), 'once-'))
})
afterEach(() => rmSync(around, { recursive: true }))

const writing = (text: string) => async (empty: string) => writeFileSync(join(empty, 'text'), text)

test('who asks while a folder is made waits for it, and nobody makes it again', async () => {
  const folder = join(around, 'it')
  const { promise, resolve } = Promise.withResolvers<void>()
  const first = once(folder, async (empty) => {
    await promise
    expect(existsSync(folder)).toBe(false)
    await writing('first')(empty)
  })
  const second = once(folder, writing('second'))
  resolve()
  expect(await Promise.all([first, second, once(folder, writing('third'))])).toEqual([folder, folder, folder])
  expect(readFileSync(join(folder, 'text'), 'utf8')).toBe('first')
  expect(readdirSync(around)).toEqual(['it'])
})

test('what fails leaves nothing, and the next who asks makes it', async () => {
  const folder = join(around, 'it')
  const failing = once(folder, () => Promise.reject(new Error('no network')))
  const next = once(folder, writing('next'))
  await expect(failing).rejects.toThrow('no network')
  expect(readFileSync(join(await next, 'text'), 'utf8')).toBe('next')
  expect(readdirSync(around)).toEqual(['it'])
})

test('a process that has ended makes nothing any more', async () => {
  const folder = join(around, 'it')
  // The largest number that a process may have is below it.
  writeFileSync(`${folder}.claim`, String(2 ** 30))
  expect(readFileSync(join(await once(folder, writing('mine')), 'text'), 'utf8')).toBe('mine')
})
