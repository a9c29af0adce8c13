import { execFile, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { childEnvironment } from '../../index.ts'
import type { DbtMistake } from './answer.ts'
import type { DbtPython } from './find-dbt.ts'

/** What dbt is asked of. */
export interface DbtTarget {
  /** The folder of `dbt_project.yml`, absolute. */
  readonly project: string
  /** The folder of `profiles.yml`, absolute. */
  readonly profiles: string
  readonly target?: string | undefined
  readonly vars?: Readonly<Record<string, unknown>> | undefined
}
export type DbtQuestion = DbtTarget &
  (
    | { readonly ask: 'describe' }
    /** One node, by its id, over tables: the text of a relation -> the Parquet file that has its rows. */
    | { readonly ask: 'render'; readonly node: string; readonly tables: Readonly<Record<string, string>> }
  )

export interface DbtWork {
  readonly python: DbtPython
  /** What the files of dbt's memory are called by; undefined where there is no store to keep them in. */
  readonly memory: string | undefined
}

/** What is kept of one asking for the next: dbt's own memory of the files that it has parsed, and what it compiled. */
const memories = ['partial_parse.msgpack', 'compiled.json'] as const
const keptAs = (memory: string, name: (typeof memories)[number]): string => `${memory}-${name}`

/** Beside this module: in the package beside the bundle. */
const script = fileURLToPath(new URL('./ask-dbt.py', import.meta.url))
/** What it imports. */
const imported = ['./ask_unit_tests.py', './ask_compiled.py', './ask_late.py', './ask_nodes.py'].map((file) =>
  fileURLToPath(new URL(file, import.meta.url)),
)

/** Another script asks for other things, and what an older one was answered is no answer to it. */
export function scriptDigest(): string {
  const hash = createHash('sha256')
  for (const file of [script, ...imported]) hash.update(readFileSync(file))
  return hash.digest('hex')
}

export type Asked<Answer> =
  | {
      readonly answer: Answer
      /** Keeps what dbt remembers for the next asking; there may be no store to keep it in before the first run. */
      remember(memory: string): void
    }
  | { readonly mistake: DbtMistake }

/**
 * Starts dbt once and waits for its answer. It writes into a folder of its own that is gone afterwards: nothing of the
 * user's, and no database, is touched.
 */
export function askDbt<Answer>(question: DbtQuestion, work: DbtWork): Asked<Answer> {
  using asking = openAsking(question, work)
  const { command, words, options, input } = asking
  const { stdout, stderr, error, status } = spawnSync(command, words, {
    ...options,
    input,
    encoding: 'utf8',
    maxBuffer,
  })
  return asking.read<Answer>({ stdout, stderr, ended: error?.message ?? `it ended with ${status}` })
}

/** The same while other work goes on. */
export async function askDbtMeanwhile<Answer>(
  question: DbtQuestion,
  { signal, ...work }: DbtWork & { readonly signal: AbortSignal },
): Promise<Asked<Answer>> {
  using asking = openAsking(question, work)
  const { command, words, options, input } = asking
  return await new Promise((resolve) => {
    const child = execFile(
      command,
      words,
      { ...options, signal, encoding: 'utf8', maxBuffer },
      (error, stdout, stderr) => resolve(asking.read<Answer>({ stdout, stderr, ended: error?.message ?? '' })),
    )
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(input)
  })
}

const maxBuffer = 1 << 30

function openAsking(question: DbtQuestion, { python, memory }: DbtWork) {
  const folder = mkdtempSync(join(tmpdir(), 'assetstore-dbt-'))
  for (const name of memory === undefined ? [] : memories) {
    const kept = keptAs(memory as string, name)
    if (existsSync(kept)) copyFileSync(kept, join(folder, name))
  }
  const [command, ...more] = python.words
  return {
    command,
    words: [...more, script],
    options: { cwd: question.project, env: childEnvironment() },
    input: JSON.stringify({ ...question, folder }),
    read<Answer>({ stdout, stderr, ended }: Record<'stdout' | 'stderr' | 'ended', string>): Asked<Answer> {
      if (stdout === '') {
        const message = stderr.trim() || ended
        return { mistake: { kind: 'missing', message, path: null, line: null } }
      }
      const said = JSON.parse(stdout) as Answer & { readonly mistake?: DbtMistake }
      if (said.mistake !== undefined) return { mistake: said.mistake }
      const remembered = question.ask === 'describe' ? memories.flatMap((name) => contentOf(folder, name)) : []
      return {
        answer: said,
        remember(to) {
          for (const { name, bytes } of remembered) keepMemory(bytes, keptAs(to, name))
        },
      }
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  }
}

function contentOf(folder: string, name: (typeof memories)[number]) {
  const file = join(folder, name)
  return existsSync(file) ? [{ name, bytes: readFileSync(file) }] : []
}

/** Best effort: without it dbt parses and compiles all once more. */
function keepMemory(bytes: Buffer, to: string): void {
  try {
    mkdirSync(dirname(to), { recursive: true })
    writeFileSync(`${to}.${process.pid}`, bytes)
    renameSync(`${to}.${process.pid}`, to)
  } catch {
    rmSync(`${to}.${process.pid}`, { force: true })
  }
}
