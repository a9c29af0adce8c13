import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { LockEntry } from '../../../src/store/lock/entry.ts'
import { formatLock, readLock } from '../../../src/store/lock/read-lock.ts'
import { entry } from './entries.ts'

let folder: string
const git = (...words: string[]) => execFileSync('git', words, { cwd: folder, encoding: 'utf8', stdio: 'pipe' })
const file = () => join(folder, 'assets.lock')

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assets-merge-'))
  git('init', '-q', '-b', 'main')
  git('config', 'user.email', 'test@example.org')
  git('config', 'user.name', 'test')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function commit(entries: readonly LockEntry[]): void {
  writeFileSync(file(), formatLock(entries))
  git('add', '-A')
  git('commit', '-q', '-m', 'a lock')
}

const base = ['a', 'b', 'c', 'd'].map((name) => entry(name))
const changed = (name: string) =>
  base.map((one) => (one.unit === name ? entry(name, { version: 'e'.repeat(64) }) : one))

function merge(ours: readonly LockEntry[], theirs: readonly LockEntry[]): void {
  commit(base)
  git('checkout', '-q', '-b', 'topic')
  commit(theirs)
  git('checkout', '-q', 'main')
  commit(ours)
  git('merge', '-q', '-m', 'merged', 'topic')
}

test('two branches that make neighbouring assets again merge without a conflict', () => {
  merge(changed('b'), changed('c'))
  const merged = [base[0], entry('b', { version: 'e'.repeat(64) }), entry('c', { version: 'e'.repeat(64) }), base[3]]
  expect(readLock(readFileSync(file(), 'utf8'))).toEqual({ entries: merged, problems: [] })
})

test('a new asset on one branch and a removed one on the other merge without a conflict', () => {
  merge([...base, entry('a1')], base.slice(0, 3))
  const { entries, problems } = readLock(readFileSync(file(), 'utf8'))
  expect(problems).toEqual([])
  expect(entries.map(({ unit }) => unit)).toEqual(['a', 'a1', 'b', 'c'])
})

test('the same asset made again on both branches is a conflict, and is told at its line', () => {
  const ours = base.map((one) => (one.unit === 'b' ? entry('b', { version: '1' }) : one))
  expect(() => merge(ours, changed('b'))).toThrow()
  const [problem] = readLock(readFileSync(file(), 'utf8')).problems
  expect(problem).toMatchObject({ code: 'LOCK_INVALID', at: '.assetstore/assets.lock:5' })
})
