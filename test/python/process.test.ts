import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { AssetError } from '../../src/errors.ts'
import { openPythonPool } from '../../src/python/python-pool.ts'
import { describePython } from '../rig/python/describe.ts'
import { type PythonCalls, pythonCalls } from './calls.ts'

const functions = `
import logging, os, sys, threading, time, warnings
from assetstore import add_metadata, asset

def fine(): return [{"id": 1}]

def speaks(*, log, progress):
    print("printed")
    log("of the log, %s", "info")
    log.warning("of the log, warning")
    logging.getLogger("lib").error("of a logger")
    warnings.simplefilter("always")
    warnings.warn("of warnings")
    os.write(1, b"native\\n")
    print("old\\rnew")
    print("no end", end="")
    add_metadata(tokens=2)
    progress(7)
    return []

def raises():
    return helper({})

def helper(values):
    return values["absent"]

def exits(): os._exit(3)
def leaves(): sys.exit("bye")
def crashes():
    import ctypes
    ctypes.string_at(0)
def killed(): os.kill(os.getpid(), 9)
def closes():
    for number in (0, 1, 2): os.close(number)
    sys.stdin.close(); sys.stdout.close(); sys.stderr.close()
    return [{"id": 1}]
def closes_all():
    os.closerange(0, 256)
    time.sleep(600)
def asks(): return [{"answer": input("?")}]
def prints():
    line = "x" * 999
    for _ in range(100_000): print(line)
    return []
def long_line():
    sys.stdout.write("y" * 1_000_000)
    return []
def thread():
    threading.Thread(target=time.sleep, args=(600,), name="worker").start()
    return [{"id": 1}]
def waits():
    print("waits", flush=True)
    time.sleep(600)
def waits_with_child():
    import subprocess
    child = subprocess.Popen(["sleep", "600"])
    with open("pids", "w") as file: file.write(f"{os.getpid()} {child.pid}")
    print("waits", flush=True)
    time.sleep(600)
def moves():
    os.chdir("/"); os.environ["LEFT"] = "1"
    return []
def looks(): raise ValueError(f"{os.getcwd()} {os.environ.get('LEFT')}")
`

