import { type Connection, duck } from '../bindings.ts'
import { quoteId, quoteText } from '../codec/data-type.ts'
import { type Engine, interruptible, withConnection } from '../open.ts'
import type { CsvHead } from './csv-head.ts'
import type { DataFiles, UnreadRow } from './data-files.ts'
import { declaredFits } from './declared-types.ts'
import { rowsOf } from './rows-of.ts'
import { declaredColumn } from './text-types.ts'

interface Staging {
  readonly files: DataFiles
  readonly columns: readonly string[]
  readonly groups: readonly CsvHead[][]
  readonly select: (heads: readonly CsvHead[], more: string) => string
}
interface Staged {
  /** A SELECT of the rows that can be read, as texts. */
  readonly from: string
  readonly unread: readonly UnreadRow[]
  close(): Promise<void>
}

/** Reads files into a table of texts, and beside it what cannot be read: lines of another length, and values that are no type that was said. */
export async function stageCsv(engine: Engine, { files, columns, groups, select }: Staging): Promise<Staged> {
  const table = engine.uniqueName('staged')
  return withConnection(engine, (connection) =>
    interruptible(connection, files.signal, async () => {
      const unread: UnreadRow[] = []
      await duck.query(
        connection,
        `CREATE TABLE ${table} (${columns.map((name) => `${quoteId(name)} VARCHAR`).join(', ')})`,
      )
      for (const group of groups) {
        const rejects = engine.uniqueName('rejects')
        const more = `, ignore_errors = true, store_rejects = true, rejects_table = '${rejects}', rejects_scan = '${rejects}_scan', rejects_limit = 0`
        await duck.query(connection, `INSERT INTO ${table} ${select(group, more)}`)
        unread.push(...(await malformed(connection, rejects)))
      }
      unread.push(...(await setAsideMisfits(connection, table, { files, columns })))
      const close = () =>
        withConnection(engine, async (other) => void (await duck.query(other, `DROP TABLE IF EXISTS ${table}`)))
      return { from: `SELECT * FROM ${table}`, unread, close }
    }),
  )
}

async function malformed(connection: Connection, rejects: string): Promise<readonly UnreadRow[]> {
  const rows = await rowsOf(
    connection,
    `SELECT line::DOUBLE AS line, any_value(csv_line) AS record, list(error_type::VARCHAR) AS codes, list(error_message) AS messages
FROM ${rejects} GROUP BY scan_id, file_id, line ORDER BY file_id, line`,
  )
  await duck.query(connection, `DROP TABLE ${rejects}; DROP TABLE ${rejects}_scan`)
  return rows.map(({ line, record, codes, messages }) => ({
    line: Number(line),
    record: String(record ?? ''),
    errors: (messages as readonly string[]).map((message, index) => ({
      path: '',
      code: String((codes as readonly string[])[index])
        .toLowerCase()
        .replaceAll(' ', '_'),
      message,
      input: record,
    })),
  }))
}

async function setAsideMisfits(
  connection: Connection,
  table: string,
  { files, columns }: Pick<Staging, 'files' | 'columns'>,
): Promise<readonly UnreadRow[]> {
  const declared = files.read.columns ?? files.read.types ?? {}
  const unread: UnreadRow[] = []
  for (const name of columns) {
    const type = Object.hasOwn(declared, name) ? declared[name] : undefined
    if (type === undefined) continue
    const text = quoteId(name)
    const misfit = `${text} IS NOT NULL AND NOT coalesce(${declaredFits(declaredColumn({ name, declared: type }, text, files.read))}, false)`
    const rows = await rowsOf(
      connection,
      `SELECT rowid::DOUBLE + 1 AS line, to_json(t)::VARCHAR AS record, ${text} AS given FROM ${table} AS t WHERE ${misfit} ORDER BY rowid`,
    )
    for (const { line, record, given } of rows) {
      const message = `${quoteText(String(given))} is no ${type}`
      unread.push({
        line: Number(line),
        record: String(record),
        errors: [{ path: name, code: 'cast', message, input: given }],
      })
    }
    if (rows.length > 0) await duck.query(connection, `DELETE FROM ${table} WHERE ${misfit}`)
  }
  return unread
}
