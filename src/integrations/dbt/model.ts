import { type Asset, type ForeignCall, type ForeignFacts, foreignFunction, member } from '../../index.ts'
import type { DbtNode } from './answer.ts'
import { codeOf } from './code.ts'
import type { DbtProject } from './dbt-project.ts'
import { nameOfNode } from './graph-names.ts'
import { fileOf, labelOf, needsTables, refusal } from './mistakes.ts'
import { optionsOf } from './options.ts'
import { statementOver } from './statement.ts'

/** A model is an asset: DuckDB runs its compiled statement over the tables that it refers to. */
export function modelAsset(project: DbtProject, node: DbtNode): Asset {
  return member.asset(
    optionsOf(node),
    foreignFunction({
      facts: () => factsOf(project, node),
      call: (work) => call(project, node, work),
    }),
  )
}

function factsOf(project: DbtProject, node: DbtNode): ForeignFacts {
  const { answer, files } = project
  refuse(project, node)
  const reads = project.reads(node)
  return {
    ...codeOf({ node, answer, reads, pieces: project.pieces(node), settings: {}, hashes: files.files }),
    upstream: reads.map(project.nameOf),
  }
}

/** @throws AssetError what is wrong with it, and what cannot be done as dbt does it. */
function refuse({ place: { root } }: DbtProject, node: DbtNode): void {
  const { late, name, path, config, language } = node
  const at = { file: fileOf(node) }
  if (language === 'python') {
    throw refusal(root, at, {
      message: `the model ${name} is written in Python`,
      fix: `make it an asset: asset.python('…') with its function, and take ${path} out of the dbt project`,
    })
  }
  if (late !== undefined) throw needsTables(root, node)
  const materialized = String(config.materialized)
  if (!stored.has(materialized)) {
    throw refusal(root, at, {
      message: `the model ${name} is ${materialized}, which is not carried out yet`,
      fix: 'materialize it as a table or a view, or disable it there: config(enabled = false)',
    })
  }
  const hook = ['pre-hook', 'post-hook', 'sql_header'].find((key) => config[key] !== undefined)
  if (hook !== undefined) {
    throw refusal(root, at, {
      message: `the model ${name} has a ${hook}, which would run in no database here`,
      fix: 'take it out, or do its work in an effect that reads the model',
    })
  }
}

/** A view is stored as a table is: its rows are those that it would give to its readers. */
const stored: ReadonlySet<string> = new Set(['table', 'view'])

function call(project: DbtProject, node: DbtNode, { tables }: ForeignCall): unknown {
  project.keep()
  const reads = project.reads(node)
  const names = new Map(reads.map((id) => [id, project.nameOf(id)]))
  const at = `${labelOf(project.place.root, fileOf(node))}:1`
  const place = { name: nameOfNode(node), at, names }
  return statementOver(project.pieces(node) ?? [], tables, { answer: project.answer, place })
}
