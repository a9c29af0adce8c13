import { exitCodes } from '../../errors.ts'
import { drawDot, drawMermaid, drawTree } from '../../graph/draw.ts'
import { lineage as lineageOf } from '../../graph/lineage.ts'
import { unreachable } from '../../util/unreachable.ts'
import type { Answer, CommandContext } from '../command.ts'
import { envelope } from '../output.ts'
import { openOverview } from '../overview.ts'
import { type Selectable, type SelectionFlags, selectNames } from '../selection.ts'
import type { Style } from '../text/style.ts'
import { ascii } from '../text/symbols.ts'

export interface LineageFlags extends SelectionFlags {
  readonly format: 'tree' | 'mermaid' | 'dot' | 'json'
  readonly up?: number
  readonly down?: number
  /** A row to follow back: a value of the key, or `column=value`. */
  readonly row?: string
}

export async function lineage(context: CommandContext, flags: LineageFlags): Promise<Answer> {
  if (flags.row !== undefined) {
    const { rowLineageOf } = await import('./row-lineage.ts')
    return rowLineageOf(context, { names: [...flags.words, ...(flags.select ?? [])], row: flags.row })
  }
  await using overview = await openOverview(context)
  const names = await selectNames(overview, flags)
  const views = await overview.views()
  const drawn = lineageOf(overview.graph, {
    names,
    ...depths(overview, flags),
    status: (name) => views.get(name)?.status,
  })
  return { document: () => drawn, text: () => draw(drawn, flags.format, context.output.style) }
}

/** A bare name alone means the asset and everything around it: the lineage of one node would be one node. */
function depths({ graph }: Pick<Selectable, 'graph'>, { words, up, down }: LineageFlags) {
  if (up !== undefined || down !== undefined) return { upstream: up ?? 0, downstream: down ?? 0 }
  if (!words.every((word) => graph.ids.has(word))) return {}
  return { upstream: Number.POSITIVE_INFINITY, downstream: Number.POSITIVE_INFINITY }
}

function draw(drawn: ReturnType<typeof lineageOf>, format: LineageFlags['format'], style: Style): string {
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
