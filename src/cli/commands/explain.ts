import type { ExplainRequest } from '../../app/explain.ts'
import type { Answer, CommandContext } from '../command.ts'
import { renderExplain } from '../render/explain/explain.ts'

export async function explain({ calls, output }: CommandContext, flags: ExplainRequest): Promise<Answer> {
  const { report, document } = await calls.explain(flags)
  return { document, text: () => renderExplain({ ...report, verbose: output.verbose }, output.style) }
}
