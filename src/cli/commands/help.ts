import { AssetError } from '../../errors.ts'
import { didYouMean } from '../../util/suggest.ts'
import type { Answer, CommandContext } from '../command.ts'

/** The help of a command, or of one of the topics that concern them all. */
export async function help({ helpText }: CommandContext, { topic }: { readonly topic?: string }): Promise<Answer> {
  const text = helpText(topic) ?? (await topicText(topic ?? ''))
  return { document: () => ({ text }), text: () => text }
}

async function topicText(topic: string): Promise<string> {
  const { helpTopics } = await import('../help/topics.ts')
  const text = helpTopics[topic]
  if (text !== undefined) return text
  throw new AssetError({
    code: 'CLI_USAGE',
    message: `there is no help on "${topic}"`,
    fix: didYouMean(topic, Object.keys(helpTopics), `say a command, or ${Object.keys(helpTopics).join(' or ')}`),
  })
}
