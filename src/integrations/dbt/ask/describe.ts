import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { AssetError, type BaseContext, type ForeignCall } from '../../../index.ts'
import type { DbtAnswer } from '../answer.ts'
import type { DbtOptions } from '../dbt-options.ts'
import { type DbtPlace, labelOf, mistakeOf, noDbt } from '../mistakes.ts'
import { digestOfModules } from '../modules.ts'
import { filesRead, type Installed, type ProjectFiles, readProjectFiles, withInstalled } from '../project-files.ts'
import { withoutFolder } from './anywhere.ts'
import { askDbt, scriptDigest } from './ask.ts'
import { dbtProcess, type NodeRequest, type RenderedNode } from './dbt-process.ts'
import { findDbt } from './find-dbt.ts'
import { keptAnswers, sha256 } from './kept-answer.ts'

export interface Described {
  readonly answer: DbtAnswer
  readonly files: ProjectFiles
  /** Keeps the answer for the next command, where there is a store by now. */
  keep(): void
  /**
   * Has dbt render a node, or make it, in a run.
   *
   * @throws AssetError `DBT_UNAVAILABLE`, `DBT_PROJECT`
   */
  ask(request: NodeRequest, call: Pick<ForeignCall, 'context' | 'atEnd'>): Promise<RenderedNode>
}

/**
 * What dbt says of a project: as it said it before, where nothing of what decides that has changed; else dbt is asked.
 *
 * @throws AssetError `DBT_UNAVAILABLE`, `DBT_PROJECT`
 */
export function describeProject(options: DbtOptions, place: DbtPlace): Described {
  const { root, project } = place
  if (!existsSync(join(project, 'dbt_project.yml'))) throw noProject(options, place)
  const files = readProjectFiles(project)
  const { target, vars, command } = options
  const kept = keptAnswers(place, [target, vars, scriptDigest()])
  const python = findDbt({ command, root, project })
  const digest = digestOf(files, project)
  const asked = { project, profiles: files.profiles, target, vars }
  const withoutDbt = () =>
    noDbt(place, { command: [command ?? []].flat().join(' '), isKept: kept.has(), folder: kept.folder })
  const process = dbtProcess(asked, () => {
    if (python === undefined) throw withoutDbt()
    return { python, memory: kept.memory }
  })
  const ask: Described['ask'] = async (request, { context, atEnd }) => {
    const { signal, log }: BaseContext = context
    atEnd(process.end)
    const said = await process.ask(request, { signal, line: log })
    // What dbt has read is what the node is known by.
    if (digestOf(readProjectFiles(project), project) !== digest) throw movedMeanwhile(place)
    if ('mistake' in said) throw mistakeOf(place, said.mistake)
    return said
  }
  const filesWith = (installed: Installed) => (python === undefined ? withInstalled(files, installed) : files)
  const before = kept.recall(
    { digest: (installed) => digestOf(filesWith(installed), project), stamp: python?.stamp },
    (answer, modules) => digestOfModules(answer as DbtAnswer, project) === modules,
  )
  if (before !== undefined)
    return {
      answer: before.answer as DbtAnswer,
      files: filesWith(before.installed),
      keep: () => undefined,
      ask,
    }
  if (python === undefined) throw withoutDbt()
  const said = askDbt<DbtAnswer>(asked, { python, memory: kept.memory })
  if ('mistake' in said) throw mistakeOf(place, said.mistake)
  const { answer } = said
  const modules = digestOfModules(answer, project)
  let isRemembered = false
  const installed = { files: [...files.packages], variables: files.variables }
  const keep = () => {
    kept.keep({ digest, stamp: python.stamp, modules, installed }, answer)
    const { memory } = kept
    if (memory === undefined || isRemembered) return
    isRemembered = true
    said.remember(memory)
  }
  keep()
  return { answer, files, keep, ask }
}

/** Of what decides the answer besides the question: the files, and the variables that they read. */
function digestOf(found: ProjectFiles, project: string): string {
  const { folders, profiles, variables } = found
  const read = [...variables, 'DBT_PROFILE', 'DBT_TARGET'].map((name) => [name, process.env[name] ?? null])
  return sha256(withoutFolder(JSON.stringify([filesRead(project, found).toSorted(), folders, profiles, read]), project))
}

function noProject({ project: said }: DbtOptions, { root, project }: DbtPlace): AssetError {
  return new AssetError({
    code: 'DBT_PROJECT',
    message: `there is no dbt_project.yml in ${labelOf(root, project) || '.'}`,
    facts: { project: said },
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
