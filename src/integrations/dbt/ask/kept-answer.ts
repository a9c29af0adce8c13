import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { environmentFolder, projectPlace } from '../../../index.ts'
import type { DbtPlace } from '../mistakes.ts'
import type { Installed } from '../project-files.ts'
import { inFolder, withoutFolder } from './anywhere.ts'
import { keepFile } from './keep-file.ts'

/** Bump it when the form of a kept answer changes: dbt is then asked again. */
const format = 'dbt-answer-6'

/** Whether the modules that an answer tells of are as they were. */
export type StillHolds = (answer: unknown, modules: string) => boolean

interface Asking {
  readonly digest: string
  readonly stamp: string
  readonly modules: string
  readonly installed: Installed
}

interface Recalling {
  /** The digest of the files that are there now, where the packages that were installed then are missing. */
  digest(installed: Installed): string
  readonly stamp: string | undefined
}

/** What was asked and answered, for the next command: in the store's cache, where there is a store. */
export interface KeptAnswers {
  /**
   * Undefined where nothing is kept, or what is kept is of other files or of another dbt. Where there is no dbt now,
   * whatever answered before will do.
   */
  recall(now: Recalling, stillHolds: StillHolds): Pick<KeptAnswer, 'answer' | 'installed'> | undefined
  /** Whether something is kept, of whichever files. */
  has(): boolean
  keep(of: Asking, answer: unknown): void
  /** Where it is kept, absolute. */
  readonly folder: string
  /** Where dbt's own memory of its last parse is kept; undefined where there is no store. */
  readonly memory: string | undefined
}

/**
 * A kept answer has no absolute path, so it holds in every clone.
 *
 * @param project The folder of `dbt_project.yml`, absolute.
 * @param question What is asked, apart from the files: another one is kept beside it.
 */
export function keptAnswers({ root, project }: DbtPlace, question: readonly unknown[]): KeptAnswers {
  const id = sha256(JSON.stringify([relative(root, project).replaceAll(sep, '/'), ...question])).slice(0, 16)
  const store = environmentFolder(projectPlace())
  const file = join(store, 'cache', 'dbt', `${id}.json`)
  let isKept = false
  return {
    recall({ digest, stamp }, stillHolds) {
      const entry = readJson(file, project)
      if (entry?.format !== format || entry.digest !== digest(entry.installed)) return undefined
      if (stamp !== undefined && stamp !== entry.stamp) return undefined
      return stillHolds(entry.answer, entry.modules) ? entry : undefined
    },
    has: () => existsSync(file),
    keep(of, answer) {
      if (!isKept && existsSync(store))
        isKept = keepFile(file, withoutFolder(JSON.stringify({ format, ...of, answer }), project))
    },
    folder: join(store, 'cache', 'dbt'),
    get memory() {
      return existsSync(store) ? join(store, 'cache', 'dbt', `${id}`) : undefined
    },
  }
}

export const sha256 = (text: string | Buffer): string => createHash('sha256').update(text).digest('hex')

interface KeptAnswer extends Asking {
  readonly format: string
  readonly answer: unknown
}

function readJson(file: string, project: string): KeptAnswer | undefined {
  try {
    return JSON.parse(inFolder(readFileSync(file, 'utf8'), project)) as KeptAnswer
  } catch {
    return undefined
  }
}
