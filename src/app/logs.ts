import { AssetError } from '../errors.ts'
import { type LogLine, loggedUnits, readLog } from '../store/logs.ts'
import { partsOf, type Unit, unitOf } from '../unit.ts'
import type { ProjectRequest } from './open/request.ts'
import { assetNamed } from './open/selection.ts'
import { openSession, type Session } from './open/session.ts'

export interface LoggedLine extends LogLine {
  readonly run: string
  readonly unit: Unit
}

/** Runs that are looked through for the last one in which an asset printed anything. */
const mostRuns = 50

/**
 * What assets printed: in the run or by the asset that `subject` names, else in the last run.
 *
 * @throws AssetError `SELECTION_EMPTY` where there is no such run or asset.
 */
export async function logsOf(project: ProjectRequest, subject: string | undefined): Promise<readonly LoggedLine[]> {
  await using session = await openSession(project, 'read')
  return await findLines(session, subject)
}

async function findLines(session: Session, subject: string | undefined): Promise<readonly LoggedLine[]> {
  const runs = (await session.catalog?.runs(mostRuns)) ?? []
  if (subject === undefined) return runs[0] === undefined ? [] : linesOfRun(session, runs[0].id)
  if (session.graph.ids.has(subject)) return linesOfUnit(session, unitOf(subject))
  const run = runs.find(({ id }) => id === subject) ?? runs.find(({ id }) => id.startsWith(subject))
  if (run !== undefined) return linesOfRun(session, run.id)
  if (/^\d{8}-/.test(subject)) {
    throw new AssetError({
      code: 'SELECTION_EMPTY',
      message: `there is no run "${subject}"`,
      fix: 'see the runs: assets history',
    })
  }
  assetNamed(session, subject)
  return []
}

function linesOfRun({ workspace }: Session, run: string): readonly LoggedLine[] {
  const folder = workspace.storeFolder
  return loggedUnits(folder, run)
    .flatMap((unit) => readLog(folder, { run, unit }).map((line) => ({ run, unit, ...line })))
    .sort((a, b) => a.at - b.at)
}

async function linesOfUnit(session: Session, of: Unit): Promise<readonly LoggedLine[]> {
  const { asset, partition } = partsOf(of)
  const units = (await session.namesOf(asset)).map((name) => unitOf(name, partition))
  for (const { id: run } of (await session.catalog?.runs(mostRuns)) ?? []) {
    for (const unit of units) {
      const lines = readLog(session.workspace.storeFolder, { run, unit })
      if (lines.length > 0) return lines.map((line) => ({ run, unit, ...line }))
    }
  }
  return []
}
