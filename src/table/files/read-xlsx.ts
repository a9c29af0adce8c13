import { AssetError } from '../../errors.ts'
import { quoteId, quoteText } from '../codec/types/data-type.ts'
import { type Connection, duck } from '../engine/bindings.ts'
import { type Engine, withConnection } from '../engine/open.ts'
import type { DataFiles, OpenedFiles } from './data-files.ts'
import { declaredSelect } from './declared-types.ts'
import { folderColumns } from './folder-columns.ts'
import { knownColumns } from './known-columns.ts'
import { rowsOf } from './rows-of.ts'
import { unionColumns } from './union-columns.ts'

/**
 * The first sheet of workbooks, by an extension of DuckDB's that is not part of it. It is loaded where it is, and never
 * downloaded in the middle of a run.
 */
export async function openXlsx(engine: Engine, files: DataFiles): Promise<OpenedFiles> {
  return withConnection(engine, async (connection) => {
    try {
      await duck.query(connection, 'LOAD excel')
    } catch (error) {
      throw notInstalled(files, error)
    }
    const sheets = []
    for (const path of files.paths) {
      const from = `read_xlsx(${quoteText(files.placeOf(path))}, header = true)`
      const described = await rowsOf(connection, `DESCRIBE SELECT * FROM ${from}`)
      const columns = described.map((row) => String(row.column_name))
      const times = columns.filter((_, at) => described[at]?.column_type === 'TIME')
      await expectWholeSeconds(connection, { path, place: files.placeOf(path), times })
      sheets.push({ path, from, columns })
    }
    const names = unionColumns(sheets, files.warn)
    const folders = folderColumns(sheets, files.read)
    const all = [...names, ...folders.names]
    knownColumns(files.read, all)
    const selects = sheets.map((sheet) => {
      const values = names.map((name) => (sheet.columns.includes(name) ? quoteId(name) : `NULL AS ${quoteId(name)}`))
      return `SELECT ${[...values, ...folders.selectOf(sheet)].join(', ')} FROM ${sheet.from}`
    })
    const select = declaredSelect(selects.join('\nUNION ALL\n'), all, files.read.types)
    return { select, unread: [], close: async () => undefined }
  })
}

interface Times {
  readonly path: string
  readonly place: string
  readonly times: readonly string[]
}

/**
 * The extension rounds a time of the day to a second, 23:59:59.999 to midnight. As a text it gives the part of the day
 * that the cell has.
 */
async function expectWholeSeconds(connection: Connection, { path, place, times }: Times): Promise<void> {
  for (const column of times) {
    const seconds = `CAST(${quoteId(column)} AS DOUBLE) * 86400`
    const cells = `SELECT row_number() OVER () AS row, ${seconds} AS seconds FROM read_xlsx(${quoteText(place)}, header = true, all_varchar = true)`
    const finer = `SELECT row FROM (${cells}) WHERE abs(seconds - round(seconds)) >= 0.0005 ORDER BY row LIMIT 1`
    const [row] = await rowsOf(connection, finer)
    if (row === undefined) continue
    throw new AssetError({
      code: 'ASSET_VALUE',
      message: `column "${column}" of ${path} has a time finer than a second in row ${row.row}, which DuckDB's extension excel would round`,
      at: path,
      facts: { file: path, column, row: Number(row.row) },
      fix: 'round it in the sheet, give the cell the format of a number, or save the sheet as CSV',
    })
  }
}

function notInstalled({ paths }: DataFiles, cause: unknown): AssetError {
  return new AssetError({
    code: 'ASSET_VALUE',
    message: `${paths[0]} is read by DuckDB's extension excel, which is not installed`,
    at: paths[0],
    facts: { files: paths },
    fix: 'run `install excel` once in DuckDB of the same release (`duckdb -c "install excel"`), or save the sheet as CSV',
    cause,
  })
}
