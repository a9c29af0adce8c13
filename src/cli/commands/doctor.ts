import { findingsOf } from '../../app/doctor.ts'
import { exitCodes } from '../../errors.ts'
import type { Answer, CommandContext } from '../command.ts'
import { renderDoctor } from '../render/doctor.ts'

export async function doctor({ project, output }: CommandContext): Promise<Answer> {
  const findings = await findingsOf(project)
  return {
    exitCode: findings.some(({ state }) => state === 'bad') ? exitCodes.bad : exitCodes.ok,
    document: () => ({ checks: findings }),
    text: () => renderDoctor(findings, output.style),
  }
}
