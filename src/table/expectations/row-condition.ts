import { type Sql, sql } from '../../define/sql.ts'
import { quoteId, quoteText } from '../../util/sql-text.ts'
import type { Field } from '../codec/types/data-type.ts'
import { computes, conditionTokens, type Token } from './condition-tokens.ts'
import { columnIn } from './kinds/subject.ts'
import { mistakeIn } from './mistake.ts'
import { allOf, always, anyOf, comparable } from './value.ts'

const parsers = ['pandas', 'great_expectations', 'great_expectations__experimental__', 'spark']

/**
 * The rows that an expectation judges. A condition in the form of pandas is one for `DataFrame.query`; one of Great
 * Expectations names its columns with `col("…")` or is the object that it writes since 1.0; one of Spark is SQL. As in
 * pandas, a comparison with a missing value is false, and `!=` is true.
 */
export function rowCondition({
  fields,
  kwargs,
}: {
  readonly fields: readonly Field[]
  readonly kwargs: Readonly<Record<string, unknown>>
}): Sql {
  const { row_condition: condition, condition_parser: parser = null } = kwargs
  if (parser !== null && !parsers.includes(parser as string))
    throw mistakeIn(
      'condition_parser',
      `is ${JSON.stringify(parser)}, which is not a valid enumeration member`,
      `give one of ${parsers.join(', ')}`,
    )
  if (condition === undefined || condition === null) return always
  if (typeof condition === 'object') return ofObject(condition as ConditionObject, { fields, parser })
  if (typeof condition !== 'string')
    throw mistakeIn('row_condition', 'is no text', 'write a condition, such as "amount > 10"')
  return ofText(condition, { fields, parser })
}

interface Language {
  readonly fields: readonly Field[]
  readonly parser: unknown
}

function ofText(condition: string, { fields, parser }: Language): Sql {
  if (parser === 'spark') return sql`coalesce((${sql.raw(sparkText(condition))}), false)`
  // Great Expectations reads no further than the condition goes: suites have a bracket too many behind a date.
  const text = parser === 'pandas' || parser === null ? condition : withoutLastBracket(condition)
  return new Parser(conditionTokens(text), fields).whole()
}

/** A bracket that closes nothing, at the end. */
function withoutLastBracket(condition: string): string {
  const signs = condition.replaceAll(/"[^"]*"|'[^']*'/g, '')
  const isTooMany = /\)\s*$/.test(condition) && signs.split(')').length > signs.split('(').length
  return isTooMany ? condition.replace(/\)\s*$/, '') : condition
}

/** Spark's SQL also has texts in double quotes, and names in backticks. */
const sparkText = (condition: string): string =>
  condition.replaceAll(
    /'(?:[^'\\]|\\.)*'|"((?:[^"\\]|\\.)*)"|`((?:[^`]|``)*)`/g,
    (match, text?: string, name?: string) => {
      if (text !== undefined) return quoteText(text.replaceAll(/\\(.)/g, '$1'))
      return name === undefined ? match : quoteId(name.replaceAll('``', '`'))
    },
  )

type Operand = { readonly column: string } | { readonly value: unknown }

interface ConditionObject {
  readonly type?: string
  readonly column?: { readonly name?: string }
  readonly operator?: string
  readonly parameter?: unknown
  readonly is_null?: boolean
  readonly conditions?: readonly ConditionObject[]
  /** A condition of pandas or of Spark, as text. */
  readonly pass_through_filter?: string
}

