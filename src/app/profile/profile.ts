import type { ColumnProfile } from '../../table/profile/profile-table.ts'
import { safeJson } from '../../util/safe-json.ts'
import type { ProjectRequest } from '../open/request.ts'
import { openSession } from '../open/session.ts'
import { openedTable } from '../rows/stored-table.ts'
import { type TableRequest, tableOf } from '../show.ts'
import { type ProposedSuite, proposedSuite } from './proposed-suite.ts'

export interface ProfileReport {
  readonly asset: string
  readonly version: string
  readonly rows: number
  readonly columns: readonly ColumnProfile[]
  /** A suite that holds on it. */
  readonly suite: ProposedSuite
}

/** What the columns of a table hold. Nothing is computed again and nothing is written. */
export async function profileOf(project: ProjectRequest, request: TableRequest): Promise<ProfileReport> {
  await using session = await openSession(project, 'read')
  const { asset } = request
  const { file, columns, count, version } = await openedTable(session, await tableOf(session, request))
  const [{ openTable }, { profileTable }] = await Promise.all([
    import('../../table/read/table.ts'),
    import('../../table/profile/profile-table.ts'),
  ])
  const engine = await session.workspace.engine()
  const table = openTable(engine, { name: asset, file, columns, count, onRead: () => undefined })
  const profile = safeJson(await profileTable(engine, { table, asset })) as Pick<ProfileReport, 'rows' | 'columns'>
  return { asset, version, ...profile, suite: proposedSuite(asset, profile) }
}
