import { findingsOf } from '../../app/doctor.ts'
import { exitCodes } from '../../errors.ts'
import type { Answer, CommandContext } from '../command.ts'
import { renderDoctor } from '../render/store/doctor.ts'

export async function doctor(
  { project, globals, output }: CommandContext,
  { rebuild = false }: { readonly rebuild?: boolean } = {},
): Promise<Answer> {
  if (rebuild) {
    const report = await (await import('../../app/doctor/rebuild.ts')).rebuildStore(project, globals.yes)
    const { renderRebuild } = await import('../render/store/rebuild.ts')
    return {
      exitCode: report.damagedFiles.length + report.lostObjects.length > 0 ? exitCodes.bad : exitCodes.ok,
      document: () => report,
      text: () => renderRebuild(report, output.style),
    }
  }
  const findings = await findingsOf(project)
  return {
    exitCode: findings.some(({ state }) => state === 'bad') ? exitCodes.bad : exitCodes.ok,
    document: () => ({ checks: findings }),
    text: () => renderDoctor(findings, output.style),
  }
}
