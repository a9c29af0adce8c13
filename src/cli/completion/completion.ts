import { resolve } from 'node:path'
import type { Command } from 'commander'
import { knownNames } from '../../app/kept/known-names.ts'
import type { ProjectRequest } from '../../app/open/request.ts'
import type { Answer, CommandContext } from '../command.ts'
import { helpTopics } from '../help/topics.ts'
import { candidates, valueTyped } from './candidates.ts'
import { completionScript, type Shell } from './scripts.ts'

export interface CompletionFlags {
  readonly shell: Shell
  /** Up to the cursor; without any, the script for the shell is wanted. */
  readonly words: readonly string[]
  readonly program: Command
}

export async function completion(
  { project }: CommandContext,
  { shell, words, program }: CompletionFlags,
): Promise<Answer> {
  if (words.length === 0) {
    const script = completionScript(shell)
    return { document: () => ({ shell, script }), text: () => script, machine: true }
  }
  const topics = Object.keys(helpTopics)
  const offers = await candidates({
    program,
    words,
    topics,
    names: () => knownNames(typedProject(project, { program, words })),
  })
  return { document: () => ({ shell, candidates: offers }), text: () => offers.join('\n'), machine: true }
}

/** The project that the typed words speak of, which need not be the one of this folder. */
function typedProject(
  project: ProjectRequest,
  { program, words }: Pick<CompletionFlags, 'program' | 'words'>,
): ProjectRequest {
  const typed = (long: string) => valueTyped(program, words, long)
  return {
    ...project,
    cwd: resolve(project.cwd, typed('--cwd') ?? '.'),
    config: typed('--config') ?? project.config,
    store: typed('--store') ?? project.store,
    environment: typed('--environment') ?? project.environment,
  }
}
