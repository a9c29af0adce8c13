import { AssetError } from '../../errors.ts'
import type { Answer, CommandContext } from '../command.ts'
import { notMade } from '../read-rows.ts'
import { renderFound } from '../render/search.ts'
import { whyAlone } from '../render/why.ts'
import { assetNamed } from '../selection.ts'
import { openSession, type Session } from '../session.ts'
import { listenToSignals } from '../signals.ts'
import type { AssetView } from '../view.ts'

export interface SearchFlags {
  readonly index: string
  readonly question: string
  readonly k: number
  /** JSON. */
  readonly filter?: string
}

export async function search(context: CommandContext, flags: SearchFlags): Promise<Answer> {
  const question = flags.question.trim()
  if (question === '') throw usage('the question is empty', 'say it as one argument: assets search notes "what is …"')
  const filter = filterOf(flags.filter)
  using signals = listenToSignals({ process, clock: () => performance.now(), exit: (code) => process.exit(code) })
  await using session = await openSession(context, 'read')
  const node = assetNamed(session, flags.index)
  const { searchEffect } = await import('../../app/effects/search-effect.ts')
  session.narrow([node.name])
  const view = (await session.views()).get(node.name) as AssetView
  if (node.kind === 'effect' && view.record === undefined) throw notMade(node.name)
  tellStale(session, view)
  const { k } = flags
  const line = (level: string, message: string) => (level === 'info' ? undefined : session.warn(message))
  const hits = await searchEffect(session.workspace, node, { question, k, filter, signal: signals.signal, line })
  return {
    document: () => ({ index: node.name, status: view.status, question, k, filter, hits }),
    text: () => renderFound(hits, context.output.style),
  }
}

/** An answer from what was written last is better than none, and whoever reads it has to know. */
function tellStale(session: Session, view: AssetView): void {
  if (view.node.kind !== 'effect' || view.status === 'fresh') return
  session.warn(`${view.node.name} is ${view.status} (${whyAlone(view)}): what is found was written before`)
}

function filterOf(text: string | undefined): Readonly<Record<string, unknown>> {
  if (text === undefined) return {}
  const filter = parsed(text)
  if (typeof filter === 'object' && filter !== null && !Array.isArray(filter)) return filter as Record<string, unknown>
  throw usage('--filter is no JSON object', 'say it as JSON: --filter \'{ "year": { "gte": 1990 } }\'')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function usage(message: string, fix: string): AssetError {
  return new AssetError({ code: 'CLI_USAGE', message, fix })
}
