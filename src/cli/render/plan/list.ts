import { definitionKinds } from '../../../define/definition.ts'
import type { Node } from '../../../graph/node.ts'
import { count } from '../../../util/text/count.ts'
import type { Style } from '../../text/style.ts'
import { table } from '../../text/table.ts'

export function renderList(nodes: readonly Node[], style: Style): string {
  if (nodes.length === 0) return 'no assets'
  const rows = nodes.map((node) => [node.name, node.kind, readsText(node), node.description ?? '', node.at])
  const lines = table(
    [
      { head: 'NAME' },
      { head: 'KIND' },
      { head: 'READS', shrink: true },
      { head: 'DESCRIPTION', shrink: true },
      { head: 'AT', paint: style.paint.faint },
    ],
    rows,
    { columns: style.columns, paintHead: style.paint.faint, ellipsis: style.symbols.ellipsis },
  )
  return [...lines, kindsLine(nodes)].join('\n')
}

function readsText({ upstream }: Node): string {
  return upstream.length > 4
    ? `${upstream.slice(0, 3).join(', ')} and ${upstream.length - 3} more`
    : upstream.join(', ')
}

function kindsLine(nodes: readonly Node[]): string {
  const kinds = definitionKinds.flatMap((kind) => {
    const amount = nodes.filter((node) => node.kind === kind).length
    return amount > 0 ? [count(amount, kind)] : []
  })
  return kinds.join(', ')
}
