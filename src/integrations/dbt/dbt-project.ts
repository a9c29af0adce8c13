import type { ForeignCall } from '../../index.ts'
import type { DbtAnswer, DbtNode, DbtSource, DbtUnitTest } from './answer.ts'
import type { MakingOfNode, RenderedNode } from './ask/dbt-process.ts'
import type { Described } from './ask/describe.ts'
import type { DbtOptions } from './dbt-options.ts'
import { inlinedInto, readsOf } from './graph-names.ts'
import { readsNotes, withoutNotes } from './made-by-dbt/for-people.ts'
import type { DbtPlace } from './mistakes.ts'
import { filesRead, type ProjectFiles } from './project-files.ts'
import { cutAtRelations, type Piece } from './relations.ts'
import { relationsOf, withoutDatabases } from './relations-of.ts'

/** A project as dbt describes it, with facts that are derived once. */
export interface DbtProject {
  readonly answer: DbtAnswer
  readonly files: ProjectFiles
  readonly place: DbtPlace
  /** The ids of what a node reads in the graph: where its statement is known, those that this names. */
  reads(node: DbtNode): readonly string[]
  /** The models that dbt writes into its text. */
  inlined(node: DbtNode): readonly DbtNode[]
  /** Its compiled statement; undefined where only a run can render it. */
  pieces(node: DbtNode): readonly Piece[] | undefined
  /**
   * Its compiled statement for later runs; undefined where that equals the first one, or where only a run can render
   * it.
   */
  piecesAgain(node: DbtNode): readonly Piece[] | undefined
  /** The statement of a node that only a run can render, over its tables. */
  render(node: DbtNode, call: ForeignCall): Promise<readonly Piece[]>
  /** Has dbt make a node over its tables. */
  make(node: DbtNode, call: ForeignCall, how: MakingOfNode): Promise<RenderedNode>
  /** Has the plugin of a source load it, and writes its rows into a Parquet file. */
  load(source: Pick<DbtSource, 'id'>, call: ForeignCall, out: string): Promise<RenderedNode>
  /** Has dbt judge a unit test that reads these ids. */
  judge(test: Pick<DbtUnitTest, 'id'>, call: ForeignCall, reads: readonly string[]): Promise<RenderedNode>
  /** Everything besides its own text and its macros on which a node depends that only a run can render. */
  surroundings(node: DbtNode): unknown
  /** Keeps dbt's answer for the next command, where the store exists. */
  keep(): void
  /** The name that a node or a source has in the graph; known once all exports are. */
  nameOf(id: string): string
  /** The name that a member of the set has in the graph, by its name in the set; known once all exports are. */
  nameOfMember(name: string): string
}

