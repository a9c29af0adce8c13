import type { ReadOptions } from '../../define/read-options.ts'
import { quoteId, quoteText } from '../codec/types/data-type.ts'
import { fileMistake } from './file-mistake.ts'

interface InFolder {
  readonly path: string
  readonly columns: readonly string[]
}

export interface FolderColumns {
  readonly names: readonly string[]
  /** A key of the file's folder columns: files with equal keys have the same columns. */
  keyOf(file: InFolder): string
  /** The columns of a file's folders as expressions of a SELECT, each in a type that fits all of its values. */
  selectOf(file: InFolder): readonly string[]
}

/**
 * The columns that folder names such as `year=2026` give, under `hivePartitioning`. Only folders below the project
 * count: the place of the project itself is no part of the data.
 *
 * @throws AssetError `ASSET_VALUE` where a file itself has a column of that name.
 */
export function folderColumns(files: readonly InFolder[], { hivePartitioning = false }: ReadOptions): FolderColumns {
  if (!hivePartitioning) return { names: [], keyOf: () => '', selectOf: () => [] }
  const names = [...new Set(files.flatMap(({ path }) => [...pairsOf(path).keys()]))]
  for (const { path, columns } of files) {
    const twin = names.find((name) => columns.some((column) => column.toLowerCase() === name.toLowerCase()))
    if (twin === undefined) continue
    const fix = 'rename one of them, or leave out hivePartitioning'
    throw fileMistake({ path, problem: `has a column "${twin}", which its folders name too`, fix })
  }
  const types = new Map(names.map((name) => [name, typeOf(files.flatMap(({ path }) => pairsOf(path).get(name) ?? []))]))
  return {
    names,
    keyOf: ({ path }) => JSON.stringify([...pairsOf(path)]),
    selectOf: ({ path }) => {
      const pairs = pairsOf(path)
      return names.map((name) => {
        const value = pairs.get(name)
        return `CAST(${value === undefined ? 'NULL' : quoteText(value)} AS ${types.get(name)}) AS ${quoteId(name)}`
      })
    },
  }
}

function typeOf(values: readonly string[]): string {
  if (values.every((value) => /^(?:0|-?[1-9]\d{0,17})$/.test(value))) return 'BIGINT'
  const isDay = (value: string) =>
    /^\d{4}-\d{2}-\d{2}$/.test(value) && new Date(value).toJSON()?.startsWith(value) === true
  return values.every(isDay) ? 'DATE' : 'VARCHAR'
}

/** Hive writes null as `__HIVE_DEFAULT_PARTITION__`. */
function pairsOf(path: string): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>()
  for (const folder of path.split('/').slice(0, -1)) {
    const [, name, value] = /^([^=]+)=(.*)$/.exec(folder) ?? []
    if (name !== undefined && value !== undefined && value !== '__HIVE_DEFAULT_PARTITION__')
      pairs.set(unescaped(name), unescaped(value))
  }
  return pairs
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
