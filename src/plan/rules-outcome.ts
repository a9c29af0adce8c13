import type { CheckOutcome, RuleOutcome } from '../store/record.ts'

/** What came of a table's rules, as what came of their check: it passes where every rule that blocks does. */
export function rulesOutcome(rules: readonly RuleOutcome[]): CheckOutcome {
  const broken = rules.filter(({ passed }) => !passed)
  const blocking = broken.filter(({ severity }) => severity === 'block')
  if (broken.length === 0) return { passed: true, rules }
  const passed = blocking.length === 0
  const told = brokenText(passed ? broken : blocking, rules.length)
  const sample = (passed ? broken : blocking).find(({ rows }) => rows !== undefined)?.rows
  return {
    passed,
    ...(passed ? { warning: told } : { message: told }),
    ...(sample === undefined ? {} : { sample }),
    rules,
  }
}

function brokenText(broken: readonly RuleOutcome[], all: number): string {
  const verb = broken.length === 1 ? 'fails' : 'fail'
  return `${broken.length} of ${all} ${all === 1 ? 'rule' : 'rules'} ${verb}: ${broken.map(ruleText).join(', ')}`
}

/** `unique day, place (3 rows)` */
export function ruleText({ rule, columns, failing }: Pick<RuleOutcome, 'rule' | 'columns' | 'failing'>): string {
  const name = [rule, columns.join(', ')].filter((part) => part !== '').join(' ')
  return `${name} (${failing} ${failing === 1 ? 'row' : 'rows'})`
}