export function dbtProject(
  answer: DbtAnswer,
  {
    files,
    place,
    nameOf,
    nameOfMember,
    keep,
    ask,
    options,
    isItsStatement,
  }: Pick<DbtProject, 'place' | 'nameOf' | 'nameOfMember'> &
    Omit<Described, 'answer'> & {
      readonly options: DbtOptions
      /** Whether a node reads what its statement says and nothing else. */
      readonly isItsStatement: (node: DbtNode) => boolean
    },
): DbtProject {
  const relations = relationsOf(answer)
  const refersTo = readsOf(answer)
  const nodes = new Map(answer.nodes.map((node) => [node.id, node]))
  const texts = new Map([...answer.nodes, ...answer.sources].map(({ id, relation }) => [id, relation]))
  const cut = new Map<string, readonly Piece[]>()
  const cutText = (node: DbtNode, statement: string) => {
    // A source may have the relation of a model: the name then means the one that the node reads.
    const own = new Map(refersTo(node).map((id) => [texts.get(id), id]))
    const short = withoutDatabases(texts, refersTo(node))
    return cutAtRelations(statement, (relation) => own.get(relation) ?? relations.get(relation) ?? short.get(relation))
  }
  const filesOf = async (ids: readonly string[], { tables, files: filesOfTable }: ForeignCall) => {
    const paths: Record<string, readonly string[]> = {}
    for (const id of ids) {
      const [relation, table] = [texts.get(id), tables[nameOf(id)]]
      if (typeof relation === 'string' && table !== undefined) paths[relation] = await filesOfTable(table)
    }
    return paths
  }
  const pieces = (node: DbtNode): readonly Piece[] | undefined => {
    if (node.compiled === undefined) return undefined
    const before = cut.get(node.id) ?? cutText(node, node.compiled)
    cut.set(node.id, before)
    return before
  }
  const piecesAgain = (node: DbtNode): readonly Piece[] | undefined =>
    typeof node.compiledAgain === 'string' ? cutText(node, node.compiledAgain) : undefined
  const named = new Map<string, readonly string[]>()
  const reads = (node: DbtNode): readonly string[] => {
    const before = named.get(node.id)
    if (before !== undefined) return before
    // Its members may ask for it with a part of its configuration.
    const whole = nodes.get(node.id) ?? node
    const referred = refersTo(whole)
    const ids = isItsStatement(whole) ? namedAmong(referred, { node: whole, pieces, piecesAgain }) : referred
    named.set(node.id, ids)
    return ids
  }
  return {
    ...{ answer, files, place, nameOf, nameOfMember, keep },
    reads,
    inlined: inlinedInto(answer),
    async render(node, call) {
      const request = { ask: 'render', node: node.id, tables: await filesOf(reads(node), call) } as const
      const { compiled } = await ask(request, call)
      return cutText(node, compiled ?? '')
    },
    async make(node, call, how) {
      const { previous } = call.context
      const before = previous === undefined ? null : await call.files(previous)
      const tables = await filesOf(reads(node), call)
      return ask({ ask: 'make', node: node.id, tables, previous: before, ...how }, call)
    },
    load: ({ id }, call, out) => ask({ ask: 'load', source: id, tables: {}, out, startsOver: true }, call),
    async judge({ id }, call, ids) {
      const how = { out: '', startsOver: true, previous: null }
      return ask({ ask: 'make', node: id, tables: await filesOf(ids, call), ...how }, call)
    },
    piecesAgain,
    surroundings(node) {
      const areRead = readsNotes(answer, node, [])
      return [
        answer.versions,
        [options.target ?? null, options.vars ?? null, answer.profile],
        filesRead(place.project, files)
          .filter(([path]) => path.endsWith('dbt_project.yml'))
          .map(([, hash]) => hash),
        files.variables.map((name) => [name, process.env[name] ?? null]),
        [node.relation, ...reads(node).map((id) => texts.get(id))],
        [withoutNotes(node.config, areRead), ...(areRead ? [node.columns, node.tags, node.description] : [])],
        [node.columns.map(({ name, type }) => [name, type]), node.arguments ?? null],
        // A text that uses `graph` depends on the whole project, and so on every edit of it.
        /\bgraph\b/.test([node.raw, ...node.macros.map((id) => answer.macros[id]?.text)].join(' '))
          ? filesRead(place.project, files)
          : [],
      ]
    },
    pieces,
  }
}

/**
 * What a node refers to in a comment alone is nothing that it reads, so that it need not be there.
 *
 * @param ids What it refers to.
 */
function namedAmong(
  ids: readonly string[],
  { node, pieces, piecesAgain }: Pick<DbtProject, 'pieces' | 'piecesAgain'> & { readonly node: DbtNode },
): readonly string[] {
  const statement = pieces(node)
  const constraints = [...node.constraints, ...node.columns.flatMap((column) => column.constraints)]
  if (statement === undefined || constraints.some(({ type }) => type === 'foreign_key')) return ids
  const read = new Set(
    [...statement, ...(piecesAgain(node) ?? [])].map((piece) => typeof piece !== 'string' && piece.id),
  )
  const readIds = ids.filter((id) => read.has(id))
  // A test belongs to what it refers to, whatever its statement says.
  return node.type === 'test' && readIds.length === 0 ? ids : readIds
}
