import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AssetError } from '../../src/errors.ts'
import { repository } from '../rig/project.ts'
import { describePython } from '../rig/python/describe.ts'
import { type PythonCalls, pythonCalls } from './calls.ts'

const functions = `
import os, sys, time

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

def leaves():
    import pandas as pd
    pd.set_option("mode.string_storage", "python")
    os.environ["TZ"] = "Asia/Tokyo"
    time.tzset()
    return [{"pid": os.getpid()}]
def replaces():
    import faulthandler, json, logging
    faulthandler.disable()
    logging.disable(logging.CRITICAL)
    logging.getLogger().handlers.clear()
    os.write = lambda *_: 0
    json.dumps = json.loads = lambda *_, **__: "{}"
    return [{"id": 1}]
def crashes():
    import ctypes, logging
    logging.getLogger("lib").warning("heard")
    ctypes.string_at(0)
def hears():
    import logging
    logging.basicConfig(force=True, stream=sys.stdout, format="of another %(message)s")
    logging.warning("of this one")
    return [{"id": 1}]
def speaks():
    import logging
    logging.warning("heard once")
    return [{"id": 1}]
def finds():
    import pandas as pd
    return [{"option": pd.get_option("mode.string_storage"), "zone": time.tzname[0] == "JST"}]
`

/** Changes one thing after the other, puts it back, and tells which of them were not seen. */
const look = `
import decimal, gc, json, os, resource, signal, sys, warnings
from assetstore import _surroundings
_surroundings.begin()
import builtins, duckdb, multiprocessing, numpy, pandas, polars, pyarrow, threading
was_sorted = sorted
hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
changes = {
    "files": (lambda: os.umask(0o777), os.umask),
    "errors": (lambda: warnings.simplefilter("error"), lambda _: warnings.resetwarnings()),
    "digits": (lambda: setattr(decimal.getcontext(), "prec", 3), lambda _: setattr(decimal.getcontext(), "prec", 28)),
    "options": (lambda: pandas.set_option("mode.string_storage", "python"), lambda _: pandas.reset_option("mode.string_storage")),
    "numbers": (lambda: numpy.seterr(all="raise"), lambda was: numpy.seterr(**was)),
    "recursion": (lambda: sys.setrecursionlimit(500), lambda _: sys.setrecursionlimit(1000)),
    "signals": (lambda: signal.signal(signal.SIGINT, signal.SIG_IGN), lambda was: signal.signal(signal.SIGINT, was)),
    "alarm": (lambda: signal.setitimer(signal.ITIMER_REAL, 600), lambda _: signal.setitimer(signal.ITIMER_REAL, 0)),
    "collector": (gc.disable, lambda _: gc.enable()),
    "tracing": (lambda: sys.setprofile(lambda *_: None), lambda _: sys.setprofile(None)),
    "hooks": (lambda: setattr(sys, "excepthook", print), lambda _: setattr(sys, "excepthook", sys.__excepthook__)),
    "hooks of threads": (lambda: setattr(threading, "excepthook", print), lambda _: setattr(threading, "excepthook", threading.__excepthook__)),
    "builtins": (lambda: setattr(builtins, "sorted", list), lambda _: setattr(builtins, "sorted", was_sorted)),
    "processes": (lambda: multiprocessing.set_start_method("spawn"), lambda _: multiprocessing.set_start_method(None, force=True)),
    "tables of DuckDB": (lambda: duckdb.sql("CREATE TEMP TABLE t AS SELECT 1 AS x"), lambda _: duckdb.sql("DROP TABLE t")),
    "frames of DuckDB": (lambda: duckdb.register("v", pandas.DataFrame({"x": [1]})), lambda _: duckdb.unregister("v")),
    "settings of DuckDB": (lambda: duckdb.sql("SET TimeZone = 'Asia/Tokyo'"), lambda _: duckdb.sql("RESET TimeZone")),
    "limits": (lambda: resource.setrlimit(resource.RLIMIT_CPU, (6000, hard)), lambda _: resource.setrlimit(resource.RLIMIT_CPU, (hard, hard))),
}
before, missed = _surroundings.state()["spent"], []
for name, (change, put_back) in changes.items():
    was = change()
    if not _surroundings.state()["spent"]: missed.append(name)
    put_back(was)
    if _surroundings.state()["spent"]: missed.append(name + " put back")
print(json.dumps({"before": before, "missed": missed, "after": _surroundings.state()["spent"]}))
`
/** What these set when they are imported is there for each of their functions, and for nobody else's. */
const imported = {
  'options.py': `
import os, sys
import pandas as pd
os.environ["SET_BY_IMPORT"] = "1"
os.makedirs("more", exist_ok=True)
open("more/found.py", "w").close()
sys.path.append(os.path.abspath("more"))
pd.set_option("mode.string_storage", "python")
def one(): return asked()
def two():
    import found
    return asked()
def asked(): return [{"variable": os.environ.get("SET_BY_IMPORT"), "option": pd.get_option("mode.string_storage"), "pid": os.getpid()}]
`,
  'plain.py': `
import os
import pandas as pd
def one(): return two()
def two(): return [{"variable": os.environ.get("SET_BY_IMPORT"), "option": pd.get_option("mode.string_storage"), "pid": os.getpid()}]
`,
}

