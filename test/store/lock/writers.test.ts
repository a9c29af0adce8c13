import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readLockFile } from '../../../src/store/lock/read-lock.ts'
import { writeLock } from '../../../src/store/lock/write-lock.ts'
import { ownIdentity } from '../../../src/util/process-identity.ts'
import { entry } from './entries.ts'

let folder: string
const file = () => join(folder, 'assets.lock')
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assets-lock-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function writer(name: string, times: number | 'hold'): ChildProcess {
  const main = join(import.meta.dirname, 'writer-main.ts')
  return fork(main, [folder, name, String(times)], { execArgv: [], env: { ...process.env, NODE_OPTIONS: '' } })
}

test('processes that write at the same time lose nothing', async () => {
  const ended = ['a', 'b', 'c', 'd'].map(async (name) => (await once(writer(name, 10), 'exit'))[0])
  expect(await Promise.all(ended)).toEqual([0, 0, 0, 0])
  const names = (await readLockFile(folder)).map(({ unit }) => unit)
  expect(names).toEqual(['a', 'b', 'c', 'd'].flatMap((name) => Array.from({ length: 10 }, (_, at) => `${name}_${at}`)))
})

test('the lock of a killed process is taken over, by as many as want it', async () => {
  const killed = writer('x', 'hold')
  await once(killed, 'message')
  killed.kill('SIGKILL')
  await once(killed, 'exit')
  const names = ['a', 'b', 'c', 'd', 'e']
  await Promise.all(names.map((name) => writeLock(folder, (entries) => [...entries, entry(name)])))
  expect((await readLockFile(folder)).map(({ unit }) => unit)).toEqual(names)
})

test('a living process is waited for no longer than was said', async () => {
  const holder = writer('x', 'hold')
  await once(holder, 'message')
  const waited = writeLock(folder, (entries) => [...entries, entry('a')], { patienceMs: 30 })
  await expect(waited).rejects.toMatchObject({
    code: 'STORE_BUSY',
    message: `process ${holder.pid} on ${ownIdentity().host.split(' ')[0]} kept ${file()}.lock locked`,
    fix: `wait until it has ended and run again; if it is gone for good, remove ${file()}.lock`,
  })
  holder.kill('SIGKILL')
  await once(holder, 'exit')
})

test('a lock that stays as it is is not written, also with the line ends of Windows', async () => {
  expect(await writeLock(folder, () => [entry('a')])).toBe(true)
  utimesSync(file(), 7, 7)
  expect(await writeLock(folder, (entries) => entries)).toBe(false)
  expect(statSync(file()).mtimeMs).toBe(7000)
  writeFileSync(file(), readFileSync(file(), 'utf8').replaceAll('\n', '\r\n'))
  expect(await writeLock(folder, (entries) => entries)).toBe(false)
})

test('a project without anything made has no lock, and nothing else stays behind', async () => {
  expect(await writeLock(folder, () => [])).toBe(false)
  expect(readdirSync(folder)).toEqual([])
  await writeLock(folder, () => [entry('a')])
  expect(readdirSync(folder).sort()).toEqual(['assets.lock', 'tmp'])
  expect(readdirSync(join(folder, 'tmp'))).toEqual([])
})

test('a lock with a conflict is not written over', async () => {
  writeFileSync(file(), '<<<<<<< HEAD\n')
  await expect(writeLock(folder, () => [entry('a')])).rejects.toMatchObject({ code: 'LOCK_INVALID' })
  expect(readFileSync(file(), 'utf8')).toBe('<<<<<<< HEAD\n')
})