function ofObject(object: ConditionObject, language: Language): Sql {
  const { type, column, operator, parameter, is_null: isNull, conditions = [], pass_through_filter: text } = object
  const { fields } = language
  if (type === 'and') return allOf(conditions.map((one) => ofObject(one, language)))
  if (type === 'or') return anyOf(conditions.map((one) => ofObject(one, language)))
  if (type === 'pass_through' && typeof text === 'string') return ofText(text, language)
  if (type === 'nullity') return sql`(${named(fields, column?.name).value} IS NULL) = ${isNull !== false}`
  if (type === 'comparison')
    return comparison(
      fields,
      { column: String(column?.name) },
      { operator: String(operator), other: { value: parameter } },
    )
  throw mistakeIn(
    'row_condition',
    `has the type ${JSON.stringify(type)}`,
    'give a comparison, nullity, and, or, pass_through',
  )
}

const named = (fields: readonly Field[], name: unknown) =>
  columnIn({ fields, kwargs: { row_condition: name }, table: {}, where: always, otherTables: {} }, 'row_condition')

/** The operator when the column stands on the right. */
const mirrored: Readonly<Record<string, string>> = { '<': '>', '>': '<', '<=': '>=', '>=': '<=' }

function comparison(
  fields: readonly Field[],
  left: Operand,
  { operator, other }: { readonly operator: string; readonly other: Operand },
): Sql {
  if (!('column' in left)) {
    if ('column' in other) return comparison(fields, other, { operator: mirrored[operator] ?? operator, other: left })
    throw mistakeIn('row_condition', 'compares no column', 'name a column of the table')
  }
  const { value, type } = named(fields, left.column)
  const isList = 'value' in other && Array.isArray(other.value)
  const sides =
    'column' in other
      ? [named(fields, other.column).value]
      : [isList ? other.value : [other.value]].flat(2).flatMap((one) => comparable(one, type) ?? [])
  switch (operator.toLowerCase().replace('_', ' ')) {
    case '==':
    case 'in':
      return anyOf(sides.map((side) => sql`coalesce(${value} = ${side}, false)`))
    case '!=':
    case 'not in':
      return sql`NOT ${anyOf(sides.map((side) => sql`coalesce(${value} = ${side}, false)`))}`
    case '<':
    case '<=':
    case '>':
    case '>=': {
      const [side] = sides
      if (side === undefined)
        throw mistakeIn(
          'row_condition',
          `compares ${left.column} with what it cannot be compared with`,
          "compare with a value of the column's type",
        )
      return sql`coalesce(${value} ${sql.raw(operator)} ${side}, false)`
    }
    default:
      throw mistakeIn('row_condition', `has the operator ${operator}`, 'use ==, !=, <, <=, >, >=, in or not in')
  }
}

/**
 * A recursive descent: `or`, then `and`, then `not`, then one comparison. As in `query`, `&`, `|` and `~` mean these.
 */
class Parser {
  #at = 0
  readonly #tokens: readonly Token[]
  readonly #fields: readonly Field[]

  constructor(tokens: readonly Token[], fields: readonly Field[]) {
    this.#tokens = tokens
    this.#fields = fields
  }

