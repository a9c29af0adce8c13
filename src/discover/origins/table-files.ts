import type { SourceOrigin } from '../../define/definition.ts'
import type { ReadOptions, TableFormat } from '../../define/read-options.ts'
import { AssetError } from '../../errors.ts'
import { matchFiles } from '../observe/match-files.ts'
import { misplacedOptions } from '../options/options-of-tables.ts'

type TableOrigin = Extract<SourceOrigin, { readonly type: 'table' }>

export interface TableFiles {
  /** Relative to the project, in the order in which they are read. */
  readonly paths: readonly string[]
  readonly format: TableFormat
}

const readable = Symbol('data files to read')

/** What a source gives where the data engine reads its rows. No function of a user's can return it. */
export interface ReadableFiles extends TableFiles {
  readonly [readable]: true
  readonly read: ReadOptions
}

export const readableFiles = (files: TableFiles, options: ReadOptions): ReadableFiles => ({
  [readable]: true,
  ...files,
  read: options,
})

export const areReadable = (result: unknown): result is ReadableFiles =>
  typeof result === 'object' && result !== null && readable in result

/**
 * The data files of a source that is a table, and their format.
 *
 * @returns `undefined` where nothing matches.
 * @throws AssetError `ASSET_OPTIONS` where the format is unknown, or an option does not fit it.
 */
export async function tableFiles(root: string, origin: TableOrigin): Promise<TableFiles | undefined> {
  const paths = await matchFiles(root, origin.glob)
  if (paths.length === 0) return undefined
  const format = origin.format ?? formatOf(paths)
  const [mistake] = misplacedOptions(origin.read, format)
  if (mistake === undefined) return { paths, format }
  const { message, fix } = mistake
  throw new AssetError({ code: 'ASSET_OPTIONS', message: `it ${message}`, facts: { files: paths }, fix })
}

const endings: readonly (readonly [RegExp, TableFormat])[] = [
  [/\.(?:csv|tsv)$/, 'csv'],
  [/\.json$/, 'json'],
  [/\.(?:ndjson|jsonl)$/, 'ndjson'],
  [/\.(?:parquet|pq)$/, 'parquet'],
  [/\.xlsx$/, 'xlsx'],
]

/** By the ending of the names, under a `.gz` or `.zst`, which is unpacked. */
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
    fix: "give { format: 'csv' }, 'json', 'ndjson', 'parquet' or 'xlsx', or narrow the glob to files of one format",
  })
}

function formatOfName(path: string): TableFormat | undefined {
  const name = path.toLowerCase().replace(/\.(?:gz|zst)$/, '')
  return endings.find(([ending]) => ending.test(name))?.[1]
}
