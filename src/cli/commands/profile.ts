import { profileOf } from '../../app/profile/profile.ts'
import type { TableRequest } from '../../app/show.ts'
import type { Answer, CommandContext } from '../command.ts'
import { renderProfile } from '../render/rows/profile.ts'

export interface ProfileFlags extends TableRequest {
  /** The proposed suite alone. */
  readonly suite?: boolean
}

export async function profile({ project, output }: CommandContext, flags: ProfileFlags): Promise<Answer> {
  const report = await profileOf(project, flags)
  const text = () => (flags.suite ? JSON.stringify(report.suite, null, 2) : renderProfile(report, output.style))
  return { document: () => report, text }
}
