import type { Command } from 'commander'
import { knownNames } from '../../app/kept/known-names.ts'
import type { Answer, CommandContext } from '../command.ts'
import { helpTopics } from '../help/topics.ts'
import { candidates } from './candidates.ts'
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
  const offers = await candidates({ program, words, topics, names: () => knownNames(project) })
  return { document: () => ({ shell, candidates: offers }), text: () => offers.join('\n'), machine: true }
}
