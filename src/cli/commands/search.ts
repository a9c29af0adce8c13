import { AssetError } from '../../errors.ts'
import type { Answer, CommandContext } from '../command.ts'
import { renderFound } from '../render/rows/search.ts'
import { listenToSignals } from '../signals.ts'

export interface SearchFlags {
  readonly index: string
  readonly question: string
  readonly k: number
  /** JSON. */
  readonly filter?: string
}

export async function search({ calls, output }: CommandContext, flags: SearchFlags): Promise<Answer> {
  const filter = filterOf(flags.filter)
  using signals = listenToSignals({ process, clock: () => performance.now(), exit: (code) => process.exit(code) })
  const { report, document } = await calls.search({ ...flags, filter, signal: signals.signal })
  return { document, text: () => renderFound(report.hits, output.style) }
}

function filterOf(text: string | undefined): Readonly<Record<string, unknown>> {
  if (text === undefined) return {}
  const filter = parsed(text)
  if (typeof filter === 'object' && filter !== null && !Array.isArray(filter)) return filter as Record<string, unknown>
  const fix = 'say it as JSON: --filter \'{ "year": { "gte": 1990 } }\''
  throw new AssetError({ code: 'CLI_USAGE', message: '--filter is no JSON object', fix })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
