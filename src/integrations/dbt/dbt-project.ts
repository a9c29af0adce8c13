import type { DbtAnswer, DbtNode } from './answer.ts'
import { readsOf } from './graph-names.ts'
import type { DbtPlace } from './mistakes.ts'
import type { ProjectFiles } from './project-files.ts'
import { cutAtRelations, type Piece } from './relations.ts'
import { relationsOf } from './relations-of.ts'

/** A project as dbt describes it, with what is found out of that once. */
export interface DbtProject {
  readonly answer: DbtAnswer
  readonly files: ProjectFiles
  readonly place: DbtPlace
  /** The ids of what a node reads in the graph. */
  reads(node: DbtNode): readonly string[]
  /** Its compiled statement; undefined where only a run can render it. */
  pieces(node: DbtNode): readonly Piece[] | undefined
  /** Keeps dbt's answer for the next command, where there is a store by now. */
  keep(): void
  /** The name that a node or a source has in the graph; known once all exports are. */
  nameOf(id: string): string
}

export function dbtProject(
  answer: DbtAnswer,
  { files, place, nameOf, keep }: Pick<DbtProject, 'files' | 'place' | 'nameOf' | 'keep'>,
): DbtProject {
  const relations = relationsOf(answer)
  const cut = new Map<string, readonly Piece[]>()
  return {
    ...{ answer, files, place, nameOf, keep },
    reads: readsOf(answer),
    pieces({ id, compiled }) {
      if (compiled === undefined) return undefined
      const pieces = cut.get(id) ?? cutAtRelations(compiled, relations)
      cut.set(id, pieces)
      return pieces
    },
  }
}
