import { join } from 'node:path'
import type { SourceOrigin, TableFormat } from '../../define/definition.ts'
import { type Sql, sql } from '../../define/sql.ts'
import { AssetError } from '../../errors.ts'
import { unreachable } from '../../util/unreachable.ts'
import { matchFiles } from '../observe/match-files.ts'
import { csvDialect } from './csv-dialect.ts'

type TableOrigin = Extract<SourceOrigin, { readonly type: 'table' }>

/**
 * The statement that reads the data files in the order of their paths, and each in its own order. Columns are matched by name; their types
 * are read from all rows and not from the first ones, so that a file is never refused, or read otherwise, because of how it begins.
 *
 * @returns `undefined` where nothing matches.
 * @throws AssetError `ASSET_OPTIONS` where the format cannot be told.
 */
export async function tableStatement(root: string, origin: TableOrigin): Promise<Sql | undefined> {
  const paths = await matchFiles(root, origin.glob)
  if (paths.length === 0) return undefined
  const files = `[${paths.map((path) => quoted(literalGlob(join(root, path)))).join(', ')}]`
  const format = tableFormat(origin, paths)
  const dialect = format === 'csv' ? await csvDialect(join(root, paths[0] as string)) : ''
  return sql`select * from ${sql.raw(reader(format, { files, dialect }))}`
}

export function tableFormat({ format }: TableOrigin, paths: readonly string[]): TableFormat {
  return format ?? formatOf(paths)
}

function reader(format: TableFormat, { files, dialect }: { files: string; dialect: string }): string {
  switch (format) {
    case 'csv':
      return `read_csv(${files}, union_by_name = true, sample_size = -1${dialect})`
    case 'json':
      return `read_json(${files}, union_by_name = true, sample_size = -1)`
    case 'ndjson':
      return `read_json(${files}, format = 'newline_delimited', union_by_name = true, sample_size = -1)`
    case 'parquet':
      return `read_parquet(${files}, union_by_name = true)`
    default:
      return unreachable(format)
  }
}

const endings: readonly (readonly [RegExp, TableFormat])[] = [
  [/\.(?:csv|tsv)$/, 'csv'],
  [/\.json$/, 'json'],
  [/\.(?:ndjson|jsonl)$/, 'ndjson'],
  [/\.(?:parquet|pq)$/, 'parquet'],
]

/** By the ending of the names, under a `.gz` or `.zst`, which DuckDB unpacks by itself. */
function formatOf(paths: readonly string[]): TableFormat {
  const formats = new Map(paths.map((path) => [formatOfName(path), path]))
  const [[format, path] = [undefined, '']] = formats
  if (format !== undefined && formats.size === 1) return format
  const message =
    formats.size > 1
      ? `the files are of several formats: ${[...formats.values()].join(', ')}`
      : `the ending of ${path} does not tell its format`
  throw new AssetError({
    code: 'ASSET_OPTIONS',
    message,
    facts: { files: [...formats.values()] },
    fix: "give { format: 'csv' }, 'json', 'ndjson' or 'parquet', or narrow the glob to files of one format",
  })
}

function formatOfName(path: string): TableFormat | undefined {
  const name = path.toLowerCase().replace(/\.(?:gz|zst)$/, '')
  return endings.find(([ending]) => ending.test(name))?.[1]
}

/** DuckDB takes a path for a glob: in brackets each of its marks stands for itself. */
function literalGlob(path: string): string {
  return path.replaceAll(/[[*?]/g, (mark) => `[${mark}]`)
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
