import {
  type Asset,
  type ForeignCall,
  type ForeignFacts,
  foreignFunction,
  member,
  type Table,
  view,
} from '../../index.ts'
import type { DbtNode } from './answer.ts'
import { contractOf, refuseForeignKeys, underContract } from './contract.ts'
import type { DbtProject } from './dbt-project.ts'
import { nameOfNode } from './graph-names.ts'
import { nodeFacts } from './node-facts.ts'
import { optionsOf } from './options.ts'
import { statementOf } from './statement.ts'

/** A model is an asset: DuckDB runs its compiled statement over the tables that it refers to. */
export function modelAsset(project: DbtProject, node: DbtNode): Asset {
  return member.asset(
    optionsOf(node),
    foreignFunction({
      facts: () => factsOf(project, node),
      async call(work) {
        const statement = await statementOf(project, node, work)
        const contract = contractOf(node)
        const rows =
          contract === undefined
            ? statement
            : underContract(statement, contract, {
                model: nameOfNode(node),
                table: (relation) => tableOf(project, relation, work),
              })
        return isView(node) ? view(rows) : rows
      },
      inlinesViews: true,
    }),
  )
}

function factsOf(project: DbtProject, node: DbtNode): ForeignFacts {
  refuseForeignKeys(project, node)
  return nodeFacts(project, node, { settings: { ...contractOf(node), ...(isView(node) ? { view: true } : {}) } })
}

/** The table of the graph that a relation of the project is. */
function tableOf({ answer, nameOf }: DbtProject, relation: string, { tables }: ForeignCall): Table<unknown> {
  const node = answer.nodes.find((one) => one.relation === relation)
  return tables[node === undefined ? relation : nameOf(node.id)] as Table<unknown>
}

const isView = ({ config }: DbtNode): boolean => config.materialized === 'view'
