import type { Alert } from '../../define/by-itself/alert.ts'
import { AssetError } from '../../errors.ts'
import { buildGraph } from '../../graph/build.ts'
import type { LoadedNode } from '../../graph/node.ts'
import { select, selectionNeeds } from '../../graph/select.ts'
import type { OptionPlaces } from './option-places.ts'

/**
 * Alerts that are only for the kind `late` and select nothing that has a `dueBy`: they would never send a message.
 *
 * @param alerts Their selections have no mistakes.
 */
export function alertMistakes(
  nodes: readonly LoadedNode[],
  alerts: readonly Alert[],
  placeOf: OptionPlaces,
): readonly AssetError[] {
  return alerts.flatMap(({ when, select = [] }, place) => {
    if (when.some((kind) => kind !== 'late') || hasDueBy(nodes, [select].flat())) return []
    return new AssetError({
      code: 'PROJECT_INVALID',
      message: `the alert ${place + 1} is for what is late, and nothing that it selects has a dueBy`,
      at: placeOf(['alerts', place, 'when']),
      fix: "give an asset a time, such as dueBy: { cron: '0 8 * * *' }, or remove the alert",
    })
  })
}

function hasDueBy(nodes: readonly LoadedNode[], words: readonly string[]): boolean {
  const due = nodes.filter(({ definition: { options } }) => 'dueBy' in options && options.dueBy !== undefined)
  const { status, changedSince } = selectionNeeds({ select: words, exclude: [] })
  // A selection by statuses or by git selects something else another day.
  if (due.length === 0 || words.length === 0 || status || changedSince.length > 0) return due.length > 0
  const facts = { status: () => undefined, changed: () => new Set<string>() }
  const { names } = select(buildGraph(nodes), { select: words, exclude: [], facts })
  const selected = new Set<string>(names)
  return due.some(({ name }) => selected.has(name))
}
