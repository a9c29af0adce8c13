import { moveAsset } from '../../app/kept/move.ts'
import { count } from '../../util/text/count.ts'
import type { Answer, CommandContext } from '../command.ts'

export async function move(
  { project }: CommandContext,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<Answer> {
  const report = await moveAsset(project, from, to)
  const text = () => `${count(report.moved, 'table')} of ${from} ${report.moved === 1 ? 'is' : 'are'} now ${to}`
  return { document: () => report, text }
}
