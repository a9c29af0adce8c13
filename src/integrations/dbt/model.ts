import { type Asset, type ForeignFacts, foreignFunction, member, view } from '../../index.ts'
import type { DbtNode } from './answer.ts'
import { contractOf, refuseConstraints, underContract } from './contract.ts'
import type { DbtProject } from './dbt-project.ts'
import { nameOfNode } from './graph-names.ts'
import { fileOf, refusal } from './mistakes.ts'
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
        const rows = contract === undefined ? statement : underContract(statement, contract, nameOfNode(node))
        return isView(node) ? view(rows) : rows
      },
      inlinesViews: true,
    }),
  )
}

function factsOf(project: DbtProject, node: DbtNode): ForeignFacts {
  refuse(project, node)
  return nodeFacts(project, node, { settings: { ...contractOf(node), ...(isView(node) ? { view: true } : {}) } })
}

/** @throws AssetError what is wrong with it, and what cannot be done as dbt does it. */
function refuse({ place: { root } }: DbtProject, node: DbtNode): void {
  const { name, config } = node
  const at = { file: fileOf(node) }
  const materialized = String(config.materialized)
  if (!carriedOut.has(materialized)) {
    throw refusal(root, at, {
      message: `the model ${name} is ${materialized}, which is not carried out yet`,
      fix: 'materialize it as a table or a view, or disable it there: config(enabled = false)',
    })
  }
  refuseConstraints(root, node)
  const unique = ((config.indexes ?? []) as readonly { columns?: unknown; unique?: boolean }[]).find(
    (one) => one.unique,
  )
  if (unique === undefined) return
  throw refusal(root, at, {
    message: `the model ${name} has a unique index (${[unique.columns ?? []].flat().join(', ')}), which no table here has`,
    fix: 'write it as a test: unique',
  })
}

const isView = ({ config }: DbtNode): boolean => config.materialized === 'view'

const carriedOut: ReadonlySet<string> = new Set(['table', 'view'])
