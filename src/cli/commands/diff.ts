import { type DiffRequest, diffOf } from '../../app/kept/diff.ts'
import { exitCodes } from '../../errors.ts'
import type { Answer, CommandContext } from '../command.ts'
import { renderDiff } from '../render/rows/diff.ts'

export interface DiffFlags extends DiffRequest {
  /** Exit 1 where the versions differ. */
  readonly exitCode?: boolean
}

export async function diff(
  { project, output }: CommandContext,
  { exitCode: failsOnDifference = false, ...request }: DiffFlags,
): Promise<Answer> {
  const report = await diffOf(project, request)
  const exitCode = failsOnDifference && !report.same ? exitCodes.bad : exitCodes.ok
  return { exitCode, document: () => report, text: () => renderDiff(report, output.style, Date.now()) }
}
