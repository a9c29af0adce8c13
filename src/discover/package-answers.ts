import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { frameworkVersion } from '../util/framework-version.ts'
import type { KeptAnswers } from './code/state/program/makers.ts'
import { keepLines, readLines } from './kept-lines.ts'

/** The number is that of how packages are read: what another one has found is not asked. */
const format = `3 ${frameworkVersion}`

/**
 * What calls leave in the packages that they call. A question names the packages by version and integrity, so that an
 * answer is true for good; those that this command did not ask are let go.
 */
export function openPackageAnswers(cacheFolder: string): KeptAnswers & { keep(): void } {
  const file = join(cacheFolder, 'package-answers.lines')
  let earlier: ReadonlyMap<string, string> | undefined
  const answers = new Map<string, boolean>()
  let isNew = false
  const all = () => {
    const lines = earlier === undefined ? readLines(file) : undefined
    earlier ??= lines?.head === format ? lines.texts : new Map<string, string>()
    return earlier
  }
  return {
    get(question) {
      const text = all().get(question)
      const answer = answers.get(question) ?? (text === undefined ? undefined : text === 'true')
      if (answer !== undefined) answers.set(question, answer)
      return answer
    },
    set(question, answer) {
      answers.set(question, answer)
      isNew = true
    },
    /** Best effort, where there is a store. */
    keep() {
      if (!isNew || !existsSync(dirname(cacheFolder))) return
      keepLines(
        file,
        format,
        [...answers].map(([question, answer]) => [question, String(answer)] as const),
      )
    },
  }
}
