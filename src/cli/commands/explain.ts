import type { Assessed } from '../../plan/assess.ts'
import { surroundingsOf } from '../../plan/below.ts'
import type { Answer, CommandContext } from '../command.ts'
import { explainDocument, renderExplain } from '../render/explain.ts'
import { assetNamed } from '../selection.ts'
import { openSession } from '../session.ts'

export interface ExplainFlags {
  readonly asset: string
  /** The beginning of a run's id: what that run made is compared with, and not what is current. */
  readonly vs?: string
}

export async function explain(context: CommandContext, { asset, vs }: ExplainFlags): Promise<Answer> {
  await using session = await openSession(context, 'read')
  const { name } = assetNamed(session, asset)
  const { explainAsset } = await import('../../execute/explain.ts')
  const { basis, assessment } = await session.assessOnBasis()
  const explanation = await explainAsset(session.workspace, { name, vs, assessment, world: await session.world() })
  const of = (other: string) => assessment.get(other) as Assessed
  const surroundings = surroundingsOf(session.graph, name, (other) => {
    const { status, current } = of(other)
    return { status, durationMs: current?.record.durationMs }
  })
  const statusOf = (other: string) => of(other).status
  const { verbose, style } = context.output
  const view = { explanation, surroundings, basis, statusOf, now: Date.now(), verbose }
  return { document: () => explainDocument(view), text: () => renderExplain(view, style) }
}
