import { unreachable } from '../../util/unreachable.ts'
import type { Engine } from '../engine/open.ts'
import { openCsv } from './csv/read-csv.ts'
import type { DataFiles, OpenedFiles } from './data-files.ts'
import { openJson } from './json/read-json.ts'
import { openParquet } from './parquet/read-parquet-files.ts'
import { openXlsx } from './xlsx/read-xlsx.ts'

/**
 * Looks at data files as far as it takes to say which columns they have and of which types, and gives the SELECT that
 * reads them.
 *
 * @throws AssetError `ASSET_VALUE` with the file, and what DuckDB says of one that it cannot read.
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
