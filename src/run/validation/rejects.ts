import type { Column } from '../../define/table.ts'
import type { RecordError } from '../../define/validation/record-error.ts'
import type { Rejected } from '../../define/validation/rejected.ts'
import { columnsThatCount } from '../../project/rejected-version.ts'
import type { Engine } from '../../table/engine/open.ts'
import { columnsVersion } from '../../table/version/row-version.ts'
import { writeRows } from '../../table/write/write-rows.ts'
import type { Written } from '../../table/write/written.ts'
import { safeJsonText } from '../../util/safe-json.ts'
import { openChannel } from './channel.ts'

/** In the order of `Rejected`. An empty table has these columns too. */
const columns: readonly Column[] = [
  { name: 'source', type: 'VARCHAR' },
  { name: 'row', type: 'DOUBLE' },
  { name: 'record', type: 'VARCHAR' },
  { name: 'errors', type: 'STRUCT(path VARCHAR, code VARCHAR, message VARCHAR, "input" VARCHAR)[]' },
  { name: 'run', type: 'VARCHAR' },
]
const mostInput = 1_000

/** Receives refused rows while the other rows are written, so that neither have to be held in memory. */
export interface Rejects {
  add(row: number, record: unknown, errors: readonly RecordError[]): Promise<void>
  /** The file with all of them. Its version is a hash of the rows and their errors. */
  finish(): Promise<Written>
  /** Throws away what was written, since the attempt has failed. */
  abandon(): Promise<void>
}

export interface RejectsOptions {
  readonly file: string
  readonly asset: string
  readonly run: string
  readonly signal: AbortSignal
}

export function openRejects(engine: Engine, { file, asset, run, signal }: RejectsOptions): Rejects {
  const channel = openChannel<Rejected>()
  const writing = writeRows(engine, { rows: channel.values, file, asset, schemaHint: columns, signal })
  // Nobody awaits the writing yet, so the channel carries its failure.
  writing.catch((error) => channel.fail(error))
  return {
    add: (row, record, errors) =>
      channel.push({ source: asset, row, record: recordText(record), errors: errors.map(keptError), run }),
    async finish() {
      channel.end()
      const written = await writing
      return { ...written, version: await columnsVersion(engine, { file, columns: written.columns }, columnsThatCount) }
    },
    async abandon() {
      channel.end()
      await writing.catch(() => undefined)
    },
  }
}

const recordText = (record: unknown): string => safeJsonText(record) ?? 'null'

function keptError({ path, code, message, input }: RecordError) {
  const texts = { path: path.toWellFormed(), code: code.toWellFormed(), message: message.toWellFormed() }
  return { ...texts, input: safeJsonText(input, mostInput) }
}
