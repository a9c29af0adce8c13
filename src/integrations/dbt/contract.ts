import { type Sql, sql } from '../../index.ts'
import type { DbtConstraint, DbtNode } from './answer.ts'
import { fileOf, refusal } from './mistakes.ts'
import { quoteId, textInQuotes } from './sql-text.ts'

/** The columns and constraints of an enforced contract. */
export interface Contract {
  readonly columns: readonly (readonly [name: string, type: string])[]
  readonly constraints: readonly DbtConstraint[]
}

/** Undefined where none is enforced. */
export function contractOf({ config, columns, constraints }: DbtNode): Contract | undefined {
  const { enforced } = (config.contract ?? {}) as { readonly enforced?: boolean }
  if (enforced !== true) return undefined
  const ofColumns = columns.flatMap(({ name, constraints: own }) => own.map((one) => ({ ...one, columns: [name] })))
  return { columns: columns.map(({ name, type }) => [name, type ?? '']), constraints: [...ofColumns, ...constraints] }
}

const checked = ['not_null', 'unique', 'primary_key', 'check'] as const

/** @throws AssetError `DBT_UNSUPPORTED` where a constraint is none that a table by itself can be held to. */
export function refuseConstraints(root: string, node: DbtNode): void {
  const other = contractOf(node)?.constraints.find(({ type }) => !(checked as readonly string[]).includes(type))
  if (other === undefined) return
  throw refusal(
    root,
    { file: fileOf(node) },
    {
      message: `the model ${node.name} has a constraint of the type ${other.type}, which its table alone cannot be held to`,
      fix: 'write it as a test: relationships, say',
    },
  )
}

/**
 * The statement, which fails where its columns are others than those of the contract, of other types, or where a
 * constraint does not hold. The columns are in the contract's order, as dbt has them.
 */
export function underContract(statement: Sql, { columns, constraints }: Contract, model: string): Sql {
  const list = columns.map(([name, type]) => column(name, { type, model })).join(',\n  ')
  // As many columns as the contract has: one more or one less does not bind.
  const shape = columns.map(([, type]) => `null::${type}`).join(', ')
  const conditions = constraints.map((one) => condition(one, model))
  return sql`with contracted as (\n${statement}\n)
select
  ${sql.raw(list)}
from contracted
where not exists (select * from (select ${sql.raw(shape)} where false union all select * from contracted limit 0))${sql.raw(
    conditions.map((one) => `\n  and ${one}`).join(''),
  )}`
}

function column(name: string, { type, model }: { readonly type: string; readonly model: string }): string {
  const [own, wanted] = [quoteId(name), `typeof(null::${type})`]
  const message = `'the contract of ${textInQuotes(model)}: the column ${textInQuotes(name)} is ' || typeof(${own}) || ', and is to be ' || ${wanted}`
  return `case when typeof(${own}) <> ${wanted} then error(${message}) else ${own} end as ${own}`
}

function condition({ type, columns = [], expression }: DbtConstraint, model: string): string {
  const names = columns.map(quoteId)
  const fails = (rows: string, what: string) =>
    `case when exists (${rows}) then error('the contract of ${textInQuotes(model)}: ${textInQuotes(what)}') else true end`
  const missing = `select * from contracted where ${names.map((name) => `${name} is null`).join(' or ')}`
  const twice = `select 1 from contracted where ${names.map((name) => `${name} is not null`).join(' and ')} group by ${names.join(', ')} having count(*) > 1`
  switch (type) {
    case 'not_null':
      return fails(missing, `${columns.join(', ')} has nulls`)
    case 'unique':
      return fails(twice, `${columns.join(', ')} is not unique`)
    case 'primary_key':
      return `${fails(missing, `${columns.join(', ')} has nulls`)} and ${fails(twice, `${columns.join(', ')} is not unique`)}`
    default:
      return fails(`select * from contracted where not (${expression})`, `${expression} does not hold`)
  }
}