describePython('frames', 'what a function of Python leaves behind', ({ interpreter }) => {
  let calls: PythonCalls
  beforeAll(() => {
    calls = pythonCalls(interpreter, { 'functions.py': functions, ...imported })
  })
  afterAll(() => calls[Symbol.asyncDispose]())

  test.each([
    ['forks', 1, 'the process that was asked'],
    ['forks_within', 122_881, 'the process that was asked'],
    ['forks_and_fails', 1, 1],
  ])('a copy that it forks, and that comes back from it, neither answers nor writes: %s', async (name, count, last) => {
    const called = await calls.call(name)
    // What it prints comes by another pipe, before or after it.
    const warning = /^warn a process that the function has forked came back from it/
    expect(called.lines).toContainEqual(expect.stringMatching(warning))
    const rows = calls.rows(called)
    expect(rows).toHaveLength(count)
    expect(Object.values(rows.at(-1) as object)).toEqual([last])
    expect((await calls.call('fine')).answer).toMatchObject({ result: 'file' })
  })

  test('of what all functions of a process share is not what the next one finds', async () => {
    expect((await calls.call('leaves')).answer).toMatchObject({ spent: true })
    expect(calls.rows(await calls.call('finds'))).toEqual([{ option: 'auto', zone: false }])
  })

  test('of what this framework stands on, the next one finds nothing replaced', async () => {
    expect((await calls.call('replaces')).answer).toMatchObject({ result: 'file' })
    const { answer, lines } = await calls.call('crashes')
    expect(lines[0]).toBe('warn heard')
    expect(answer).toMatchObject({ message: 'its Python process crashed (SIGSEGV), in native code' })
    expect((answer as AssetError).at).toMatch(/^functions\.py:\d+$/)
  })

  test('of what hears its logs, the next one is not heard by', async () => {
    expect((await calls.call('hears')).lines).toEqual(['info of another of this one'])
    expect((await calls.call('speaks')).lines).toEqual(['warn heard once'])
  })

  test('is looked for in everything that a result may hang on', () => {
    const text = execFileSync(interpreter, ['-c', look], { cwd: join(repository, 'src/python'), encoding: 'utf8' })
    expect(JSON.parse(text)).toEqual({ before: false, missed: [], after: false })
  })

  test('what an import sets is there for each function of its file, and never for those of another', async () => {
    const rowOf = async (file: string, name: string) => calls.rows(await calls.call(name, { file }))[0]
    const [plain, set] = [await rowOf('plain.py', 'one'), await rowOf('options.py', 'one')]
    expect(plain).toMatchObject({ variable: null, option: 'auto' })
    expect(set).toMatchObject({ variable: '1', option: 'python' })
    // Each is called again in the process that it was called in, where the file is imported.
    expect(await rowOf('options.py', 'two')).toEqual(set)
    expect(await rowOf('plain.py', 'two')).toMatchObject({ variable: null, option: 'auto' })
    expect(await rowOf('options.py', 'one')).toEqual(set)
  })

  test('an error that cannot be read is the error all the same, also where reading it would end the process', async () => {
    const { answer } = await calls.call('cannot_be_read')
    expect(String(answer)).toBe('Unreadable: an error that cannot be read: SystemExit')
  })
})
