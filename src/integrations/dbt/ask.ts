import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { childEnvironment } from '../../index.ts'
import type { DbtMistake } from './answer.ts'
import type { DbtPython } from './find-dbt.ts'

export interface DbtQuestion {
  readonly ask: 'describe'
  /** The folder of `dbt_project.yml`, absolute. */
  readonly project: string
  /** The folder of `profiles.yml`, absolute. */
  readonly profiles: string
  readonly target?: string | undefined
  readonly vars?: Readonly<Record<string, unknown>> | undefined
}

export interface DbtWork {
  readonly python: DbtPython
  /** Where dbt's memory of what it has parsed is kept; undefined where there is no store to keep it in. */
  readonly memory: string | undefined
}

/** What dbt calls its memory of the files that it has parsed. */
const parsed = 'partial_parse.msgpack'

/** Beside this module: in the package beside the bundle. */
const script = fileURLToPath(new URL('./ask-dbt.py', import.meta.url))

export type Asked<Answer> = { readonly answer: Answer } | { readonly mistake: DbtMistake }

/**
 * Starts dbt once and waits for its answer. It writes into a folder of its own that is gone afterwards: nothing of the
 * user's, and no database, is touched.
 */
export function askDbt<Answer>(question: DbtQuestion, { python, memory }: DbtWork): Asked<Answer> {
  const folder = mkdtempSync(join(tmpdir(), 'assetstore-dbt-'))
  try {
    if (memory !== undefined && existsSync(memory)) copyFileSync(memory, join(folder, parsed))
    const [command, ...words] = python.words
    const { stdout, stderr, error, status } = spawnSync(command, [...words, script], {
      cwd: question.project,
      env: childEnvironment(),
      input: JSON.stringify({ ...question, folder }),
      encoding: 'utf8',
      maxBuffer: 1 << 30,
    })
    if (error !== undefined || status !== 0 || stdout === '') {
      const message = error?.message ?? (stderr.trim() || `it ended with ${status}`)
      return { mistake: { kind: 'missing', message, path: null, line: null } }
    }
    const said = JSON.parse(stdout) as Answer & { readonly mistake?: DbtMistake }
    if (said.mistake !== undefined) return { mistake: said.mistake }
    if (memory !== undefined) keepMemory(join(folder, parsed), memory)
    return { answer: said }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Best effort: without it dbt parses all files once more. */
function keepMemory(from: string, to: string): void {
  try {
    mkdirSync(dirname(to), { recursive: true })
    copyFileSync(from, `${to}.${process.pid}`)
    renameSync(`${to}.${process.pid}`, to)
  } catch {
    rmSync(`${to}.${process.pid}`, { force: true })
  }
}
