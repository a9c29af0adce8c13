import { join } from 'node:path'
import { openPythonPool } from '../../src/python/python-pool.ts'

/** Calls a function that never returns, and says when it is at work: for a test that kills this process. */
const [, , interpreter, root] = process.argv as [string, string, string, string]
const python = openPythonPool({ root, env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' } })
await python.call([interpreter], {
  request: {
    ...{ op: 'call', file: join(root, 'functions.py'), function: 'waits_with_child', inputs: [], out: '', now: 0 },
    ...{ run: 'r', resources: {} },
  },
  signal: new AbortController().signal,
  onLine: (_, message) => console.log(message),
  onEvent: () => undefined,
})
