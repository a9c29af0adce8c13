import { quoteId } from '../../codec/types/data-type.ts'
import type { Connection } from '../../engine/bindings.ts'
import { type Engine, withConnection } from '../../engine/open.ts'
import type { DataFiles, OpenedFiles } from '../data-files.ts'
import { fieldWithoutRoom, shapeOf } from '../declared-shape.ts'
import { declaredSelect } from '../declared-types.ts'
import { fileMistake } from '../file-mistake.ts'
import { folderColumns } from '../folder-columns.ts'
import { knownColumns } from '../known-columns.ts'
import { rowsOf } from '../rows-of.ts'
import { unionColumns } from '../union-columns.ts'
import { type CommonType, commonType, isFloat } from './common-type.ts'
import { describeFile, type ParquetFile, selectFrom } from './describe-file.ts'
import { type RawCopies, rawCopies } from './raw-file.ts'

interface Group {
  readonly files: readonly ParquetFile[]
  /** A SELECT of all of their columns. */
  readonly from: string
}

/**
 * Opens Parquet files, which have their own types. Several files are united by the names of columns, in types that
 * change no value of any.
 */
export async function openParquet(engine: Engine, files: DataFiles): Promise<OpenedFiles> {
  const copies = rawCopies()
  try {
    return { ...(await opened(engine, files, copies)), close: copies.remove }
  } catch (error) {
    await copies.remove()
    throw error
  }
}

async function opened(engine: Engine, files: DataFiles, copies: RawCopies): Promise<Omit<OpenedFiles, 'close'>> {
  return withConnection(engine, async (connection) => {
    const parquetFiles: ParquetFile[] = []
    for (const path of files.paths) parquetFiles.push(await describeFile(connection, path, { files, copies }))
    const folders = folderColumns(parquetFiles, files.read)
    const names = unionColumns(parquetFiles, files.warn)
    knownColumns(files.read, [...names, ...folders.names])
    for (const file of parquetFiles) refuseLostFields(file, files.read.types)
    const groups = groupsOf(parquetFiles, folders.keyOf)
    const targets = new Map<string, string>()
    for (const name of names) targets.set(name, await targetOf(connection, { name, groups, files }))
    const selects = groups.map(({ files: [file], from }) => {
      const columns = names.map((name) => `${columnOf(name, file as ParquetFile, targets)} AS ${quoteId(name)}`)
      return `SELECT ${[...columns, ...folders.selectOf(file as ParquetFile)].join(', ')} FROM (${from})`
    })
    const bytes = new Set(names.filter((name) => targets.get(name) === 'BLOB'))
    const union = selects.join('\nUNION ALL\n')
    const select = declaredSelect(union, [...names, ...folders.names], { types: files.read.types, bytes })
    const [first] = parquetFiles
    const isSame = parquetFiles.length === 1 && folders.names.length === 0 && files.read.types === undefined
    const same = isSame && first?.select === '*' ? first.place : undefined
    return { select, same, unread: [] }
  })
}

/** @throws AssetError `ASSET_VALUE` where the declared type of a column lacks one of its fields. */
function refuseLostFields({ path, types }: ParquetFile, typesByName: Readonly<Record<string, string>> = {}): void {
  for (const [name, type] of Object.entries(typesByName)) {
    refuseBytesInside({ path, name, is: types.get(name) ?? type, says: type })
    const lost = fieldWithoutRoom(shapeOf(types.get(name) ?? type), shapeOf(type), name)
    if (lost === undefined) continue
    const fix = 'say the field as well, or leave it out in the sql of an asset'
    throw fileMistake({ path, problem: `has the field "${lost}", for which ${type} has no room`, fix })
  }
}

/** Refuses bytes in a list or struct that is read as text, since DuckDB would write a byte as `\xC3`. */
function refuseBytesInside(column: {
  readonly path: string
  readonly name: string
  readonly is: string
  readonly says: string
}): void {
  const { path, name, is, says } = column
  const bytesIn = (type: string) => type.match(/\bBLOB\b/gi)?.length ?? 0
  if (is === 'BLOB' || bytesIn(is) <= bytesIn(says)) return
  const problem = `has bytes in the column "${name}", a ${is}, which are no text of a ${says}`
  throw fileMistake({ path, problem, fix: 'say BLOB for them in { types }, and decode them in the sql of an asset' })
}

