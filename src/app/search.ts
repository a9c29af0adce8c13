import type { Status } from '../causes.ts'
import type { Found } from '../define/effect-target.ts'
import { nodeKinds } from '../define/node-kinds.ts'
import { AssetError } from '../errors.ts'
import type { ProjectRequest } from './open/request.ts'
import { assetNamed } from './open/selection.ts'
import { openSession, type Session } from './open/session.ts'
import type { AssetView } from './open/view.ts'
import { notMade } from './rows/read-rows.ts'
import { whyAlone } from './words/why.ts'

export interface SearchRequest {
  readonly index: string
  readonly question: string
  /** Hits at most. */
  readonly k: number
  readonly filter: Readonly<Record<string, unknown>>
  readonly signal: AbortSignal
}
export interface SearchReport extends Omit<SearchRequest, 'signal'> {
  readonly status: Status
  /** The best first. */
  readonly hits: readonly Found[]
}

/** What is nearest to the question in an index, as it was written last. */
export async function searchOf(project: ProjectRequest, request: SearchRequest): Promise<SearchReport> {
  const { index, k, filter, signal } = request
  const question = request.question.trim()
  if (question === '') {
    const fix = 'say it as one argument: assets search notes "what is …"'
    throw new AssetError({ code: 'CLI_USAGE', message: 'the question is empty', fix })
  }
  await using session = await openSession(project, 'read')
  const node = assetNamed(session, index)
  const { searchEffect } = await import('./effects/search-effect.ts')
  session.narrow([node.name])
  const view = (await session.views()).get(node.name) as AssetView
  if (nodeKinds[node.kind].actsOutside && view.record === undefined) throw notMade(session, node.name)
  warnStale(session, view)
  const line = (level: string, message: string) => (level === 'info' ? undefined : session.warn(message))
  const hits = await searchEffect(session.workspace, node, { question, k, filter, signal, line })
  return { index: node.name, status: view.status, question, k, filter, hits }
}

/** An older index still answers, with a warning that it is older. */
function warnStale(session: Session, view: AssetView): void {
  if (!nodeKinds[view.node.kind].actsOutside || view.status === 'fresh') return
  session.warn(`${view.node.name} is ${view.status} (${whyAlone(view)}): what is found was written before`)
}
