import type { Row } from '../../../app/rows/result-columns.ts'
import { ruleText } from '../../../plan/checks/rules-outcome.ts'
import type { RuleOutcome } from '../../../store/record.ts'
import type { Style } from '../../text/style.ts'
import { renderTable } from '../rows/rows.ts'

/** How many columns of a row are shown: the whole row is in the JSON. */
const mostColumns = 8

/**
 * The rows that an error's facts show, a few of them: those of each broken rule below its name, or all that there are.
 */
export function failingRows(facts: Readonly<Record<string, unknown>> | undefined, style: Style): readonly string[] {
  const { rules, rows } = facts ?? {}
  if (Array.isArray(rules) && rules.every(isRule)) return rules.flatMap((rule) => ruleLines(rule, style))
  return isRows(rows) ? rowLines(rows, style) : []
}

function ruleLines(rule: RuleOutcome, style: Style): readonly string[] {
  const warns = rule.severity === 'warn' ? ', which only warns' : ''
  return [
    `${ruleText(rule)}${warns}`,
    ...(isRows(rule.rows) ? rowLines(rule.rows, style).map((line) => `  ${line}`) : []),
  ]
}

function rowLines(rows: readonly Row[], style: Style): readonly string[] {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const columns = names.slice(0, mostColumns).map((name) => ({ name, type: '' }))
  // The caller indents the lines, twice below a rule.
  const narrower = { ...style, columns: style.columns - 4 }
  const hidden = names.length - columns.length
  const more = hidden > 0 ? [style.paint.faint(`and ${hidden} more ${hidden === 1 ? 'column' : 'columns'}`)] : []
  return [...renderTable(columns, rows, narrower).split('\n'), ...more]
}

function isRule(value: unknown): value is RuleOutcome {
  const { rule, columns } = (value ?? {}) as Partial<RuleOutcome>
  return typeof rule === 'string' && Array.isArray(columns)
}

function isRows(value: unknown): value is readonly Row[] {
  return Array.isArray(value) && value.length > 0 && value.every((row) => typeof row === 'object' && row !== null)
}
