import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { identityOf, liveness, ownIdentity } from '../../src/util/process-identity.ts'

test('this process is alive', () => {
  expect(liveness(ownIdentity())).toBe('alive')
  expect(identityOf(process.pid)).toEqual(ownIdentity())
})

test('a process is alive until it has ended', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e9)'], { stdio: 'ignore' })
  await once(child, 'spawn')
  const identity = identityOf(child.pid!)
  expect(liveness(identity)).toBe('alive')
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(liveness(identity)).toBe('dead')
})

test('a process with the same pid that started at another time, or in another boot, is another process', () => {
  expect(liveness({ ...ownIdentity(), started: '1' })).toBe('dead')
  expect(liveness({ ...ownIdentity(), boot: 'another' })).toBe('dead')
})

test('of a process on another host nobody can tell', () => {
  expect(liveness({ ...ownIdentity(), host: 'another' })).toBe('elsewhere')
})

test('where a start is not known the pid has to do', () => {
  expect(liveness({ ...ownIdentity(), started: '' })).toBe('alive')
})
