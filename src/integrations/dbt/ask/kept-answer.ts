import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { environmentFolder, projectPlace } from '../../../index.ts'
import type { DbtPlace } from '../mistakes.ts'
import type { Installed } from '../project-files.ts'
import { inFolder, withoutFolder } from './anywhere.ts'
import { keepFile } from './keep-file.ts'

/** Bump it when the form of a kept answer changes: dbt is then asked again. */
const format = 'dbt-answer-10'

/** Whether the modules that an answer names are unchanged. */
export type StillHolds = (answer: unknown, modules: string) => boolean

interface Asking {
  readonly digest: string
  /** As `digest`, without the files that contain only the text of one node. */
  readonly digestWithoutTexts: string
  readonly stamp: string
  readonly modules: string
  readonly installed: Installed
}

interface Recalling {
  /** The digest of the present files, with the packages of that time where they are missing now. */
  digest(installed: Installed): string
  digestWithoutTexts(installed: Installed, answer: unknown): string
  readonly stamp: string | undefined
}

/**
 * Keeps dbt's answers for the next command: in the store's cache where there is a store, else in the cache folder of
 * `node_modules` where that exists.
 */
export interface KeptAnswers {
  /**
   * Undefined where no answer is kept, or the kept one is for other files or another dbt. If dbt is missing now, an
   * answer of any dbt counts.
   */
  recall(now: Recalling, stillHolds: StillHolds): KeptAnswer | undefined
  /** As `recall`, for an answer since which only texts of nodes have changed. */
  recallOtherTexts(now: Recalling, stillHolds: StillHolds): KeptAnswer | undefined
  /** Whether an answer is kept, for whichever files. */
  has(): boolean
  keep(of: Asking, answer: unknown): void
  /** Moves an answer from before there was a store into the store, which users copy to other machines. */
  bring(): void
  /** The folder of kept answers in a store, absolute. */
  readonly folder: string
  /** The path of dbt's memory of its last parse; undefined where there is no place for it. */
  readonly memory: string | undefined
  /** Possible paths of that memory, the nearest first. */
  readonly memories: readonly string[]
}

/**
 * A kept answer has no absolute path, so it holds in every clone.
 *
 * @param project The folder of `dbt_project.yml`, absolute.
 * @param question What is asked, apart from the files: each question has a kept answer of its own.
 */
export function keptAnswers({ root, project }: DbtPlace, question: readonly unknown[]): KeptAnswers {
  const id = sha256(JSON.stringify([relative(root, project).replaceAll(sep, '/'), ...question])).slice(0, 16)
  const store = environmentFolder(projectPlace())
  const inStore = join(store, 'cache', 'dbt')
  const packages = join(root, 'node_modules')
  const beside = join(packages, '.cache', 'assetstore', 'dbt')
  const fileIn = (folder: string) => join(folder, `${id}.json`)
  /** The present place of kept files. A command that only reads makes no store. */
  const place = () => (existsSync(store) ? inStore : existsSync(packages) ? beside : undefined)
  let keptIn: string | undefined
  const entries = new Map<string, KeptAnswer | undefined>()
  const entryIn = (folder: string) => {
    if (!entries.has(folder)) entries.set(folder, readJson(fileIn(folder), project))
    return entries.get(folder)
  }
  const entryOf = (
    { stamp }: Pick<Recalling, 'stamp'>,
    stillHolds: StillHolds,
    isOfThese: (entry: KeptAnswer) => boolean,
  ): KeptAnswer | undefined => {
    for (const folder of [inStore, beside]) {
      const entry = entryIn(folder)
      if (entry?.format !== format || (stamp !== undefined && stamp !== entry.stamp)) continue
      if (isOfThese(entry) && stillHolds(entry.answer, entry.modules)) return entry
    }
    return undefined
  }
  return {
    recall: ({ digest, ...now }, stillHolds) =>
      entryOf(now, stillHolds, (entry) => entry.digest === digest(entry.installed)),
    recallOtherTexts: ({ digestWithoutTexts, ...now }, stillHolds) =>
      entryOf(
        now,
        stillHolds,
        (entry) => entry.digestWithoutTexts === digestWithoutTexts(entry.installed, entry.answer),
      ),
    has: () => [inStore, beside].some((folder) => existsSync(fileIn(folder))),
    keep(of, answer) {
      const folder = place()
      if (folder === undefined || folder === keptIn) return
      if (keepFile(fileIn(folder), withoutFolder(JSON.stringify({ format, ...of, answer }), project))) keptIn = folder
    },
    bring() {
      if (keptIn !== undefined || place() !== inStore) return
      keptIn = inStore
      if (existsSync(fileIn(inStore)) || !existsSync(beside)) return
      for (const name of readdirSync(beside).filter((one) => one.startsWith(id)))
        keepFile(join(inStore, name), readFileSync(join(beside, name)))
    },
    folder: inStore,
    get memory() {
      const folder = place()
      return folder === undefined ? undefined : join(folder, id)
    },
    memories: [inStore, beside].map((folder) => join(folder, id)),
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