describePython('frames', 'an interpreter of a run', ({ interpreter }) => {
  let calls: PythonCalls
  let root = ''
  beforeAll(() => {
    const broken = 'def a(:\n  pass\n'
    const lacking = 'import pandas\nimport no_such_package\n'
    calls = pythonCalls(interpreter, { 'functions.py': functions, 'broken.py': broken, 'lacking.py': lacking })
    root = calls.root
  })
  afterAll(() => calls[Symbol.asyncDispose]())
  const call: PythonCalls['call'] = (name, options) => calls.call(name, options)
  const failure = (error: unknown) => {
    if (!AssetError.is(error)) throw error
    const { code, message, at, fix } = error
    return { code, message, at, fix }
  }

  test('what a function prints is a log, in its order, with the level that it has', async () => {
    const { lines, events } = await call('speaks')
    expect(lines.filter((line) => !line.includes('functions.py'))).toEqual([
      'info printed',
      'info of the log, info',
      'warn of the log, warning',
      'error of a logger',
      'info native',
      'info new',
      'info no end',
    ])
    expect(lines.find((line) => line.includes('UserWarning: of warnings'))).toMatch(/^warn /)
    expect(events).toMatchObject([
      { event: 'metadata', values: { tokens: 2 } },
      { event: 'progress', rows: 7 },
    ])
  })

  test('an exception has its line, and the frames of the user alone', async () => {
    const { answer } = await call('raises')
    const stack = String((answer as Error).stack)
    expect(`${(answer as Error).name}: ${(answer as Error).message}`).toBe("KeyError: 'absent'")
    expect(stack).toMatch(/\n {4}at .*functions\.py:25$/)
    expect(stack.match(/File ".*", line \d+, in \w+/g)?.map((frame) => frame.split(' in ')[1])).toEqual([
      'raises',
      'helper',
    ])
  })

  test.each([
    ['exits', /ended with exit code 3 in the middle of the call/, undefined],
    ['leaves', /it called sys\.exit\('bye'\)/, 'functions.py:28'],
    ['crashes', /crashed \(SIGSEGV\), in native code/, 'functions.py:31'],
    ['killed', /was killed \(SIGKILL\), as the system does where memory runs out/, undefined],
    ['closes_all', /closed all of its files/, undefined],
  ])('%s: it is told what happened, and the next call is made by another process', async (name, message, at) => {
    const { answer } = await call(name)
    const error = failure(answer)
    expect(error).toMatchObject({ code: 'ASSET_FAILED', at })
    expect(error.message).toMatch(message)
    expect((await call('fine')).answer).toMatchObject({ result: 'file' })
  })

  test('a file that does not parse is told with its line, and a package that is missing with the way to install it', async () => {
    const { answer } = await call('a', { file: 'broken.py' })
    expect(String((answer as Error).stack)).toMatch(/ at .*broken\.py:1$/)
    expect(failure((await call('a', { file: 'lacking.py' })).answer)).toEqual({
      code: 'PYTHON_PACKAGE',
      message: `it imports no_such_package, which ${interpreter} does not have`,
      at: 'lacking.py:2',
      fix: `install it there: ${interpreter} -m pip install no_such_package`,
    })
  })

  test('a package that is missing where there is no pip, as in an environment that uv has made, is told with the words of uv', async () => {
    const environment = join(root, 'without-pip')
    execFileSync(interpreter, ['-m', 'venv', '--without-pip', environment])
    writeFileSync(join(root, 'lacks.py'), 'def a(): import no_such_package\n')
    const by = join(environment, 'bin/python')
    expect(failure((await call('a', { file: 'lacks.py', by })).answer)).toMatchObject({
      code: 'PYTHON_PACKAGE',
      fix: `install it there: uv pip install --python ${by} no_such_package`,
    })
  })

  test('a function may close stdin, stdout and stderr: they are there for the next one, and input has nothing to read', async () => {
    expect((await call('closes')).answer).toMatchObject({ result: 'file' })
    expect((await call('speaks')).lines).toContain('info printed')
    const { answer } = await call('asks')
    expect((answer as Error).name).toBe('EOFError')
  })

  test('of a hundred megabytes of prints the first and the last lines are kept, and how many are not', async () => {
    const { lines } = await call('prints')
    expect(lines).toHaveLength(10_000 + 1 + 200)
    expect(lines[10_000]).toBe('warn 89800 more lines were printed here, which are not kept')
    const long = await call('long_line')
    expect(long.lines[0]?.length).toBeLessThan(70_000)
    expect(long.lines[0]).toContain('more characters')
  })

  test('a thread that is left running is told of, and disturbs no other function', async () => {
    const { answer, lines } = await call('thread')
    expect(answer).toMatchObject({ result: 'file', threads: ['worker'] })
    expect(lines[0]).toContain('the thread worker was still running when the function returned')
    expect((await call('fine')).answer).toMatchObject({ threads: [] })
  })

  test('the folder and the variables that a function leaves are not those of the next one', async () => {
    await call('moves')
    const { answer } = await call('looks')
    expect((answer as Error).message).toBe(`${realpathSync(root)} None`)
  })

  test('a function that is stopped ends at once, with the processes that it started', async () => {
    const stop = new AbortController()
    const onLine = (message: string) => message === 'waits' && stop.abort(new Error('stopped'))
    const { answer } = await call('waits_with_child', { signal: stop.signal, onLine })
    expect((answer as Error).message).toBe('stopped')
    await calls.pool[Symbol.asyncDispose]()
    expect(await ended(pids(root))).toBe(true)
  })

  test('an interpreter ends when whoever started it is killed', async () => {
    const child = spawn(process.execPath, [fileURLToPath(new URL('orphan.ts', import.meta.url)), interpreter, root], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(child.stdout, 'data')
    child.kill('SIGKILL')
    expect(await ended(pids(root))).toBe(true)
  })
})

test('an interpreter that is not there is told with the way to name another', async () => {
  await using python = openPythonPool({ root: tmpdir(), env: process.env })
  const call = { request: {}, signal: new AbortController().signal, onLine: () => undefined, onEvent: () => undefined }
  const error = await python.call(['/no/such/python'], call).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({
    code: 'PYTHON_MISSING',
    message: '/no/such/python does not start: spawn /no/such/python ENOENT',
    fix: 'install Python 3.10 or newer, or name the interpreter of the project in its options: python: ".venv/bin/python"',
  })
})

const pids = (root: string): number[] => readFileSync(join(root, 'pids'), 'utf8').split(' ').map(Number)

/** Waits until none of the processes is there: each is gone, or is a zombie that nobody has asked for yet. */
async function ended(of: readonly number[]): Promise<boolean> {
  const isThere = (pid: number) => {
    try {
      return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
    } catch {
      return false
    }
  }
  while (of.some(isThere)) await new Promise(setImmediate)
  return true
}
