import { AssetError } from '../../errors.ts'
import type { Rule } from './rule.ts'

/** DuckDB's kinds of errors for a value or a function that does not fit the column's type. */
const ofTypes: readonly unknown[] = ['Binder', 'Conversion']

/**
 * Turns the error of a scan for all rules into that of the rule that does not fit its column, since the user wrote
 * rules and no statement. Any other error is returned unchanged, as is one of the table itself, such as of a `where`.
 */
export async function misfitError(
  error: unknown,
  rules: readonly Rule[],
  scan: (rules: readonly Rule[]) => Promise<unknown>,
): Promise<unknown> {
  if (!AssetError.is(error) || !ofTypes.includes(error.facts?.kind) || !(await works(scan, []))) return error
  for (const rule of rules) if (!(await works(scan, [rule]))) return misfit(rule, error)
  return error
}

async function works(scan: (rules: readonly Rule[]) => Promise<unknown>, rules: readonly Rule[]): Promise<boolean> {
  try {
    await scan(rules)
    return true
  } catch {
    return false
  }
}

function misfit({ name, columns }: Rule, error: AssetError): AssetError {
  const [sentence = ''] = String(error.facts?.detail)
    .replace(/^[\w ]+ Error: /, '')
    .split('\n')
  return new AssetError({
    code: 'ASSET_RESULT',
    message: `the rule ${name} of ${columns.join(', ')} does not fit the type of the column: ${sentence}`,
    facts: { rule: name, columns, detail: error.facts?.detail },
    fix: "name a column that the rule fits, or give values of the column's type",
    cause: error,
  })
}
