import type { Assessed } from '../../plan/assess.ts'
import type { Answer, CommandContext } from '../command.ts'
import { explainDocument, renderExplain } from '../render/explain.ts'
import { assetNamed } from '../selection.ts'
import { openSession } from '../session.ts'

export async function explain(context: CommandContext, { asset }: { readonly asset: string }): Promise<Answer> {
  await using session = await openSession(context, 'read')
  const { name } = assetNamed(session, asset)
  const assessed = (await session.assess()).get(name) as Assessed
  const view = { assessed, now: Date.now() }
  return { document: () => explainDocument(view), text: () => renderExplain(view, context.output.style) }
}
