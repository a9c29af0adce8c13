import { AssetError } from '../../errors.ts'
import { loggedAssets, readLog } from '../../store/logs.ts'
import type { Answer, CommandContext } from '../command.ts'
import { type LoggedLine, renderLogs } from '../render/logs.ts'
import { assetNamed } from '../selection.ts'
import { openSession, type Session } from '../session.ts'

/** Runs that are looked through for the last one in which an asset printed anything. */
const mostRuns = 50

export async function logs(context: CommandContext, { subject }: { readonly subject?: string }): Promise<Answer> {
  await using session = await openSession(context, 'read')
  const found = await findLines(session, subject)
  return {
    document: () => ({ lines: found.map((line) => ({ ...line, at: new Date(line.at).toISOString() })) }),
    text: () => renderLogs(found, context.output.style),
  }
}

async function findLines(session: Session, subject: string | undefined): Promise<readonly LoggedLine[]> {
  const runs = (await session.catalog?.runs(mostRuns)) ?? []
  if (subject === undefined) return runs[0] === undefined ? [] : linesOfRun(session, runs[0].id)
  if (session.graph.ids.has(subject)) return linesOfAsset(session, subject)
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
  return loggedAssets(folder, run)
    .flatMap((asset) => readLog(folder, { run, asset }).map((line) => ({ run, asset, ...line })))
    .sort((a, b) => a.at - b.at)
}

async function linesOfAsset({ workspace, catalog }: Session, asset: string): Promise<readonly LoggedLine[]> {
  for (const { id: run } of (await catalog?.runs(mostRuns)) ?? []) {
    const lines = readLog(workspace.storeFolder, { run, asset })
    if (lines.length > 0) return lines.map((line) => ({ run, asset, ...line }))
  }
  return []
}
