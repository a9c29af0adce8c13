import { outcomes } from '../../causes.ts'
import { definitionKinds } from '../../define/definition.ts'
import type { ProcessIdentity } from '../../util/process-identity.ts'

/**
 * SQLite has no checksums of pages, so a bit may flip in a value without an error. Values are checked when they are
 * read, before anybody builds a path or a verdict on them. An impossible value is an error like SQLite's own error for
 * a damaged page.
 */
function damaged(what: string): Error {
  return Object.assign(new Error(what), { code: 'SQLITE_CORRUPT' })
}

export function jsonOf(text: string, of: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw damaged(`${of} is no JSON`)
  }
}

/** The process that took a lease or began a run. */
export function ownerOf(text: string, what: string): ProcessIdentity {
  const owner = jsonOf(text, `the owner of ${what}`)
  if (!isMap(owner)) throw damaged(`the owner of ${what} is no process`)
  return owner as ProcessIdentity
}

type Fits = (value: unknown) => boolean
type Fields = Readonly<Record<string, Fits>>

const isText: Fits = (value) => typeof value === 'string'
const isMap: Fits = (value) => typeof value === 'object' && value !== null && !Array.isArray(value)
const isTexts: Fits = (value) => isMap(value) && Object.values(value as object).every(isText)
/** The value names a file, so it may contain nothing else. */
export const isBlob: Fits = (value) => typeof value === 'string' && /^\w+$/.test(value)
export const isCount: Fits = (value) => Number.isSafeInteger(value) && Number(value) >= 0
export const isTime: Fits = (value) => typeof value === 'number' && Math.abs(value) <= 8.64e15
export const isNumber: Fits = (value) => typeof value === 'number' && Number.isFinite(value)
const isOneOf =
  (words: readonly string[]): Fits =>
  (value) =>
    words.includes(value as string)
const listOf =
  (fits: Fits): Fits =>
  (value) =>
    Array.isArray(value) && value.every(fits)
const maybe =
  (fits: Fits): Fits =>
  (value) =>
    value === undefined || value === null || fits(value)
const mapOf =
  (fields: Fields): Fits =>
  (value) =>
    isMap(value) && misfit(value as object, fields) === undefined

const isOutcome = isOneOf(outcomes)
/** `20261126-053012-7f3a2c`, or any other plain name: logs are in a folder of that name. */
export const isRunId: Fits = (value) => typeof value === 'string' && /^[\w-][\w.-]*$/.test(value)
export const isCauses = listOf(mapOf({ kind: isText, message: isText }))
export const isError = mapOf({ code: isText, message: isText })

const isInput = mapOf({ asset: isText, version: isText, columns: maybe(listOf(isText)) })
const isFile: Fields = { blob: isBlob, sizeBytes: isCount }

const acceptance = maybe(mapOf({ by: isText, because: isText, at: isTime, from: isText }))

/** A line of the history, as the catalog has it. */
const entry: Fields = {
  ...{ run: isRunId, asset: isText, partition: isText, key: maybe(isText), outcome: isOutcome },
  ...{
    started_at: isTime,
    duration_ms: isNumber,
    kind: maybe(isOneOf(definitionKinds)),
    version: maybe(isText),
    rows: maybe(isCount),
    size_bytes: maybe(isCount),
  },
  ...{ causes: isText, error: maybe(isText), accepted: maybe(isText), metadata: maybe(isText), work: maybe(isText) },
}
/** The fields of such a line that are JSON. */
const entryParts: Fields = {
  accepted: acceptance,
  metadata: maybe(isMap),
  work: maybe(mapOf({ computed: isCount, reused: isCount })),
}

export const expectEntry = (value: object, what: string): void => expectFields(value, entry, what)
export const expectEntryParts = (value: object, what: string): void => expectFields(value, entryParts, what)

/**
 * The fields in which the records of an asset's partitions differ; the other fields are those of a record that was
 * checked.
 */
const varying: Fields = {
  ...{ key: isText, version: isText, parts: listOf(mapOf(isFile)), rows: isCount, sizeBytes: isCount },
  ...{ run: isRunId, startedAt: isTime, durationMs: isNumber },
}

const record: Fields = {
  ...varying,
  asset: isText,
  partition: isText,
  kind: isOneOf(definitionKinds),
  definition: isText,
  schema: listOf(mapOf({ name: isText, type: isText })),
  check: maybe(isMap),
  ingredients: mapOf({
    code: isTexts,
    config: isTexts,
    environment: isTexts,
    packages: isTexts,
    inputs: listOf(isInput),
    observed: maybe(isText),
    files: maybe(isText),
    hashes: maybe(isTexts),
    byUse: maybe(mapOf({ definition: isText, order: listOf(isCount) })),
  }),
  schemes: mapOf({ key: isText, code: isText, rows: isText }),
  outcome: isOutcome,
  causes: isCauses,
  environment: isTexts,
  accepted: acceptance,
  rejected: maybe(mapOf({ ...isFile, version: isText, rows: isCount, schema: listOf(isMap) })),
  rowMap: maybe(mapOf({ ...isFile, scheme: isText, columns: listOf(isText), beside: listOf(maybe(isMap)) })),
  work: maybe(isMap),
  metadata: maybe(isMap),
  partitionKeys: maybe((value) => isMap(value) && Object.values(value as object).every(listOf(isText))),
}

/** Throws where a record has a field that no record can have. */
export function expectRecord(value: object, id: number): void {
  expectFields(value, record, `the record ${id}`)
}

export function expectFields(value: object, fields: Fields, what: string): void {
  const wrong = misfit(value, fields)
  if (wrong !== undefined) throw damaged(`${what} has another ${wrong} than it was given`)
}

function misfit(value: object, fields: Fields): string | undefined {
  return Object.keys(fields).find((name) => !fields[name]?.((value as Readonly<Record<string, unknown>>)[name]))
}
