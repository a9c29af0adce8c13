import type { Session } from '../open/session.ts'
import type { Finding } from './finding.ts'

/** Differences between the declared types of sources and SQL and the columns of their tables. */
export async function typeFindings(session: Session): Promise<readonly Finding[]> {
  const { contradictions } = await import('../../run/declared/declared-types.ts')
  const tables = [...(await session.currentTables([])).values()]
  return tables.flatMap((stored) => {
    const asset = stored.record.asset
    if (session.graph.nodes.every(({ name }) => name !== asset)) return []
    return contradictions(session.workspace, { asset, stored }).map(({ message, at, fix }) => {
      return { name: asset, state: 'warn' as const, found: `${at}  ${message}`, fix }
    })
  })
}
