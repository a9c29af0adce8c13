import type { ReadOptions } from '../../../define/read-options.ts'
import { quoteId, quoteText } from '../../codec/types/data-type.ts'
import { type Engine, withConnection } from '../../engine/open.ts'
import { type DataFiles, nullOf, type OpenedFiles } from '../data-files.ts'
import { fileText } from '../file-text.ts'
import { folderColumns } from '../folder-columns.ts'
import { knownColumns } from '../known-columns.ts'
import { rowsOf } from '../rows-of.ts'
import { fitsType, mayFitType, type ReadColumn, type TextType, typedSelect, typesToTry } from '../text-types.ts'
import { unionColumns } from '../union-columns.ts'
import { asUtf8 } from './as-utf8.ts'
import { refuseInnerComments } from './comment-marks.ts'
import { type CsvHead, csvHead, mostLineBytes } from './csv-head.ts'
import { refuseLongRows } from './long-rows.ts'
import { tellNameless } from './nameless-columns.ts'
import { stageCsv } from './stage-csv.ts'

/** How many rows of each kind of file are sampled, where the types of the first rows are to hold for the later ones. */
const firstRows = 20_000
const mostGroups = 20

export async function openCsv(engine: Engine, original: DataFiles): Promise<OpenedFiles> {
  const { files, close } = await asUtf8(original)
  try {
    const opened = await openUtf8(engine, files)
    return { ...opened, close: () => opened.close().finally(close) }
  } catch (error) {
    await close()
    throw error
  }
}

async function openUtf8(engine: Engine, files: DataFiles): Promise<OpenedFiles> {
  const { paths, read, warn } = files
  const heads: CsvHead[] = []
  for (const path of paths) {
    const head = await csvHead(files, path)
    if (head === undefined) continue
    await refuseInnerComments(files, head)
    if (read.ignoreErrors !== true) await refuseLongRows(files, head)
    heads.push(head)
  }
  if (heads.length === 0) return { select: undefined, unread: [], close: async () => undefined }
  tellNameless(heads, warn)
  const folders = folderColumns(heads, read)
  const names = unionColumns(heads, warn)
  const columns = [...names, ...folders.names]
  knownColumns(read, columns)
  const groups = grouped(heads, folders.keyOf)
  const select = (some: readonly CsvHead[], more = '') =>
    grouped(some, folders.keyOf)
      .map((group) => selectOf(group, { files, names, folder: folders.selectOf(group[0] as CsvHead), more }))
      .join('\nUNION ALL\n')
  const staged = read.ignoreErrors === true ? await stageCsv(engine, { files, columns, groups, select }) : undefined
  const from = staged?.from ?? select(heads)
  const sample = sampleOf(groups, { files, select, from, isStaged: staged !== undefined })
  const typed = [
    ...(await typesOf(engine, { files, columns: names, sample })),
    ...folders.names.map((name) => declaredOr(name, read)),
  ]
  return {
    select: typed.every((column) => 'type' in column && column.type === 'VARCHAR')
      ? from
      : typedSelect(from, typed, read),
    unread: staged?.unread ?? [],
    close: async () => staged?.close(),
  }
}

interface Sampling {
  readonly files: DataFiles
  readonly select: (heads: readonly CsvHead[], more: string) => string
  readonly from: string
  readonly isStaged: boolean
}

/** The rows that decide the types. */
function sampleOf(groups: readonly CsvHead[][], { files, select, from, isStaged }: Sampling): string {
  const { sampleSize, maxLineBytes = mostLineBytes } = files.read
  // By default, DuckDB reads 32 MB before it gives the first row.
  const more = `, buffer_size = ${2 * maxLineBytes}`
  const first = (some: readonly CsvHead[], rows: number) => `SELECT * FROM (\n${select(some, more)}\n) LIMIT ${rows}`
  const parts = sampleSize === undefined ? [] : groups.flat().map((head) => first([head], sampleSize))
  if (sampleSize === undefined && !files.exact && !isStaged)
    parts.push(...groups.slice(0, mostGroups).map(([head]) => first([head as CsvHead], firstRows)))
  return parts.length === 0 ? from : parts.map((part) => `(${part})`).join('\nUNION ALL\n')
}

/** Neighbouring files of the same format are read by one call. */
function grouped(heads: readonly CsvHead[], keyOf: (head: CsvHead) => string): CsvHead[][] {
  const groups: CsvHead[][] = []
  let last = ''
  for (const head of heads) {
    const { path, ...how } = head
    const key = JSON.stringify([how, keyOf(head)])
    if (key === last) groups.at(-1)?.push(head)
    else groups.push([head])
    last = key
  }
  return groups
}

interface GroupSelect {
  readonly files: DataFiles
  readonly names: readonly string[]
  readonly folder: readonly string[]
  readonly more: string
}

