import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { childEnvironment } from '../../../index.ts'
import type { DbtMistake } from '../answer.ts'
import type { DbtPython } from './find-dbt.ts'
import { keepFile } from './keep-file.ts'
import { markedAnswer, newMark } from './marked-answer.ts'

/** The project and profile that dbt is asked about. */
export interface DbtTarget {
  /** The folder of `dbt_project.yml`, absolute. */
  readonly project: string
  /** The folder of `profiles.yml`, absolute. */
  readonly profiles: string
  readonly target?: string | undefined
  readonly vars?: Readonly<Record<string, unknown>> | undefined
}

export interface DbtWork {
  readonly python: DbtPython
  /** Possible paths of dbt's memory of its last parse, the nearest first. */
  readonly memories: readonly string[]
  /** A digest of the profile that a project is parsed with. dbt itself notices only another connection. */
  readonly profile: string
}

/**
 * The files that are kept for the next request: dbt's own memory of parsed files, its compiled texts, and the schemas
 * by which it validates.
 */
const parseMemory = 'partial_parse.msgpack'
const memories = [parseMemory, 'compiled.json', 'schemas.json'] as const
const keptAs = (memory: string, name: (typeof memories)[number]): string => `${memory}-${name}`

/** Beside this module: in the package beside the bundle. */
const scripts = fileURLToPath(new URL('./ask-dbt', import.meta.url))
const script = join(scripts, 'main.py')
/** A digest of our scripts: an answer to an older script does not fit a newer one. */
export function scriptDigest(): string {
  const hash = createHash('sha256')
  for (const name of readdirSync(scripts).sort())
    if (name.endsWith('.py')) hash.update(readFileSync(join(scripts, name)))
  return hash.digest('hex')
}

export type DbtResponse<Answer> =
  | {
      readonly answer: Answer
      /** Keeps dbt's memory for the next request; before the first run there may be no place for it. */
      remember(memory: string): void
    }
  | { readonly mistake: DbtMistake }

/**
 * Starts dbt once and waits for its answer. dbt writes into a temporary folder: it touches no file of the user and no
 * database.
 */
export function askDbt<Answer>(target: DbtTarget, work: DbtWork): DbtResponse<Answer> {
  const start = startOf(target, 'describe', work)
  try {
    const { stdout, stderr, error, status } = spawnSync(start.command, start.words, {
      ...start.options,
      input: start.input,
      encoding: 'utf8',
      maxBuffer: 1 << 30,
    })
    const text = markedAnswer(stdout, start.mark)
    if (text === undefined) return notStarted(stderr.trim() || (error?.message ?? `it ended with ${status}`))
    const answer = JSON.parse(text) as Answer & { readonly mistake?: DbtMistake }
    if (answer.mistake !== undefined) return { mistake: answer.mistake }
    const remembered = memories.flatMap((name) => contentOf(start.folder, name))
    return {
      answer,
      remember(to) {
        for (const { name, bytes } of remembered) keepFile(keptAs(to, name), bytes)
        keepFile(`${to}-profile`, work.profile)
      },
    }
  } finally {
    rmSync(start.folder, { recursive: true, force: true })
  }
}

export const notStarted = (message: string): { readonly mistake: DbtMistake } => ({
  mistake: { kind: 'missing', message, path: null, line: null },
})

/** How to start dbt for a first request, in a folder of its own. */
export function startOf(target: DbtTarget, ask: 'describe' | 'serve', { python, memories: places, profile }: DbtWork) {
  const folder = mkdtempSync(join(tmpdir(), 'assetstore-dbt-'))
  const ofProfile = places.filter((place) => textOf(`${place}-profile`) === profile)
  for (const name of memories) {
    const file = (name === parseMemory ? ofProfile : places).map((place) => keptAs(place, name)).find(existsSync)
    if (file !== undefined) copyFileSync(file, join(folder, name))
  }
  const [command, ...more] = python.words
  const mark = newMark()
  return {
    folder,
    mark,
    command,
    words: [...more, script],
    options: { cwd: target.project, env: childEnvironment() },
    input: `${JSON.stringify({ ...target, ask, folder, mark })}\n`,
  }
}

const textOf = (file: string): string | undefined => (existsSync(file) ? readFileSync(file, 'utf8') : undefined)

function contentOf(folder: string, name: (typeof memories)[number]) {
  const file = join(folder, name)
  return existsSync(file) ? [{ name, bytes: readFileSync(file) }] : []
}
