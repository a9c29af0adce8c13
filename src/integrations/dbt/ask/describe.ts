import { existsSync } from 'node:fs'
import { join, relative } from 'node:path'
import { AssetError, type BaseContext, type ForeignCall } from '../../../index.ts'
import type { DbtAnswer } from '../answer.ts'
import type { DbtOptions } from '../dbt-options.ts'
import { type DbtPlace, labelOf, mistakeOf, noDbt } from '../mistakes.ts'
import { digestOfModules } from '../modules.ts'
import { filesRead, type Installed, type ProjectFiles, readProjectFiles, withInstalled } from '../project-files.ts'
import { answerAfterEdits, filesOfTexts } from './after-edits.ts'
import { withoutFolder } from './anywhere.ts'
import { askDbt, scriptDigest } from './ask.ts'
import { dbtProcess, type NodeRequest, type RenderedNode } from './dbt-process.ts'
import { findDbt } from './find-dbt.ts'
import { keptAnswers, sha256 } from './kept-answer.ts'

export interface Described {
  readonly answer: DbtAnswer
  readonly files: ProjectFiles
  /** Keeps the answer for the next command, where the store exists. */
  keep(): void
  /**
   * Has dbt render a node, or make it, in a run.
   *
   * @throws AssetError `DBT_UNAVAILABLE`, `DBT_PROJECT`
   */
  ask(request: NodeRequest, call: Pick<ForeignCall, 'context' | 'atEnd'>): Promise<RenderedNode>
}

/**
 * dbt's description of a project: the kept one if nothing has changed that decides it, else dbt is asked.
 *
 * @throws AssetError `DBT_UNAVAILABLE`, `DBT_PROJECT`
 */
export function describeProject(options: DbtOptions, place: DbtPlace): Described {
  const { root, project } = place
  if (!existsSync(join(project, 'dbt_project.yml'))) throw noProject(options, place)
  const files = readProjectFiles(project)
  const { target, vars, command } = options
  const memo = keptAnswers(place, [target, vars, scriptDigest()])
  const python = findDbt({ command, root, project })
  const digest = digestOf(files, project)
  const profile = profileOf(files)
  const question = { project, profiles: files.profiles, target, vars }
  const withoutDbt = () =>
    noDbt(place, { command: [command ?? []].flat().join(' '), isKept: memo.has(), folder: memo.folder })
  const process = dbtProcess(question, () => {
    if (python === undefined) throw withoutDbt()
    return { python, memories: memo.memories, profile }
  })
  const ask: Described['ask'] = async (request, { context, atEnd }) => {
    const { signal, log }: BaseContext = context
    atEnd(process.end)
    const nodeAnswer = await process.ask(request, { signal, line: log })
    // The node's facts come from the files that dbt has read, so they must not have changed.
    if (digestOf(readProjectFiles(project), project) !== digest) throw movedMeanwhile(place)
    if ('mistake' in nodeAnswer) throw mistakeOf(place, nodeAnswer.mistake)
    return nodeAnswer
  }
  const filesWith = (installed: Installed) => (python === undefined ? withInstalled(files, installed) : files)
  const now = {
    digest: (installed: Installed) => digestOf(filesWith(installed), project),
    digestWithoutTexts: (installed: Installed, answer: unknown) =>
      digestOf(filesWith(installed), project, answer as DbtAnswer),
    stamp: python?.stamp,
  }
  const stillHolds = (answer: unknown, of: string) => digestOfModules(answer as DbtAnswer, project) === of
  const before = memo.recall(now, stillHolds)
  if (before !== undefined)
    return {
      answer: before.answer as DbtAnswer,
      files: filesWith(before.installed),
      keep: memo.bring,
      ask,
    }
  const otherTexts = memo.recallOtherTexts(now, stillHolds)
  if (otherTexts !== undefined) {
    const { answer: last, ...asking } = otherTexts
    const filesNow = filesWith(asking.installed)
    const edited = answerAfterEdits(last as DbtAnswer, filesNow)
    const of = { ...asking, digest: now.digest(asking.installed) }
    const keepEdited = () => edited && memo.keep(of, edited)
    keepEdited()
    if (edited !== undefined) return { answer: edited, files: filesNow, keep: keepEdited, ask }
  }
  if (python === undefined) throw withoutDbt()
  const response = askDbt<DbtAnswer>(question, { python, memories: memo.memories, profile })
  if ('mistake' in response) throw mistakeOf(place, response.mistake)
  const { answer } = response
  const modules = digestOfModules(answer, project)
  let rememberedAs: string | undefined
  const installed = { files: [...files.packages], variables: files.variables }
  const digestWithoutTexts = now.digestWithoutTexts(installed, answer)
  const keep = () => {
    memo.keep({ digest, digestWithoutTexts, stamp: python.stamp, modules, installed }, answer)
    const { memory } = memo
    if (memory === undefined || memory === rememberedAs) return
    rememberedAs = memory
    response.remember(memory)
  }
  keep()
  return { answer, files, keep, ask }
}

/**
 * A digest of everything besides the request that decides the answer: the files, and the variables that they read.
 *
 * @param withoutTextsOf An answer: the contents of its nodes' files do not count.
 */
function digestOf(files: ProjectFiles, project: string, withoutTextsOf?: DbtAnswer): string {
  const texts =
    withoutTextsOf && new Set([...filesOfTexts(withoutTextsOf).keys()].map((file) => relative(project, file)))
  const read = filesRead(project, files).map(([path, hash]) => [path, texts?.has(path) ? 'text' : hash])
  const { folders, profiles, variables } = files
  const variablesRead = [...variables, 'DBT_PROFILE', 'DBT_TARGET'].map((name) => [name, process.env[name] ?? null])
  return sha256(withoutFolder(JSON.stringify([read.toSorted(), folders, profiles, variablesRead]), project))
}

/** The profile that dbt uses, as far as files and variables decide it. */
const profileOf = ({ files, profiles }: ProjectFiles): string =>
  sha256(JSON.stringify([files.get(join(profiles, 'profiles.yml')), process.env.DBT_PROFILE, process.env.DBT_TARGET]))

function noProject({ project: name }: DbtOptions, { root, project }: DbtPlace): AssetError {
  return new AssetError({
    code: 'DBT_PROJECT',
    message: `there is no dbt_project.yml in ${labelOf(root, project) || '.'}`,
    facts: { project: name },
    fix: "say the folder of the dbt project, relative to the project of assets: dbt({ project: './warehouse' })",
  })
}

const movedMeanwhile = ({ root, project }: DbtPlace): AssetError =>
  new AssetError({
    code: 'DBT_PROJECT',
    message: 'the dbt project was edited while it ran',
    at: `${labelOf(root, project)}/dbt_project.yml:1`,
    fix: 'run the command again',
  })