function selectOf(group: readonly CsvHead[], { files, names, folder, more }: GroupSelect): string {
  const [{ columns }] = group as [CsvHead]
  const values = names.map((name) =>
    columns.includes(name) ? textOf(name, files.read) : `NULL::VARCHAR AS ${quoteId(name)}`,
  )
  const paths = group.map(({ path }) => fileText(files.placeOf(path))).join(', ')
  return `SELECT ${[...values, ...folder].join(', ')} FROM read_csv([${paths}], ${dialect(group[0] as CsvHead, files.read)}${more})`
}

/**
 * The texts that mean null are not passed to DuckDB: it ignores the beginning of one behind the last column, and with
 * one column it drops empty lines.
 */
function textOf(name: string, { nullText }: ReadOptions): string {
  const column = quoteId(name)
  if (nullText === undefined) return column
  const nulls = [nullText].flat().map((text) => ` WHEN ${quoteText(text)} THEN NULL`)
  return `CASE coalesce(${column}, '')${nulls.join('')} ELSE coalesce(${column}, '') END AS ${column}`
}

/** Every option is set, since DuckDB would guess the others from the rows. */
function dialect(head: CsvHead, read: ReadOptions): string {
  const options: Record<string, string | undefined> = {
    auto_detect: 'false',
    header: String(read.header ?? true),
    columns: `{${head.columns.map((name) => `${quoteText(name)}: 'VARCHAR'`).join(', ')}}`,
    delim: quoteText(head.delimiter),
    quote: quoteText(head.quote),
    escape: quoteText(head.escape),
    skip: String(head.skip),
    comment: quoteText(read.comment ?? ''),
    null_padding: 'false',
    strict_mode: 'true',
    hive_partitioning: 'false',
    // `""` is an empty text.
    allow_quoted_nulls: 'false',
    encoding: read.encoding === undefined ? undefined : quoteText(read.encoding),
    max_line_size: read.maxLineBytes === undefined ? undefined : String(read.maxLineBytes),
  }
  return Object.entries(options)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name} = ${value}`]))
    .join(', ')
}

interface Typing {
  readonly files: DataFiles
  readonly columns: readonly string[]
  /** A SELECT of the rows that decide the types. */
  readonly sample: string
}

async function typesOf(engine: Engine, { files, columns, sample }: Typing): Promise<readonly ReadColumn[]> {
  const { read, texts } = files
  const declared = read.columns ?? read.types ?? {}
  const open =
    read.allVarchar === true ? [] : columns.filter((name) => !Object.hasOwn(declared, name) && !texts.has(name))
  const textTypes =
    open.length === 0 ? new Map<string, TextType>() : await inferred(engine, { files, columns: open, sample })
  return columns.map((name) => {
    const type = textTypes.get(name)
    return type === 'NULL' ? { name, type, as: nullOf(files, name) } : declaredOr(name, read, type)
  })
}

function declaredOr(name: string, read: ReadOptions, type: Exclude<TextType, 'NULL'> = 'VARCHAR'): ReadColumn {
  const declared = read.columns ?? read.types ?? {}
  return Object.hasOwn(declared, name) ? { name, declared: declared[name] as string } : { name, type }
}

/** A few rows rule out most types; only the remaining types are tested on every row. */
const glimpse = 200

/** DuckDB's planning time is quadratic in the number of expressions: minutes for a wide table. */
const mostAtOnce = 600

/** The first type that all values of a column fit, for all columns in one scan, or for many in a few scans. */
async function inferred(engine: Engine, { files, columns, sample }: Typing): Promise<ReadonlyMap<string, TextType>> {
  const { read, signal } = files
  const ask = async (expressions: readonly string[], from: string) => {
    const answers: unknown[] = []
    for (let at = 0; at < expressions.length; at += mostAtOnce) {
      const some = expressions.slice(at, at + mostAtOnce).join(', ')
      const [row = {}] = await withConnection(engine, (connection) =>
        rowsOf(connection, `SELECT ${some} FROM (\n${from}\n)`, signal),
      )
      answers.push(...Object.values(row))
    }
    return answers
  }
  const types = typesToTry(read)
  const pairs = columns.flatMap((name) => types.map((type) => ({ name, type })))
  const fits = pairs.map(({ name, type }, index) => `${mayFitType(quoteId(name), type, read)} AS f${index}`)
  const fitting = await ask(fits, `SELECT * FROM (\n${sample}\n) LIMIT ${glimpse}`)
  const open = Map.groupBy(
    pairs.filter((_, index) => fitting[index] !== false),
    ({ name }) => name,
  )
  const inferredTypes = new Map<string, TextType>(columns.map((name) => [name, 'VARCHAR']))
  const checks = [...open].map(([name, left], index) => {
    const text = quoteId(name)
    const cases = left.map(({ type }) => `WHEN ${fitsType(text, type, read)} THEN ${quoteText(type)}`)
    return `CASE WHEN count(${text}) = 0 THEN 'NULL' ${cases.join(' ')} ELSE 'VARCHAR' END AS c${index}`
  })
  const answers = checks.length === 0 ? [] : await ask(checks, sample)
  for (const [index, name] of [...open.keys()].entries()) inferredTypes.set(name, answers[index] as TextType)
  return inferredTypes
}
