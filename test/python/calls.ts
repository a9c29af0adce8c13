import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openPythonPool, type PythonPool } from '../../src/python/python-pool.ts'
import type { PythonAnswer, PythonEvent } from '../../src/python/python-process.ts'

interface CallOptions {
  /** Relative to the folder. */
  readonly file?: string
  readonly signal?: AbortSignal
  readonly onLine?: (message: string) => void
  /** The interpreter. */
  readonly by?: string
}

export interface Called {
  readonly answer: PythonAnswer | Error
  /** Each behind its level. */
  readonly lines: readonly string[]
  readonly events: readonly PythonEvent[]
}

/** The interpreters of a run, on functions in a folder of their own. */
export interface PythonCalls extends AsyncDisposable {
  readonly root: string
  readonly pool: PythonPool
  call(name: string, options?: CallOptions): Promise<Called>
  /** The rows that a call has written, as Polars reads them. */
  rows(called: Called): readonly unknown[]
}

export function pythonCalls(interpreter: string, files: Readonly<Record<string, string>>): PythonCalls {
  const root = mkdtempSync(join(tmpdir(), 'python-'))
  for (const [file, text] of Object.entries(files)) writeFileSync(join(root, file), text)
  const pool = openPythonPool({ root, env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' } })
  let outs = 0
  return {
    root,
    pool,
    async call(name, { file = 'functions.py', signal = new AbortController().signal, onLine, by = interpreter } = {}) {
      const lines: string[] = []
      const events: PythonEvent[] = []
      const [path, out] = [join(root, file), join(root, `out-${++outs}.parquet`)]
      const answer = await pool
        .call([by], {
          request: { op: 'call', file: path, function: name, inputs: [], out, now: 0, run: 'r', resources: {} },
          signal,
          onLine(level, message) {
            lines.push(`${level} ${message}`)
            onLine?.(message)
          },
          onEvent: (event) => events.push(event),
        })
        .catch((error: Error) => error)
      return { answer, lines, events }
    },
    rows({ answer }) {
      if (answer instanceof Error) throw answer
      const script = 'import sys, json, polars; print(json.dumps(polars.read_parquet(sys.argv[1]).to_dicts()))'
      const words = ['-c', script, ...(answer.files as readonly string[])]
      return JSON.parse(execFileSync(interpreter, words, { encoding: 'utf8', maxBuffer: 2 ** 26 }))
    },
    async [Symbol.asyncDispose]() {
      await pool[Symbol.asyncDispose]()
      rmSync(root, { recursive: true, force: true })
    },
  }
}
