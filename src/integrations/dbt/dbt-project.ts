import type { ForeignCall } from '../../index.ts'
import type { DbtAnswer, DbtNode } from './answer.ts'
import type { DbtOptions } from './dbt-options.ts'
import type { Described } from './describe.ts'
import { inlinedInto, readsOf } from './graph-names.ts'
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
  /** The models that dbt writes into its text. */
  inlined(node: DbtNode): readonly DbtNode[]
  /** Its compiled statement; undefined where only a run can render it. */
  pieces(node: DbtNode): readonly Piece[] | undefined
  /** The statement of a node that only a run can render, over its tables. */
  render(node: DbtNode, tables: ForeignCall['tables'], signal: AbortSignal): Promise<readonly Piece[]>
  /** What a node that only a run can render depends on besides its own text and its macros. */
  surroundings(node: DbtNode): unknown
  /** Keeps dbt's answer for the next command, where there is a store by now. */
  keep(): void
  /** The name that a node or a source has in the graph; known once all exports are. */
  nameOf(id: string): string
}

export function dbtProject(
  answer: DbtAnswer,
  {
    files,
    place,
    nameOf,
    keep,
    render,
    options,
  }: Pick<DbtProject, 'place' | 'nameOf'> & Omit<Described, 'answer'> & { readonly options: DbtOptions },
): DbtProject {
  const relations = relationsOf(answer)
  const reads = readsOf(answer)
  const texts = new Map([...answer.nodes, ...answer.sources].map(({ id, relation }) => [id, relation]))
  const cut = new Map<string, readonly Piece[]>()
  return {
    ...{ answer, files, place, nameOf, keep },
    reads,
    inlined: inlinedInto(answer),
    async render(node, tables, signal) {
      const paths = reads(node).flatMap((id) => {
        const [relation, table] = [texts.get(id), tables[nameOf(id)]]
        return typeof relation === 'string' && table !== undefined ? [[relation, table.path]] : []
      })
      return cutAtRelations(await render(node, Object.fromEntries(paths), signal), relations)
    },
    surroundings: (node) => [
      answer.versions,
      [options.target ?? null, options.vars ?? null, answer.profile],
      [...files.files].filter(([path]) => path.endsWith('dbt_project.yml')).map(([, hash]) => hash),
      files.variables.map((name) => [name, process.env[name] ?? null]),
      [node.relation, ...reads(node).map((id) => texts.get(id))],
      [node.config, node.columns, node.tags, node.description, node.arguments ?? null],
      // What asks for the whole project is another text with every edit of it.
      /\bgraph\b/.test([node.raw, ...node.macros.map((id) => answer.macros[id]?.text)].join(' '))
        ? [...files.files]
        : [],
    ],
    pieces({ id, compiled }) {
      if (compiled === undefined) return undefined
      const pieces = cut.get(id) ?? cutAtRelations(compiled, relations)
      cut.set(id, pieces)
      return pieces
    },
  }
}
