import { type Sql, sql } from '../../../define/sql.ts'
import { didYouMean } from '../../../util/suggest.ts'
import type { DataType } from '../../codec/types/data-type.ts'
import { mistake, mistakeIn } from '../mistake.ts'
import type { RowsQuestion, Subject } from '../question.ts'

/** The options that bound a value or a measure. */
export const rangeOptions: readonly string[] = ['min_value', 'max_value', 'strict_min', 'strict_max']

export interface ColumnOfTable {
  readonly name: string
  readonly type: DataType
  readonly value: Sql
}

/** The column that an option names. @throws AssetError where the table has none of that name. */
export function columnIn({ kwargs, fields }: Subject, option = 'column'): ColumnOfTable {
  return columnNamed(fields, kwargs[option], option)
}

export function columnsIn({ kwargs, fields }: Subject, option = 'column_list'): readonly ColumnOfTable[] {
  const names = kwargs[option]
  if (!Array.isArray(names) || names.length === 0)
    throw mistakeIn(option, 'is no list of columns', 'list columns of the table')
  return names.map((name) => columnNamed(fields, name, option))
}

function columnNamed(fields: Subject['fields'], name: unknown, option: string): ColumnOfTable {
  if (typeof name !== 'string') throw mistakeIn(option, 'is no name of a column', 'name a column of the table')
  const field = fields.find((one) => one.name === name)
  if (field !== undefined) return { ...field, value: sql`t.${sql.id(name)}` }
  const names = fields.map((one) => one.name)
  const fix = didYouMean(name, names, `name one of its columns: ${names.join(', ')}`)
  throw mistake(`"${name}" is not a column of the table`, fix, { columns: names })
}

/** A question of one column whose missing values do not count. */
export function ofValues({ name, value }: ColumnOfTable, unexpected: RowsQuestion['unexpected']): RowsQuestion {
  return {
    of: 'rows',
    columns: [name],
    shape: 'value',
    considered: sql`${value} IS NOT NULL`,
    value,
    missing: true,
    unexpected,
  }
}

export const byCondition = (condition: Sql): RowsQuestion['unexpected'] => ({ by: 'condition', condition })

export function textIn({ kwargs }: Subject, option: string): string {
  const value = kwargs[option]
  if (typeof value === 'string') return value
  throw mistakeIn(option, 'is no text', `give ${option} a text`)
}

export function textsIn({ kwargs }: Subject, option: string): readonly string[] {
  const value = kwargs[option]
  if (Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string')) return value
  throw mistakeIn(option, 'is no list of texts', `give ${option} at least one text`)
}

/** @returns `undefined` where the option is absent. */
export function numberIn({ kwargs }: Subject, option: string): number | undefined {
  const value = kwargs[option] ?? undefined
  if (value === undefined || (typeof value === 'number' && !Number.isNaN(value))) return value
  throw mistakeIn(option, `is ${JSON.stringify(value)} and no number`, `give ${option} a number`)
}

export function flagIn({ kwargs }: Subject, option: string): boolean {
  const value = kwargs[option] ?? false
  if (typeof value === 'boolean') return value
  throw mistakeIn(option, `is ${JSON.stringify(value)}, neither true nor false`, 'give true or false')
}

/** @returns `undefined` where the option is absent, which every value satisfies. */
export function listIn({ kwargs }: Subject, option: string): readonly unknown[] | undefined {
  const value = kwargs[option] ?? undefined
  if (value === undefined || Array.isArray(value)) return value
  throw mistakeIn(option, `is ${JSON.stringify(value)} and no list`, `give ${option} a list`)
}
