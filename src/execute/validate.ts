import type { AssetOptions } from '../define/definition.ts'
import type { SchemaIssue, StandardSchema } from '../define/row-schema.ts'
import type { NodeFacts } from '../discover/facts.ts'
import { AssetError } from '../errors.ts'
import type { Engine } from '../store/duckdb/open.ts'
import { rowsOfResult } from '../store/duckdb/rows-of-result.ts'
import { valueText } from '../util/thrown.ts'
import { lineOf } from './call.ts'
import type { RunContext } from './run-context.ts'

/** How many refused rows are told one by one, and how many issues of one row. */
const told = 5

/** The rows as the schema gives them back. A refused row fails the asset, or is left out under `onInvalid: 'drop'` and counted. */
export async function* validated(
  context: RunContext,
  of: { facts: NodeFacts; options: AssetOptions; engine: Engine; result: unknown },
): AsyncGenerator<unknown> {
  const { facts, options } = of
  const schema = options.schema as StandardSchema
  const line = lineOf(context, facts.node.name)
  let row = 0
  let dropped = 0
  for await (const value of rowsOfResult(of.engine, { result: of.result, asset: facts.node.name })) {
    row += 1
    const checked = await schema['~standard'].validate(value)
    if (typeof checked !== 'object' || checked === null) throw noAnswer(facts, { row, checked })
    if (checked.issues === undefined) yield checked.value
    else if (options.onInvalid !== 'drop') throw refused(facts, row, checked.issues)
    else if (++dropped <= told) line('warn', `row ${row} is left out: ${issuesText(checked.issues)}`)
  }
  if (dropped > 0) line('warn', `${dropped} of ${row} rows are left out, because the schema refuses them`)
}

function refused(facts: NodeFacts, row: number, issues: readonly SchemaIssue[]): AssetError {
  return new AssetError({
    code: 'ASSET_SCHEMA',
    message: `row ${row} of ${facts.node.name} is refused by its schema${issues.length === 0 ? ', which gives no reason' : `: ${issuesText(issues)}`}`,
    at: facts.node.at,
    facts: { row, issues: issues.map((issue) => ({ path: pathText(issue), message: issue.message })) },
    fix: "mend the row where it is made, widen the schema, or leave such rows out with onInvalid: 'drop'",
  })
}

function noAnswer({ node }: NodeFacts, { row, checked }: { readonly row: number; readonly checked: unknown }) {
  return new AssetError({
    code: 'ASSET_SCHEMA',
    message: `the schema of ${node.name} gave ${valueText(checked)} for row ${row}, which is neither a value nor issues`,
    at: node.at,
    facts: { row },
    fix: 'return { value } or { issues } from its validate, as https://standardschema.dev says, or use zod, valibot or arktype',
  })
}

function issuesText(issues: readonly SchemaIssue[]): string {
  const texts = issues.slice(0, told).map((issue) => {
    const path = pathText(issue)
    return path === '' ? issue.message : `${path}: ${issue.message}`
  })
  return issues.length > told ? `${texts.join('; ')}; and ${issues.length - told} more` : texts.join('; ')
}

function pathText(issue: SchemaIssue): string {
  return (issue.path ?? []).map((step) => String(typeof step === 'object' ? step.key : step)).join('.')
}