/** Neighbouring files with the same columns are read by one call. */
function groupsOf(files: readonly ParquetFile[], keyOf: (file: ParquetFile) => string): readonly Group[] {
  const groups: ParquetFile[][] = []
  let last = ''
  for (const file of files) {
    const key = JSON.stringify([[...file.types], file.select, keyOf(file)])
    if (key === last) groups.at(-1)?.push(file)
    else groups.push([file])
    last = key
  }
  return groups.map((files) => {
    const places = files.map(({ place }) => place)
    return { files, from: selectFrom(files[0]?.select as string, places) }
  })
}

function columnOf(name: string, file: ParquetFile, targets: ReadonlyMap<string, string>): string {
  const [type, target] = [file.types.get(name), targets.get(name) as string]
  if (type === undefined) return `NULL::${target}`
  return type === target ? quoteId(name) : `CAST(${quoteId(name)} AS ${target})`
}

interface Target {
  readonly name: string
  readonly groups: readonly Group[]
  readonly files: DataFiles
}

async function targetOf(connection: Connection, { name, groups, files }: Target): Promise<string> {
  const having = groups.filter(({ files: [file] }) => file?.types.has(name))
  const typeIn = ({ files: [file] }: Group) => file?.types.get(name) as string
  let target = typeIn(having[0] as Group)
  for (const group of having.slice(1)) {
    const path = group.files[0]?.path as string
    const common = commonType(target, typeIn(group))
    if (common === undefined) {
      const fix = `write the files with one type for it, or leave one of them out of the glob`
      throw fileMistake({
        path,
        problem: `has the column "${name}" as ${typeIn(group)}, which other files have as ${target}`,
        fix,
      })
    }
    const next = await decided(connection, { name, having, common })
    if (next === 'VARCHAR' && target !== typeIn(group))
      files.warn(`${path} has the column "${name}" as ${typeIn(group)}, and others as ${target}: it is read as text`)
    target = next
  }
  return target
}

interface Deciding {
  readonly name: string
  readonly having: readonly Group[]
  readonly common: Exclude<CommonType, undefined>
}

async function decided(connection: Connection, { name, having, common }: Deciding): Promise<string> {
  if ('type' in common) return common.type
  if ('text' in common) return 'VARCHAR'
  if ('decide' in common) return decide(connection, name, having)
  const column = quoteId(name)
  for (const { from } of having) {
    // For a moment out of range, TRY_CAST throws like CAST.
    const fits = `${column} IS NULL OR TRY(CAST(${column} AS ${common.ifFits})) IS NOT NULL`
    const [row] = await rowsOf(connection, `SELECT coalesce(bool_and(${fits}), true) AS fits FROM (${from})`)
    if (row?.fits !== true) return 'VARCHAR'
  }
  return common.ifFits
}

const exactWhole = 9_007_199_254_740_992

/**
 * Decides the type of a column of integers and doubles: integers where all values are whole, else doubles where they
 * tell the integers apart, else texts.
 */
async function decide(connection: Connection, name: string, groups: readonly Group[]): Promise<string> {
  const column = quoteId(name)
  const all = async (isFloating: boolean, condition: string): Promise<boolean> => {
    for (const { files, from } of groups) {
      if (isFloat(files[0]?.types.get(name) as string) !== isFloating) continue
      const [row] = await rowsOf(connection, `SELECT coalesce(bool_and(${condition}), true) AS fits FROM (${from})`)
      if (row?.fits !== true) return false
    }
    return true
  }
  if (await all(true, `${column} = trunc(${column}) AND abs(${column}) < ${exactWhole}`)) return 'BIGINT'
  return (await all(false, `${column} BETWEEN -${exactWhole} AND ${exactWhole}`)) ? 'DOUBLE' : 'VARCHAR'
}
