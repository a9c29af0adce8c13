import type { TableRules } from '../../define/rules.ts'
import { AssetError } from '../../errors.ts'
import { didYouMean } from '../../util/suggest.ts'

type Names = keyof TableRules<unknown>

/** Whether the value of a rule has its form, and the words for it. */
const forms: Readonly<Record<Names, readonly [fits: (value: unknown) => boolean, what: string]>> = {
  not_null: [isNames, "a list of columns, such as ['id']"],
  unique: [
    (value) =>
      Array.isArray(value) && value.every((one) => typeof one === 'string' || (isNames(one) && one.length > 0)),
    "a list of columns and of lists of columns, such as ['id', ['day', 'place']]",
  ],
  accepted_values: [
    (value) => isMap(value) && members(value).every(isValues),
    "a list of values a column, such as { status: ['open', 'closed'] }",
  ],
  value_lengths_between: [
    (value) => isMap(value) && members(value).every(isRange),
    'two numbers a column, the smaller first, such as { code: [2, 8] }',
  ],
  row_count_between: [isRange, 'two numbers, the smaller first, such as [1, 1_000]'],
  relationships: [isMap, "a query of one column a column, such as { customer_id: customers.pick('id') }"],
}

/** The compiler finds these mistakes in TypeScript; elsewhere a misspelt rule would never be checked. */
export function checkRules(rules: unknown): void {
  const { warn = {}, ...block } = mapOf(rules)
  for (const part of [block, mapOf(warn)]) checkForms(part)
}

function mapOf(rules: unknown): Readonly<Record<string, unknown>> {
  if (isMap(rules)) return rules
  throw badRules('are not an object', "write them as an object, such as { not_null: ['id'] }")
}

function checkForms(rules: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(rules)) {
    if (value === undefined) continue
    if (!Object.hasOwn(forms, name)) throw unknownRule(name)
    const [fits, what] = forms[name as Names]
    if (!fits(value)) throw mistake(`the ${name} of the rules is not what it is to be`, `give ${what}`)
  }
}

export function badRules(what: string, fix: string): AssetError {
  return mistake(`the rules ${what}`, fix)
}

function mistake(message: string, fix: string): AssetError {
  return new AssetError({ code: 'ASSET_RESULT', message, fix })
}

function unknownRule(name: string): AssetError {
  const names = Object.keys(forms)
  const fix = didYouMean(name, names, `use one of ${names.join(', ')}`)
  return badRules(`have an unknown rule "${name}"`, fix)
}

function isNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string')
}

/** A null among the values would make the rule pass for every value, since NOT IN is never true then. */
function isValues(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((one) => one !== null && one !== undefined)
}

function isRange(value: unknown): boolean {
  if (!Array.isArray(value) || value.length !== 2) return false
  return value.every((one) => typeof one === 'number' && !Number.isNaN(one)) && value[0] <= value[1]
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function members(value: Readonly<Record<string, unknown>>): readonly unknown[] {
  return Object.values(value).filter((one) => one !== undefined)
}
