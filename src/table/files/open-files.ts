import { unreachable } from '../../util/unreachable.ts'
import type { Engine } from '../engine/open.ts'
import { openCsv } from './csv/read-csv.ts'
import type { DataFiles, OpenedFiles } from './data-files.ts'
import { openJson } from './json/read-json.ts'
import { openParquet } from './parquet/read-parquet-files.ts'
import { openXlsx } from './xlsx/read-xlsx.ts'

/**
 * Reads as much of the data files as is needed to know their columns and types, and returns the SELECT that reads them.
 *
 * @throws AssetError `ASSET_VALUE` with the file, and with DuckDB's message where it cannot read one.
 */
export async function openFiles(engine: Engine, files: DataFiles): Promise<OpenedFiles> {
  switch (files.format) {
    case 'csv':
      return openCsv(engine, files)
    case 'json':
    case 'ndjson':
      return openJson(engine, files)
    case 'parquet':
      return openParquet(engine, files)
    case 'xlsx':
      return openXlsx(engine, files)
    default:
      return unreachable(files.format)
  }
}
