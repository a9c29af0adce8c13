import { type CheckOutcome, type RuleOutcome, ruleName } from '../../store/record.ts'

/** The outcome of a table's rules as that of one check, which passes where every blocking rule passes. */
export function rulesOutcome(rules: readonly RuleOutcome[]): CheckOutcome {
  const broken = rules.filter(({ passed }) => !passed)
  const blocking = broken.filter(({ severity }) => severity === 'block')
  if (broken.length === 0) return { passed: true, rules }
  const passed = blocking.length === 0
  const words = brokenText(passed ? broken : blocking, rules.length)
  const sample = (passed ? broken : blocking).find(({ rows }) => rows !== undefined)?.rows
  return {
    passed,
    ...(passed ? { warning: words } : { message: words }),
    ...(sample === undefined ? {} : { sample }),
    rules,
  }
}

function brokenText(broken: readonly RuleOutcome[], all: number): string {
  const verb = broken.length === 1 ? 'fails' : 'fail'
  return `${broken.length} of ${all} ${all === 1 ? 'rule' : 'rules'} ${verb}: ${broken.map(ruleText).join(', ')}`
}

/** `unique day, place (3 rows)`, `expect_column_mean_to_be_between price (observed 3.5)` */
export function ruleText({
  rule,
  columns,
  failing,
  observed,
}: Omit<RuleOutcome, 'severity' | 'passed' | 'rows'>): string {
  const name = ruleName({ rule, columns })
  if (observed !== undefined) return `${name} (observed ${observed})`
  // A rule about a column as a whole has no failing rows.
  return failing === 0 && columns.length > 0 ? name : `${name} (${failing} ${failing === 1 ? 'row' : 'rows'})`
}
