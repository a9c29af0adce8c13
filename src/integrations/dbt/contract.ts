import { type Sql, sql, type Table } from '../../index.ts'
import type { DbtConstraint, DbtNode } from './answer.ts'
import type { DbtProject } from './dbt-project.ts'
import { fileOf, refusal } from './mistakes.ts'
import { identifierOf } from './relations-of.ts'
import { quoteId, textInQuotes } from './sql-text.ts'

/** The columns and constraints of an enforced contract. */
export interface Contract {
  readonly columns: readonly (readonly [name: string, type: string])[]
  readonly constraints: readonly DbtConstraint[]
}

/** Undefined where no contract is enforced. */
export function contractOf({ config, columns, constraints }: DbtNode): Contract | undefined {
  const { enforced } = (config.contract ?? {}) as { readonly enforced?: boolean }
  if (enforced !== true) return undefined
  const shape = columns.map(({ name, type }) => [name, type ?? ''] as const)
  // The database can hold a view to its columns only.
  if (config.materialized === 'view') return { columns: shape, constraints: [] }
  const ofColumns = columns.flatMap(({ name, constraints: own }) => own.map((one) => ({ ...one, columns: [name] })))
  return { columns: shape, constraints: [...ofColumns, ...constraints] }
}

/** The constraints that a statement over tables can check. DuckDB checks the others when dbt makes the node. */
const checked: ReadonlySet<string> = new Set(['not_null', 'unique', 'primary_key', 'check', 'foreign_key'])

/** Whether a contract has a constraint that this framework cannot check, such as one in DuckDB's own syntax. */
export const hasOwnConstraint = (node: DbtNode): boolean =>
  contractOf(node)?.constraints.some(({ type }) => !checked.has(type)) === true

/** @throws AssetError `DBT_UNSUPPORTED` where a foreign key names no table of the project, or one without that key. */
export function refuseForeignKeys(
  { answer, place: { root } }: Pick<DbtProject, 'answer' | 'place'>,
  node: DbtNode,
): void {
  for (const one of contractOf(node)?.constraints ?? []) {
    if (one.type !== 'foreign_key') continue
    const { to, to_columns: columns = [] } = one
    const target = answer.nodes.find(({ relation }) => relation === to)
    const file = fileOf(node)
    if (to === undefined || columns.length === 0 || target === undefined) {
      const message = `a foreign key of ${node.name} says its table as text, so that nobody knows which one it is`
      throw refusal(root, { file }, { message, fix: "write it as to: ref('…') and to_columns: […]" })
    }
    if (hasKey(target, columns)) continue
    const message = `a foreign key of ${node.name} names ${columns.join(', ')} of ${target.name}, whose contract has no primary key and no unique constraint of that`
    throw refusal(root, { file }, { message, fix: `add one to ${target.name}: DuckDB wants it, in dbt as well` })
  }
}

function hasKey(node: DbtNode, columns: readonly string[]): boolean {
  const sorted = (names: readonly string[]) =>
    names
      .map((name) => name.toLowerCase())
      .sort()
      .join('\0')
  if (node.config.materialized === 'view') return false
  return (contractOf(node)?.constraints ?? []).some(
    (one) => ['primary_key', 'unique'].includes(one.type) && sorted(one.columns ?? []) === sorted(columns),
  )
}

/** @param table Returns the table of the graph for a relation. */
interface Contracted {
  readonly model: string
  table(relation: string): Table<unknown>
}

/**
 * The statement with its contract: it fails where its columns or their types differ from the contract, or where a
 * constraint does not hold. Its columns are in the contract's order, as in dbt.
 */
export function underContract(statement: Sql, { columns, constraints }: Contract, { model, table }: Contracted): Sql {
  const list = columns.map(([name, type]) => column(name, { type, model })).join(',\n  ')
  // As many columns as the contract has: one more or one less does not bind.
  const shape = columns.map(([, type]) => `null::${type}`).join(', ')
  const conditions = constraints.map((one) => condition(one, { model, table }))
  return sql`with contracted as (\n${statement}\n)
select
  ${sql.raw(list)}
from contracted
where not exists (select * from (select ${sql.raw(shape)} where false union all select * from contracted limit 0))${conditions.reduce((all, one) => sql`${all}\n  and ${one}`, sql.raw(''))}`
}

function column(name: string, { type, model }: { readonly type: string; readonly model: string }): string {
  const [own, wanted] = [quoteId(name), `typeof(null::${type})`]
  const message = `'the contract of ${textInQuotes(model)}: the column ${textInQuotes(name)} is ' || typeof(${own}) || ', and is to be ' || ${wanted}`
  return `case when typeof(${own}) <> ${wanted} then error(${message}) else ${own} end as ${own}`
}

function condition(
  { type, columns = [], expression, to = '', to_columns: others = [] }: DbtConstraint,
  { model, table }: Contracted,
): Sql {
  const names = columns.map(quoteId)
  const fails = (rows: Sql, what: string) =>
    sql`case when exists (${rows}) then error(${sql.raw(`'the contract of ${textInQuotes(model)}: ${textInQuotes(what)}'`)}) else true end`
  const present = names.map((name) => `${name} is not null`).join(' and ')
  const missing = sql.raw(`select * from contracted where not (${present})`)
  const twice = sql.raw(`select 1 from contracted where ${present} group by ${names.join(', ')} having count(*) > 1`)
  switch (type) {
    case 'not_null':
      return fails(missing, `${columns.join(', ')} has nulls`)
    case 'unique':
      return fails(twice, `${columns.join(', ')} is not unique`)
    case 'primary_key':
      return sql`${fails(missing, `${columns.join(', ')} has nulls`)} and ${fails(twice, `${columns.join(', ')} is not unique`)}`
    case 'foreign_key': {
      const key = sql.raw(names.join(', '))
      const keys = sql.raw(others.map(quoteId).join(', '))
      return fails(
        sql`select * from contracted where ${sql.raw(present)} and (${key}) not in (select (${keys}) from ${table(to)})`,
        `${columns.join(', ')} has values that are not among ${others.join(', ')} of ${identifierOf(to)}`,
      )
    }
    default:
      return fails(sql.raw(`select * from contracted where not (${expression})`), `${expression} does not hold`)
  }
}
