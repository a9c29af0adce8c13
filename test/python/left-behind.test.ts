import { afterAll, beforeAll, expect, test } from 'vitest'
import { describePython } from '../rig/python/describe.ts'
import { type PythonCalls, pythonCalls } from './calls.ts'

const functions = `
import os, sys

def fine(): return [{"id": 1}]

def forks():
    child = os.fork()
    if child == 0: return [{"by": "the copy"}]
    os.waitpid(child, 0)
    return [{"by": "the process that was asked"}]
def forks_within():
    import pyarrow
    yield pyarrow.table({"by": ["both"] * 122_880})
    child = os.fork()
    if child != 0: os.waitpid(child, 0)
    yield {"by": "the copy" if child == 0 else "the process that was asked"}
def forks_and_fails():
    child = os.fork()
    if child == 0: raise ValueError("of the copy")
    return [{"status": os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}]
class Unreadable(Exception):
    def __str__(self): sys.exit(4)
def cannot_be_read(): raise Unreadable()
`

describePython('frames', 'what a function of Python leaves behind', ({ interpreter }) => {
  let calls: PythonCalls
  beforeAll(() => {
    calls = pythonCalls(interpreter, { 'functions.py': functions })
  })
  afterAll(() => calls[Symbol.asyncDispose]())

  test.each([
    ['forks', 1, 'the process that was asked'],
    ['forks_within', 122_881, 'the process that was asked'],
    ['forks_and_fails', 1, 1],
  ])('a copy that it forks, and that comes back from it, neither answers nor writes: %s', async (name, count, last) => {
    const called = await calls.call(name)
    expect(called.lines.at(-1)).toMatch(/^warn a process that the function has forked came back from it/)
    const rows = calls.rows(called)
    expect(rows).toHaveLength(count)
    expect(Object.values(rows.at(-1) as object)).toEqual([last])
    expect((await calls.call('fine')).answer).toMatchObject({ result: 'file' })
  })

  test('an error that cannot be read is the error all the same, also where reading it would end the process', async () => {
    const { answer } = await calls.call('cannot_be_read')
    expect(String(answer)).toBe('Unreadable: an error that cannot be read: SystemExit')
  })
})
