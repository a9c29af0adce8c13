import type { LineageRequest } from '../../app/lineage.ts'
import { exitCodes } from '../../errors.ts'
import { drawDot, drawMermaid, drawTree } from '../../graph/draw.ts'
import type { Lineage } from '../../graph/lineage.ts'
import { unreachable } from '../../util/unreachable.ts'
import type { Answer, CommandContext } from '../command.ts'
import { envelope } from '../output.ts'
import type { Style } from '../text/style.ts'
import { ascii } from '../text/symbols.ts'

export interface LineageFlags extends LineageRequest {
  readonly format: 'tree' | 'mermaid' | 'dot' | 'json'
  /** A row to follow back: a value of the key, or `column=value`. */
  readonly row?: string
}

export async function lineage(context: CommandContext, flags: LineageFlags): Promise<Answer> {
  if (flags.row !== undefined) {
    const { rowLineage } = await import('./row-lineage.ts')
    return rowLineage(context, {
      names: [...flags.words, ...(flags.select ?? [])],
      row: flags.row,
      partitions: flags.partitions,
    })
  }
  const { report, document } = await context.calls.lineage(flags)
  return { document, text: () => draw(report, flags.format, context.output.style) }
}

function draw(drawn: Lineage, format: LineageFlags['format'], style: Style): string {
  switch (format) {
    case 'tree':
      return drawTree(drawn, { ascii: style.symbols === ascii })
    case 'mermaid':
      return drawMermaid(drawn)
    case 'dot':
      return drawDot(drawn)
    case 'json':
      return JSON.stringify({ ...envelope('lineage', exitCodes.ok), ...drawn })
    default:
      return unreachable(format)
  }
}
