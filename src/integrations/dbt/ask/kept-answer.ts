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
  /** The same without the files that are the text of one node alone. */
  readonly digestWithoutTexts: string
  readonly stamp: string
  readonly modules: string
  readonly installed: Installed
}

interface Recalling {
  /** The digest of the files that are there now, where the packages that were installed then are missing. */
  digest(installed: Installed): string
  digestWithoutTexts(installed: Installed, answer: unknown): string
  readonly stamp: string | undefined
}

/**
 * What was asked and answered, for the next command: in the store's cache, where there is a store, else in the cache
 * folder of `node_modules`, where there is that.
 */
export interface KeptAnswers {
  /**
   * Undefined where nothing is kept, or what is kept is of other files or of another dbt. Where there is no dbt now,
   * whatever answered before will do.
   */
  recall(now: Recalling, stillHolds: StillHolds): KeptAnswer | undefined
  /** The same of what was answered when the texts of nodes were other ones, and nothing else was. */
  recallOtherTexts(now: Recalling, stillHolds: StillHolds): KeptAnswer | undefined
  /** Whether something is kept, of whichever files. */
  has(): boolean
  keep(of: Asking, answer: unknown): void
  /** Brings what was kept before there was a store into the store, which is taken along to other machines. */
  bring(): void
  /** Where it is kept in a store, absolute. */
  readonly folder: string
  /** Where dbt's own memory of its last parse is kept; undefined where there is no place to keep it. */
  readonly memory: string | undefined
  /** Where that memory may be, the nearest first. */
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
  /** Where something is kept now. A command that reads makes no store. */
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
