import { type LogLine, loggedUnits, readLog } from '../store/logs.ts'
import { assetOf, partitionOf, type Unit, unitOf } from '../unit.ts'
import { choosePartitions } from './open/partitions.ts'
import type { ProjectRequest } from './open/request.ts'
import { noSuchRun, runNamed } from './open/run-named.ts'
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
 * @throws AssetError `SELECTION_EMPTY` where there is no such run or asset, or several runs begin so.
 */
export async function logsOf(
  project: ProjectRequest,
  { subject, partitions }: { readonly subject?: string | undefined; readonly partitions?: string | undefined },
): Promise<readonly LoggedLine[]> {
  await using session = await openSession(project, 'read')
  if (partitions === undefined) return await findLines(session, subject)
  const { graph } = session
  const isAsset = subject !== undefined && graph.ids.has(subject)
  const names = isAsset ? [subject] : graph.nodes.map(({ name }) => name)
  const chosen = await choosePartitions(session, { names, partitions })
  if (isAsset) return await linesOfUnits(session, [...chosen])
  return (await findLines(session, subject)).filter(({ unit }) => chosen.has(unit))
}

async function findLines(session: Session, subject: string | undefined): Promise<readonly LoggedLine[]> {
  const { catalog } = session
  if (subject === undefined) {
    const [last] = (await catalog?.runs(1)) ?? []
    return last === undefined ? [] : linesOfRun(session, last.id)
  }
  if (session.graph.ids.has(subject)) return linesOfUnits(session, unitsNamed(session, subject))
  const run = catalog && (await runNamed(catalog, subject))
  if (run !== undefined) return linesOfRun(session, run.id)
  if (/^\d{8}-/.test(subject)) throw noSuchRun(subject)
  assetNamed(session, subject)
  return []
}

function linesOfRun({ workspace }: Session, run: string): readonly LoggedLine[] {
  const folder = workspace.storeFolder
  return loggedUnits(folder, run)
    .flatMap((unit) => readLog(folder, { run, unit }).map((line) => ({ run, unit, ...line })))
    .sort((a, b) => a.at - b.at)
}

function unitsNamed({ workspace }: Session, asset: string): readonly Unit[] {
  // Lines that were printed while the keys were asked for belong to the asset too.
  return [unitOf(asset), ...(workspace.units.set(asset)?.keys.map((key) => unitOf(asset, key)) ?? [])]
}

/** The lines of the last run in which any of these units printed something. */
async function linesOfUnits(session: Session, wanted: readonly Unit[]): Promise<readonly LoggedLine[]> {
  const names = new Map<string, readonly string[]>()
  for (const asset of new Set(wanted.map(assetOf))) names.set(asset, await session.namesOf(asset))
  const units = new Set(
    wanted.flatMap((unit) => names.get(assetOf(unit))?.map((name) => unitOf(name, partitionOf(unit))) ?? []),
  )
  for (const { id: run } of (await session.catalog?.runs(mostRuns)) ?? []) {
    const lines = linesOfRun(session, run).filter(({ unit }) => units.has(unit))
    if (lines.length > 0) return lines
  }
  return []
}
