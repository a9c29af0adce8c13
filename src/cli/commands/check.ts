import { appendFileSync } from 'node:fs'
import { exitCodes } from '../../errors.ts'
import type { Answer, CommandContext } from '../command.ts'
import { isFine, renderCheck } from '../render/check.ts'
import { annotations, stepSummary } from '../render/github.ts'
import { statusDocument } from '../render/status.ts'
import { assessSelected, type SelectionFlags } from '../selection.ts'
import { openSession } from '../session.ts'
import type { AssetView } from '../view.ts'

export async function check(context: CommandContext, flags: SelectionFlags): Promise<Answer> {
  await using session = await openSession(context, 'read')
  const assets = await assessSelected(session, flags)
  if (context.io.env.GITHUB_ACTIONS === 'true') tellGithub(assets, context)
  return {
    exitCode: assets.every(isFine) ? exitCodes.ok : exitCodes.bad,
    document: () => statusDocument(assets),
    text: () => renderCheck(assets, context.output.style),
  }
}

/** Annotations go to stderr, where the runner reads them as well, so that stdout stays the answer. */
function tellGithub(assets: readonly AssetView[], { io, output }: CommandContext): void {
  for (const line of annotations(assets)) output.complain(line)
  const file = io.env.GITHUB_STEP_SUMMARY
  if (file !== undefined && file !== '') appendFileSync(file, stepSummary(assets))
}
