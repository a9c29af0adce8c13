import { type AcceptRequest, acceptOf } from '../../app/accept.ts'
import { acceptDocument } from '../../app/documents/accept.ts'
import type { Answer, CommandContext } from '../command.ts'
import { renderAccept } from '../render/store/accept.ts'

export type AcceptFlags = Omit<AcceptRequest, 'command'>

export async function accept({ project, typed, output }: CommandContext, flags: AcceptFlags): Promise<Answer> {
  const view = await acceptOf(project, { ...flags, command: typed })
  return { document: () => acceptDocument(view), text: () => renderAccept(view, output.style) }
}
