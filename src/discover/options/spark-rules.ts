import type { SparkOptions } from '../../define/foreign/spark.ts'
import { isPlain } from '../../util/canonical-json.ts'
import { checkOptions, type OptionMistake, type OptionRule, type OptionRules } from './option-rules.ts'

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null && isPlain(value)

export const sparkRule: OptionRule = [isObject, "an object such as { remote: 'sc://localhost:15002' }"]

const rules = {
  remote: [
    (value) => typeof value === 'string' && /^sc:\/\/[^/\s]/.test(value),
    "the address of a server of Spark Connect, such as 'sc://localhost:15002'",
  ],
  conf: [
    (value) =>
      isObject(value) && Object.values(value).every((one) => ['string', 'number', 'boolean'].includes(typeof one)),
    "texts, numbers and booleans by the names of Spark's settings, such as { 'spark.sql.ansi.enabled': true }",
  ],
} satisfies OptionRules<SparkOptions>

export function sparkMistakes(spark: unknown): readonly OptionMistake[] {
  if (!isObject(spark)) return []
  return checkOptions(spark, { rules, prefix: 'spark.' }).map(({ path = [], ...mistake }) => ({
    ...mistake,
    path: ['spark', ...path],
  }))
}
