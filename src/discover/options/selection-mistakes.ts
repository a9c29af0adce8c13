import type { ProjectOptions } from '../../define/project/project.ts'
import { AssetError } from '../../errors.ts'
import { buildGraph } from '../../graph/build.ts'
import type { Graph } from '../../graph/graph.ts'
import type { Node } from '../../graph/node.ts'
import { namesIn, select, selectionNeeds } from '../../graph/select.ts'
import { unknownName } from '../../graph/selection/empty.ts'
import type { OptionPath, OptionPlaces } from './option-places.ts'

interface Selecting {
  /** `the schedule nightly`. */
  readonly title: string
  readonly path: OptionPath
  readonly select: readonly string[]
  readonly exclude: readonly string[]
}

/**
 * Selections of schedules and alerts that mean nothing in this project, so that nobody waits for what never comes. One
 * that speaks of statuses or of git may mean nothing today.
 */
export function selectionMistakes(
  nodes: readonly Node[],
  { schedules = {}, alerts = [] }: Pick<ProjectOptions<object, object>, 'schedules' | 'alerts'>,
  placeOf: OptionPlaces,
): readonly AssetError[] {
  const selecting: readonly Selecting[] = [
    ...Object.entries(schedules).map(([name, { select = [], exclude = [] }]) => ({
      title: `the schedule ${name}`,
      path: ['schedules', name],
      select: [select].flat(),
      exclude: [exclude].flat(),
    })),
    ...alerts.map(({ select = [] }, place) => ({
      title: `the alert ${place + 1}`,
      path: ['alerts', place],
      select: [select].flat(),
      exclude: [],
    })),
  ]
  const narrowed = selecting.filter(({ select, exclude }) => select.length + exclude.length > 0)
  if (narrowed.length === 0) return []
  const graph = buildGraph(nodes)
  return narrowed.flatMap(({ title, path, ...texts }) =>
    mistakesOf(graph, texts).map(
      ({ option, error: { message, fix } }) =>
        new AssetError({
          code: 'PROJECT_INVALID',
          message: `${title} cannot be: ${message}`,
          at: placeOf([...path, option]),
          fix,
        }),
    ),
  )
}

interface SelectionMistake {
  readonly option: 'select' | 'exclude'
  readonly error: AssetError
}

function mistakesOf(graph: Graph, texts: Pick<Selecting, 'select' | 'exclude'>): readonly SelectionMistake[] {
  const mistakes = (['select', 'exclude'] as const).flatMap((option) =>
    nameMistakes(graph, texts[option]).map((error) => ({ option, error })),
  )
  if (mistakes.length > 0) return mistakes
  const { status, changedSince } = selectionNeeds(texts)
  if (status || changedSince.length > 0) return []
  const option = texts.select.length === 0 ? 'exclude' : 'select'
  const error = emptyMistake(graph, texts)
  return error === undefined ? [] : [{ option, error }]
}

/** What cannot be read, and names that there are not. */
function nameMistakes(graph: Graph, texts: readonly string[]): readonly AssetError[] {
  try {
    return [...namesIn(texts)].filter((name) => !graph.ids.has(name)).map((name) => unknownName(graph, name))
  } catch (error) {
    if (AssetError.is(error)) return [error]
    throw error
  }
}

function emptyMistake(graph: Graph, texts: Pick<Selecting, 'select' | 'exclude'>): AssetError | undefined {
  const facts = { status: () => undefined, changed: () => new Set<string>() }
  try {
    select(graph, { ...texts, facts })
    return undefined
  } catch (error) {
    if (AssetError.is(error)) return error
    throw error
  }
}
