import type { Graph } from '../../graph/graph.ts'
import { listed } from '../../util/text/lines.ts'
import type { SelectionWords } from './selection.ts'

/** The label of what a project of dbt leaves out by its default selector, which it names. */
const label = 'beside_default_selector'

/**
 * Warns where nothing is selected, so that everything is meant, and the default selector of a dbt project would leave
 * some of it out.
 */
export function warnOfDefaults(
  { graph, warn }: { readonly graph: Graph; warn(text: string): void },
  { words, select = [] }: SelectionWords,
  selected: readonly string[],
): void {
  if (words.length + select.length > 0) return
  const pairs = selected.flatMap((name) => {
    const node = graph.nodes[graph.ids.get(name) as number]
    return (node?.labels?.[label] ?? []).map((selector) => ({ name, selector }))
  })
  for (const [selector, of] of Map.groupBy(pairs, (pair) => pair.selector)) {
    const names = of.map(({ name }) => name)
    const few = names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : listed(names)
    warn(
      `dbt leaves out ${few}, by the default of selectors.yml: here everything is meant; selector:${selector} selects as dbt does`,
    )
  }
}
