import { verifyDocument } from '../../app/documents/verify.ts'
import { type VerifyRequest, verifyStored } from '../../app/verify.ts'
import { exitCodes } from '../../errors.ts'
import type { Answer, CommandContext } from '../command.ts'
import { renderVerify } from '../render/store/verify.ts'

export type VerifyFlags = Omit<VerifyRequest, 'repair'> & { readonly repair?: boolean }

export async function verify({ project, output }: CommandContext, flags: VerifyFlags): Promise<Answer> {
  const report = await verifyStored(project, { ...flags, repair: flags.repair ?? false })
  return {
    exitCode: report.units.some(({ damaged }) => damaged.length > 0) ? exitCodes.bad : exitCodes.ok,
    document: () => verifyDocument(report),
    text: () => renderVerify({ ...report, environment: project.environment }, output.style),
  }
}
