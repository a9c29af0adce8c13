import { thrownText, valueText } from '../../util/thrown.ts'
import { changesOf } from './record-changes.ts'
import type { RecordError } from './record-error.ts'
import type { OutputOf, SchemaIssue, SchemaResult, StandardSchema } from './row-schema.ts'

/** A record that is accepted has no `errors`, a refused one at least one. */
export type Judged<Output> =
  | { readonly value: Output; readonly errors?: undefined }
  | {
      readonly errors: readonly RecordError[]
      /** What the schema gave, where it is not what a Standard Schema gives. */
      readonly noAnswer?: { readonly value: unknown }
      /** What the schema threw. */
      readonly thrown?: { readonly error: unknown }
    }

export type RecordValidator<Output> = (record: unknown) => Judged<Output> | Promise<Judged<Output>>

export interface ValidatorOptions {
  /**
   * Refuses a record that the schema had to change, such as by filling in a default; otherwise what the schema gives is
   * taken.
   */
  readonly strict?: boolean | undefined
  /** The caller waits where the schema gives a promise. */
  readonly waits: boolean
}

/**
 * Judges one record after the other by a schema, with all that is wrong with each. Whatever the record is, and whatever
 * the schema does with it, the answer is a verdict and no error.
 */
export function recordValidator<Schema extends StandardSchema>(
  schema: Schema,
  { strict = false, waits }: ValidatorOptions,
): RecordValidator<OutputOf<Schema>> {
  const validate = validateFunction(schema, waits)
  const verdict = (record: unknown, result: SchemaResult<unknown>): Judged<OutputOf<Schema>> => {
    if (typeof result !== 'object' || result === null) return noAnswer(record, result)
    if (result.issues !== undefined) return { errors: errorsOf(record, result.issues) }
    if (!strict) return { value: result.value as OutputOf<Schema> }
    const errors = changesOf(record, result.value)
    return errors.length === 0 ? { value: result.value as OutputOf<Schema> } : { errors }
  }
  return (record) => {
    try {
      const result = validate(record)
      if (!isPromise(result)) return verdict(record, result)
      return result.then((later) => verdict(record, later)).catch((error) => threw(record, error))
    } catch (error) {
      return threw(record, error)
    }
  }
}

export function isPromise<T>(value: T | Promise<T>): value is Promise<T> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}

type Validate = (value: unknown) => SchemaResult<unknown> | Promise<SchemaResult<unknown>>

/**
 * Calls zod's own functions where the schema is zod's. Its Standard Schema method answers a thrown error with a second,
 * asynchronous try, so a rule that throws looks like an asynchronous one, and nobody awaits the promise of the first
 * try, whose failure would end the process.
 */
function validateFunction(schema: StandardSchema, waits: boolean): Validate {
  const { vendor, validate } = schema['~standard']
  if (vendor !== 'zod' || !isZod(schema)) return validate
  if (waits) return async (value) => resultOf(await schema.safeParseAsync(value))
  return (value) => {
    try {
      return resultOf(schema.safeParse(value))
    } catch (error) {
      if (isAskedTooSoon(error)) return new Promise(() => undefined)
      throw error
    }
  }
}

type ZodResult =
  | { readonly success: true; readonly data: unknown }
  | { readonly success: false; readonly error: { readonly issues: readonly SchemaIssue[] } }
interface Zod {
  safeParse(value: unknown): ZodResult
  safeParseAsync(value: unknown): Promise<ZodResult>
}

function isZod(schema: object): schema is Zod {
  const { safeParse, safeParseAsync } = schema as Partial<Zod>
  return typeof safeParse === 'function' && typeof safeParseAsync === 'function'
}

function resultOf(result: ZodResult): SchemaResult<unknown> {
  return result.success ? { value: result.data } : { issues: result.error.issues }
}

/** `$ZodAsyncError` of zod 4, and what zod 3 says; neither has a name or a code that could be asked for. */
function isAskedTooSoon(error: unknown): boolean {
  return error instanceof Error && /synchronous parse/.test(error.message)
}

function threw(record: unknown, error: unknown) {
  const message = `the schema threw: ${thrownText(error)}`
  return { errors: [{ path: '', code: 'schema_threw', message, input: record }], thrown: { error } }
}

function noAnswer(record: unknown, answer: unknown) {
  const message = `the schema gave ${valueText(answer)}, which is neither a value nor issues`
  return { errors: [{ path: '', code: 'no_answer', message, input: record }], noAnswer: { value: answer } }
}

function errorsOf(record: unknown, issues: readonly SchemaIssue[]): readonly RecordError[] {
  if (issues.length === 0)
    return [{ path: '', code: 'no_reason', message: 'the schema gives no reason', input: record }]
  // Not `map`: arktype's lists are of a class whose constructor takes other things, and `map` would call it.
  const errors: RecordError[] = []
  for (const issue of issues) {
    const path = keysOf(issue)
    errors.push({
      path: path.map(String).join('.'),
      code: codeOf(issue),
      message: issue.message,
      input: inputAt(record, path),
    })
  }
  return errors
}

function keysOf({ path }: SchemaIssue): readonly PropertyKey[] {
  const keys: PropertyKey[] = []
  for (const step of path ?? []) keys.push(typeof step === 'object' ? step.key : step)
  return keys
}

/** Standard Schema has no code. zod and arktype say `code`, valibot `type`. */
function codeOf(issue: SchemaIssue & { readonly code?: unknown; readonly type?: unknown }): string {
  if (typeof issue.code === 'string') return issue.code
  return typeof issue.type === 'string' ? issue.type : 'invalid'
}

function inputAt(record: unknown, path: readonly PropertyKey[]): unknown {
  try {
    return path.reduce<unknown>((at, key) => (at === null || at === undefined ? undefined : (at as Keyed)[key]), record)
  } catch {
    // A getter of the record's that throws: there is nothing to show.
    return undefined
  }
}
type Keyed = Readonly<Record<PropertyKey, unknown>>
