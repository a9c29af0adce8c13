import { rowLineageDocument } from '../../app/documents/row-lineage.ts'
import { type RowLineageRequest, rowLineageOf } from '../../app/row-lineage.ts'
import type { Answer, CommandContext } from '../command.ts'
import { renderRowLineage } from '../render/rows/row-lineage.ts'

export async function rowLineage({ project, output }: CommandContext, request: RowLineageRequest): Promise<Answer> {
  const { name, ...lineage } = await rowLineageOf(project, request)
  return {
    document: () => rowLineageDocument(lineage, name),
    text: () => renderRowLineage(lineage, output.style, name),
  }
}
