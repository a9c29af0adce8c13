import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { hasEnded, identityOf, ownIdentity } from '../../src/util/process-identity.ts'

/** Nobody is asked how long ago it was seen: whether it has ended is known here. */
const neverAsked = () => expect.unreachable()

test('this process is alive', () => {
  expect(hasEnded(ownIdentity(), neverAsked)).toBe(false)
  expect(identityOf(process.pid)).toEqual(ownIdentity())
})

test('a process is alive until it has ended', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e9)'], { stdio: 'ignore' })
  await once(child, 'spawn')
  const identity = identityOf(child.pid!)
  expect(hasEnded(identity, neverAsked)).toBe(false)
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(hasEnded(identity, neverAsked)).toBe(true)
})

test('a process with the same pid that started at another time, or in another boot, is another process', () => {
  expect(hasEnded({ ...ownIdentity(), started: '1' }, neverAsked)).toBe(true)
  expect(hasEnded({ ...ownIdentity(), boot: 'another' }, neverAsked)).toBe(true)
})

test.each([true, false])('of a process on another host, or of nobody, only time tells: %s', (isExpired) => {
  expect(hasEnded({ ...ownIdentity(), host: 'another' }, () => isExpired)).toBe(isExpired)
  expect(hasEnded(undefined, () => isExpired)).toBe(isExpired)
})

test('where a start is not known the pid has to do', () => {
  expect(hasEnded({ ...ownIdentity(), started: '' }, neverAsked)).toBe(false)
})
