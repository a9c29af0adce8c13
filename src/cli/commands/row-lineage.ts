import { rowLineageDocument } from '../../app/documents/row-lineage.ts'
import { type RowLineageRequest, rowLineageOf } from '../../app/row-lineage.ts'
import type { Answer, CommandContext } from '../command.ts'
import { renderRowLineage } from '../render/rows/row-lineage.ts'

export async function rowLineage({ project, output }: CommandContext, request: RowLineageRequest): Promise<Answer> {
  const { asked, ...found } = await rowLineageOf(project, request)
  return {
    document: () => rowLineageDocument(found, asked),
    text: () => renderRowLineage(found, output.style, asked),
  }
}
