import { AssetError, type ForeignCall, type Sql, sql } from '../../index.ts'
import type { DbtNode } from './answer.ts'
import type { DbtProject } from './dbt-project.ts'
import { aliasOf } from './files/external-source.ts'
import { nameOfNode } from './graph-names.ts'
import { fileOf, labelOf } from './mistakes.ts'
import { identifierOf } from './relations-of.ts'

/**
 * The statement of a node over the tables that stand for its relations, under the relations' own names.
 *
 * @throws AssetError `DBT_UNSUPPORTED` where it names a relation of the project without `ref` or `source`.
 */
export async function statementOf(project: DbtProject, node: DbtNode, call: ForeignCall): Promise<Sql> {
  const { tables } = call
  project.keep()
  const pieces = project.pieces(node) ?? (await project.render(node, call))
  const { nodes, sources } = project.answer
  const relations = new Map([...nodes, ...sources].map((one) => [one.id, one.relation]))
  const files = new Map(sources.map((one) => [one.id, one.location === null ? undefined : aliasOf(one.location, one)]))
  const reads = new Set(project.reads(node))
  const parts = pieces.map((piece) => {
    if (typeof piece === 'string') return sql.raw(piece)
    const relation = relations.get(piece.id) ?? piece.id
    const table = reads.has(piece.id) ? tables[project.nameOf(piece.id)] : undefined
    if (table === undefined) throw namesByHand(project, node, relation)
    return sql.table(table, files.get(piece.id) ?? identifierOf(relation))
  })
  const between = Array.from({ length: parts.length + 1 }, () => '')
  return sql(Object.assign(between, { raw: between }), ...parts)
}

function namesByHand({ place: { root } }: DbtProject, node: DbtNode, relation: string): AssetError {
  return new AssetError({
    code: 'DBT_UNSUPPORTED',
    message: `${nameOfNode(node)} reads ${relation}, which is a relation of the dbt project, without saying so by ref or source`,
    at: `${labelOf(root, fileOf(node))}:1`,
    fix: 'write {{ ref(…) }} or {{ source(…) }} there, so that it is made before it is read',
  })
}
