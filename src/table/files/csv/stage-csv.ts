import { quoteId, quoteText } from '../../codec/types/data-type.ts'
import { type Connection, duck } from '../../engine/bindings.ts'
import { type Engine, interruptible, withConnection } from '../../engine/open.ts'
import { numbersOf } from '../../rows/ask.ts'
import type { DataFiles, UnreadRow } from '../data-files.ts'
import { declaredFits } from '../declared-types.ts'
import { rowsOf } from '../rows-of.ts'
import { declaredColumn } from '../text-types.ts'
import type { CsvHead } from './csv-head.ts'
import { longRows } from './long-rows.ts'
import { type MisfitRow, placedRows } from './row-lines.ts'
import type { MalformedRow } from './walk-records.ts'

interface Staging {
  readonly files: DataFiles
  readonly columns: readonly string[]
  readonly groups: readonly CsvHead[][]
  readonly select: (heads: readonly CsvHead[], more: string) => string
}
interface Staged {
  /** A SELECT of the readable rows, as texts. */
  readonly from: string
  readonly unread: readonly UnreadRow[]
  close(): Promise<void>
}

/**
 * Reads files into a table of texts, and sets aside the rows that cannot be read: lines of another length, and values
 * that do not have their declared type.
 */
export async function stageCsv(engine: Engine, { files, columns, groups, select }: Staging): Promise<Staged> {
  const table = engine.uniqueName('staged')
  const heads = groups.flat()
  return withConnection(engine, (connection) =>
    interruptible(connection, files.signal, async () => {
      await duck.query(
        connection,
        `CREATE TABLE ${table} (${columns.map((name) => `${quoteId(name)} VARCHAR`).join(', ')})`,
      )
      const malformed: MalformedRow[] = []
      for (const group of groups) {
        const rejects = engine.uniqueName('rejects')
        const more = `, ignore_errors = true, store_rejects = true, rejects_table = '${rejects}', rejects_scan = '${rejects}_scan', rejects_limit = 0`
        await duck.query(connection, `INSERT INTO ${table} ${select(group, more)}`)
        malformed.push(...(await malformedRows(connection, rejects, group)))
      }
      const [readable = 0] = await numbersOf(connection, `SELECT count(*) FROM ${table}`)
      const long = await longRows({ files, heads, malformed })
      if (long.length > 0)
        await duck.query(
          connection,
          `DELETE FROM ${table} WHERE rowid IN (${long.map(({ place }) => place).join(', ')})`,
        )
      const misfits = [...long, ...(await takeMisfits(connection, table, { files, columns }))]
      const close = () =>
        withConnection(engine, async (other) => void (await duck.query(other, `DROP TABLE IF EXISTS ${table}`)))
      const unread = await placedRows({ files, heads, readable, malformed, misfits })
      return { from: `SELECT * FROM ${table}`, unread, close }
    }),
  )
}

async function malformedRows(
  connection: Connection,
  rejects: string,
  group: readonly CsvHead[],
): Promise<readonly MalformedRow[]> {
  const rows = await rowsOf(
    connection,
    `SELECT file_id::DOUBLE AS file, line::DOUBLE AS line, line_byte_position::DOUBLE AS byte, any_value(csv_line) AS record,
list(error_type::VARCHAR) AS codes, list(error_message) AS messages
FROM ${rejects} GROUP BY scan_id, file_id, line, line_byte_position ORDER BY file_id, line`,
  )
  await duck.query(connection, `DROP TABLE ${rejects}; DROP TABLE ${rejects}_scan`)
  return rows.map(({ file, line, byte, record, codes, messages }) => ({
    ...{ path: (group[Number(file)] as CsvHead).path, line: Number(line), byte: Number(byte) - 1 },
    record: withoutBreaks(record),
    errors: (messages as readonly string[]).map((message, index) => ({
      path: '',
      code: String((codes as readonly string[])[index])
        .toLowerCase()
        .replaceAll(' ', '_'),
      message,
      input: withoutBreaks(record),
    })),
  }))
}

const withoutBreaks = (record: unknown): string => String(record ?? '').replace(/^[\r\n]+/, '')

/** Removes the rows with a value that does not have its declared type. */
async function takeMisfits(
  connection: Connection,
  table: string,
  { files, columns }: Pick<Staging, 'files' | 'columns'>,
): Promise<readonly MisfitRow[]> {
  const declared = files.read.columns ?? files.read.types ?? {}
  const misfits: MisfitRow[] = []
  for (const name of columns) {
    const type = Object.hasOwn(declared, name) ? declared[name] : undefined
    if (type === undefined) continue
    const text = quoteId(name)
    const misfit = `${text} IS NOT NULL AND NOT coalesce(${declaredFits(declaredColumn({ name, declared: type }, text, files.read))}, false)`
    const rows = await rowsOf(
      connection,
      `SELECT rowid::DOUBLE AS place, to_json(t)::VARCHAR AS record, ${text} AS given FROM ${table} AS t WHERE ${misfit} ORDER BY rowid`,
    )
    for (const { place, record, given: value } of rows) {
      const message = `${quoteText(String(value))} is no ${type}`
      const errors = [{ path: name, code: 'cast', message, input: value }]
      misfits.push({ place: Number(place), record: JSON.parse(String(record)) as unknown, errors })
    }
    if (rows.length > 0) await duck.query(connection, `DELETE FROM ${table} WHERE ${misfit}`)
  }
  return misfits
}