  whole(): Sql {
    const condition = this.#or()
    if (this.#at < this.#tokens.length) throw this.#unexpected()
    return condition
  }

  #or(): Sql {
    const parts = [this.#and()]
    while (this.#takes('or', '|')) parts.push(this.#and())
    return anyOf(parts)
  }

  #and(): Sql {
    const parts = [this.#not()]
    while (this.#takes('and', '&')) parts.push(this.#not())
    return allOf(parts)
  }

  #not(): Sql {
    if (this.#takes('not')) return sql`NOT (${this.#not()})`
    if (this.#takes('~')) return sql`NOT (${this.#inverted()})`
    if (this.#is('(')) {
      this.#at += 1
      const inner = this.#or()
      this.#expect(')')
      return inner
    }
    return this.#comparison()
  }

  #comparison(): Sql {
    const left = this.#operand()
    if ('column' in left && this.#takes('.')) return this.#method(left.column)
    const operator = this.#operator()
    if (operator !== undefined) return this.#chain(left, operator)
    if ('column' in left) return this.#truth(left.column)
    throw this.#unexpected()
  }

  /** `0 < amount <= 10` is both comparisons, as in Python. */
  #chain(left: Operand, operator: string): Sql {
    const other = this.#operand()
    const first = comparison(this.#fields, left, { operator, other })
    const next = this.#operator()
    return next === undefined ? first : allOf([first, this.#chain(other, next)])
  }

  /** `~` applies to its neighbour only: `~x == 1` would compare the bits of x. */
  #inverted(): Sql {
    if (this.#is('(') || this.#is('~')) return this.#not()
    const left = this.#operand()
    if (!('column' in left)) throw this.#unexpected(-1)
    return this.#takes('.') ? this.#method(left.column) : this.#truth(left.column)
  }

  #truth(column: string): Sql {
    return sql`coalesce(${named(this.#fields, column).value}, false)`
  }

  /** `x.isnull()` of pandas, `col("x").notNull()` of Great Expectations. */
  #method(column: string): Sql {
    const name = this.#tokens[this.#at++]
    this.#expect('(')
    this.#expect(')')
    const { value } = named(this.#fields, column)
    const lower = name?.kind === 'name' ? name.text.toLowerCase() : ''
    if (['isnull', 'isna', 'is_null'].includes(lower)) return sql`${value} IS NULL`
    if (['notnull', 'notna', 'is_not_null'].includes(lower)) return sql`${value} IS NOT NULL`
    throw mistakeIn('row_condition', `calls ${lower || 'what is no method'}`, 'use isnull() or notnull()')
  }

  #operator(): string | undefined {
    if (this.#takes('not')) {
      this.#expect('in')
      return 'not in'
    }
    const sign = ['==', '!=', '<=', '>=', '<', '>', 'in'].find((one) => this.#is(one))
    if (sign !== undefined) this.#at += 1
    return sign
  }

  #operand(): Operand {
    if (this.#takes('-')) {
      const { value } = this.#operand() as { value: number }
      return { value: -value }
    }
    if (this.#takes('[', '(')) return { value: this.#list() }
    const token = this.#tokens[this.#at++]
    if (token?.kind === 'value') return { value: token.value }
    if (token?.kind === 'column') return { column: token.text }
    if (token?.kind !== 'name') throw this.#unexpected(-1)
    if (!['col', 'date'].includes(token.text) || !this.#is('(')) return { column: token.text }
    this.#expect('(')
    const inner = this.#tokens[this.#at++]
    this.#expect(')')
    if (inner?.kind !== 'value') throw this.#unexpected(-1)
    return token.text === 'col' ? { column: String(inner.value) } : { value: inner.value }
  }

  #list(): unknown[] {
    const values: unknown[] = []
    while (!this.#takes(']', ')')) {
      const operand = this.#operand()
      if (!('value' in operand)) throw this.#unexpected(-1)
      values.push(operand.value)
      if (!this.#takes(',') && !this.#is(']') && !this.#is(')')) throw this.#unexpected()
    }
    return values
  }

  #is(text: string): boolean {
    const token = this.#tokens[this.#at]
    return token !== undefined && token.kind !== 'value' && token.kind !== 'column' && token.text === text
  }

  #takes(...texts: readonly string[]): boolean {
    if (!texts.some((text) => this.#is(text))) return false
    this.#at += 1
    return true
  }

  #expect(text: string): void {
    if (!this.#takes(text)) throw this.#unexpected()
  }

  #unexpected(by = 0) {
    const token = this.#tokens[this.#at + by]
    if (token?.kind === 'sign' && (token.text === '-' || token.text === '.'))
      return computes(token.text === '-' ? '-' : 'a method')
    const what =
      token === undefined
        ? 'ends too early'
        : `goes wrong at ${JSON.stringify('value' in token ? token.value : token.text)}`
    return mistakeIn(
      'row_condition',
      what,
      'write it as DataFrame.query of pandas does, such as: amount > 10 and status == "open"',
    )
  }
}
