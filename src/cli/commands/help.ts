import { AssetError } from '../../errors.ts'
import { suggest } from '../../util/suggest.ts'
import type { Answer, CommandContext } from '../command.ts'

/** The help of a command, or of one of the topics that concern them all. */
export async function help({ helpText }: CommandContext, { topic }: { readonly topic?: string }): Promise<Answer> {
  const text = helpText(topic) ?? (await topicText(topic ?? ''))
  return { document: () => ({ text }), text: () => text }
}

async function topicText(topic: string): Promise<string> {
  const { helpTopics } = await import('../help/topics.ts')
  const found = helpTopics[topic]
  if (found !== undefined) return found
  const suggestion = suggest(topic, Object.keys(helpTopics))
  throw new AssetError({
    code: 'CLI_USAGE',
    message: `there is no help on "${topic}"`,
    fix:
      suggestion === undefined
        ? `say a command, or ${Object.keys(helpTopics).join(' or ')}`
        : `did you mean "${suggestion}"?`,
  })
}
