import { AssetError, type ForeignCall, type Sql, sql } from '../../index.ts'
import type { DbtAnswer } from './answer.ts'
import type { Piece } from './relations.ts'
import { identifierOf } from './relations-of.ts'

export interface StatementPlace {
  /** Whose statement it is. */
  readonly name: string
  readonly at: string
  /** The name in the graph of what a statement may read, by dbt's id. */
  readonly names: ReadonlyMap<string, string>
}

/**
 * The statement over the tables that stand for its relations, under the relations' own names.
 *
 * @throws AssetError `DBT_UNSUPPORTED` where it names a relation of the project without `ref` or `source`.
 */
export function statementOver(
  pieces: readonly Piece[],
  tables: ForeignCall['tables'],
  { answer, place }: { readonly answer: DbtAnswer; readonly place: StatementPlace },
): Sql {
  const relations = new Map([...answer.nodes, ...answer.sources].map(({ id, relation }) => [id, relation]))
  const parts = pieces.map((piece) => {
    if (typeof piece === 'string') return sql.raw(piece)
    const table = tables[place.names.get(piece.id) ?? '']
    if (table === undefined) throw namesByHand(relations.get(piece.id) ?? piece.id, place)
    return sql.table(table, identifierOf(relations.get(piece.id) ?? ''))
  })
  const between = Array.from({ length: parts.length + 1 }, () => '')
  return sql(Object.assign(between, { raw: between }), ...parts)
}

function namesByHand(relation: string, { name, at }: StatementPlace): AssetError {
  return new AssetError({
    code: 'DBT_UNSUPPORTED',
    message: `${name} reads ${relation}, which is a relation of the dbt project, without saying so by ref or source`,
    at,
    fix: 'write {{ ref(…) }} or {{ source(…) }} there, so that it is made before it is read',
  })
}
