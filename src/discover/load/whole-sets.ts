import type { DefinitionSet } from '../../define/declaration/definition-set.ts'
import type { Exposure, Labels } from '../../define/declaration/place.ts'
import { definitionOf } from '../../define/definition.ts'
import type { FileMark } from '../files/file-marks.ts'
import { filesBelow, markFiles } from '../files/file-marks.ts'
import type { ListedFolder } from '../files/lookups.ts'
import type { ExportedDefinition } from './exports.ts'

/**
 * What is exported, and the members of sets that are exported under no name of their own, with all that sets say of
 * them.
 */
export function withSets(
  exported: readonly ExportedDefinition[],
  sets: readonly DefinitionSet[],
): readonly ExportedDefinition[] {
  const beside = membersBeside(exported, sets)
  const labels = sets.map((set) => set.labelsBeside?.() ?? {})
  const labelled = exported.map((one) => ({ ...one, labels: joined(labels.map((of) => of[one.name] ?? {})) }))
  const exposures = sets.flatMap((set) => set.exposures ?? [])
  return exposures.length === 0
    ? [...labelled, ...beside]
    : [...labelled, ...beside].map((one) => ({ ...one, ...exposedBy(one, exposures) }))
}

function exposedBy(
  { definition, labels }: ExportedDefinition,
  exposures: readonly Exposure[],
): Pick<ExportedDefinition, 'exposures'> {
  const names = [...(definition.labels?.exposure ?? []), ...(labels?.exposure ?? [])]
  return names.length === 0 ? {} : { exposures: exposures.filter(({ name }) => names.includes(name)) }
}

const joined = (all: readonly Labels[]): Labels =>
  Object.fromEntries(
    [...new Set(all.flatMap(Object.keys))].map((name) => [name, all.flatMap((labels) => labels[name] ?? [])]),
  )

/** The members of sets that are exported under no name of their own, under the names that their sets give them. */
function membersBeside(
  exported: readonly ExportedDefinition[],
  sets: readonly DefinitionSet[],
): readonly ExportedDefinition[] {
  const names = new Map(exported.map(({ name, definition }) => [definition, name]))
  const kinds = new Map(exported.map(({ name, definition }) => [name, definition.kind]))
  return sets.flatMap((set) => {
    const named = (members: DefinitionSet['members']) =>
      Object.entries(members).flatMap(([name, member]) => {
        const definition = definitionOf(member)
        return definition === undefined || names.has(definition) ? [] : [{ name, definition, set }]
      })
    const nameOf = (member: string) => names.get(definitionOf(set.members[member]) as never) ?? member
    return [...named(set.members), ...named(set.complete?.({ nameOf, kindOf: (name) => kinds.get(name) }) ?? {})]
  })
}

/** What sets were read from: the files as they are, and folders with what is in them. */
export interface SetReading {
  readonly marks: readonly FileMark[]
  readonly folders: readonly ListedFolder[]
}

export function readSets(sets: readonly DefinitionSet[]): SetReading {
  return {
    marks: sets.flatMap(({ files }) =>
      markFiles(Object.keys(files)).map((mark) => (mark[5] === files[mark[0]] ? mark : moved(mark))),
    ),
    folders: sets.flatMap(({ folders }) => folders.map((path) => [path, filesBelow(path)] as const)),
  }
}

/** A mark that no file has: the file changed while the set was read from it. */
const moved = ([path, , ...rest]: FileMark): FileMark => [path, -2, ...rest]
