import type { z } from 'zod'

/** What is wrong in one place of a record. */
export interface RecordError {
  /** The keys that lead to it, joined with dots; empty where it is the record itself. */
  readonly path: string
  /** zod's name of the rule, such as `too_small` or `invalid_type`. */
  readonly code: string
  readonly message: string
}

export interface Rejection<Input> {
  readonly record: Input
  /** Never empty: every error of the record, not only the first. */
  readonly errors: readonly RecordError[]
}

export interface Validated<Input, Output> {
  readonly valid: Output[]
  readonly invalid: Rejection<Input>[]
}

/**
 * Sorts the records by whether the schema accepts them. Each of them ends in exactly one of the two lists, in order.
 */
export function validateRecords<Input, Output>(
  records: readonly Input[],
  schema: z.ZodType<Output>,
): Validated<Input, Output> {
  const valid: Output[] = []
  const invalid: Rejection<Input>[] = []
  for (const record of records) {
    const result = schema.safeParse(record)
    if (result.success) valid.push(result.data)
    else invalid.push({ record, errors: result.error.issues.map(recordError) })
  }
  return { valid, invalid }
}

function recordError({ path, code, message }: z.core.$ZodIssue): RecordError {
  return { path: path.map(String).join('.'), code, message }
}
