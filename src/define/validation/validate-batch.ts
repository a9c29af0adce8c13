import { AssetError } from '../../errors.ts'
import { didYouMean } from '../../util/suggest.ts'
import type { RecordError } from './record-error.ts'
import { isPromise, type Judged, recordValidator } from './record-validator.ts'
import type { OutputOf, StandardSchema } from './row-schema.ts'

/** Each record is in exactly one of the two lists, in the order in which it came. */
export interface Validated<Output, Input = unknown> {
  readonly valid: Output[]
  readonly invalid: InvalidRecord<Input>[]
}
export interface InvalidRecord<Input = unknown> {
  /** The record's position among all, from 0. */
  readonly index: number
  /** The very record that was given. */
  readonly record: Input
  /** Never empty: every error of the record, not only the first. */
  readonly errors: readonly RecordError[]
}
export interface ValidateOptions {
  /** A record that the schema had to change, such as by filling in a default, is invalid. */
  readonly strict?: boolean
}

/**
 * Splits records into those that a schema accepts and those that it refuses. It takes any Standard Schema, such as
 * zod's, valibot's or arktype's. No record makes it throw; a record on which the schema itself throws is invalid, with
 * the code `schema_threw`.
 *
 * @throws AssetError `ASSET_SCHEMA` where the schema answers with a promise, which `validateBatchAsync` can wait for;
 * `ASSET_OPTIONS` where it is no Standard Schema, or an option is unknown.
 */
export function validateBatch<Schema extends StandardSchema, Input>(
  records: Iterable<Input>,
  schema: Schema,
  options: ValidateOptions = {},
): Validated<OutputOf<Schema>, Input> {
  checkCall('validateBatch', schema, options)
  const judge = recordValidator(schema, { strict: options.strict, waits: false })
  const sorted: Validated<OutputOf<Schema>, Input> = { valid: [], invalid: [] }
  let index = 0
  for (const record of records) {
    const judged = judge(record)
    if (isPromise(judged)) throw answersLater()
    sort(sorted, { index, record, judged })
    index += 1
  }
  return sorted
}

/**
 * As `validateBatch`, for a schema that may be asynchronous and for records that stream. One record is judged after the
 * other.
 *
 * @throws AssetError `ASSET_OPTIONS` where it is no Standard Schema, or an option is unknown.
 */
export async function validateBatchAsync<Schema extends StandardSchema, Input>(
  records: Iterable<Input> | AsyncIterable<Input>,
  schema: Schema,
  options: ValidateOptions = {},
): Promise<Validated<OutputOf<Schema>, Input>> {
  checkCall('validateBatchAsync', schema, options)
  const judge = recordValidator(schema, { strict: options.strict, waits: true })
  const sorted: Validated<OutputOf<Schema>, Input> = { valid: [], invalid: [] }
  let index = 0
  const add = async (record: Input) => {
    const judged = judge(record)
    sort(sorted, { index, record, judged: isPromise(judged) ? await judged : judged })
    index += 1
  }
  // A record may be a promise itself, which `for await` over a list would wait for.
  if (Symbol.asyncIterator in records) for await (const record of records) await add(record)
  else for (const record of records) await add(record)
  return sorted
}

/** What the compiler refuses in TypeScript is refused in a plain script as well. */
function checkCall(name: string, schema: StandardSchema, options: ValidateOptions): void {
  if (typeof schema?.['~standard']?.validate !== 'function')
    throw new AssetError({
      code: 'ASSET_OPTIONS',
      message: `${name} was given no Standard Schema`,
      fix: 'give one behind the records, such as z.object({ … }) of zod, valibot or arktype',
    })
  const unknown = Object.keys(options).find((option) => option !== 'strict')
  if (unknown === undefined) return
  const fix = didYouMean(unknown, ['strict'], 'leave it out: its one option is { strict: true }')
  throw new AssetError({ code: 'ASSET_OPTIONS', message: `${name} has no option "${unknown}"`, fix })
}

interface Sorting<Output, Input> {
  readonly index: number
  readonly record: Input
  readonly judged: Judged<Output>
}

function sort<Output, Input>(into: Validated<Output, Input>, { index, record, judged }: Sorting<Output, Input>): void {
  if (judged.errors === undefined) into.valid.push(judged.value)
  else into.invalid.push({ index, record, errors: judged.errors })
}

function answersLater(): AssetError {
  return new AssetError({
    code: 'ASSET_SCHEMA',
    message: 'the schema answers with a promise, which validateBatch cannot wait for',
    fix: 'write `await validateBatchAsync(records, schema)`',
  })
}
