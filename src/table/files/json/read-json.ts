import { quoteId, quoteText } from '../../codec/types/data-type.ts'
import { type Connection, duck } from '../../engine/bindings.ts'
import { type Engine, interruptible, withConnection } from '../../engine/open.ts'
import { type DataFiles, nullOf, type OpenedFiles } from '../data-files.ts'
import { declaredValue } from '../declared-types.ts'
import { fileMistake } from '../file-mistake.ts'
import { fileText } from '../file-text.ts'
import { folderColumns } from '../folder-columns.ts'
import { knownColumns } from '../known-columns.ts'
import { expectWhole } from '../packed.ts'
import { rowsOf } from '../rows-of.ts'
import { unionColumns } from '../union-columns.ts'
import {
  isObject,
  numbersOf,
  objectsOf,
  pathName,
  type Structure,
  textsAt,
  typeOfStructure,
  unstructured,
} from './json-structure.ts'
import { valuesSelect } from './json-values.ts'
import { asWritten } from './number-marks.ts'
import { keepExactNumbers, markNumbers, textsAsWritten } from './number-texts.ts'
import { refuseKeys } from './refuse-keys.ts'
import { withoutMark } from './without-mark.ts'

/** The records of JSON files, as their own texts. */
export interface JsonRecords {
  /** A DuckDB table with the columns `json` and `file`; `file` is the place of the file among the paths. */
  readonly table: string
  close(): Promise<void>
}

/**
 * Reads the records once, into a table of texts. DuckDB's own type detection is not used: it turns strings into dates,
 * times and UUIDs, long integers into doubles, and quotes strings in columns of several types.
 */
export async function stageJson(engine: Engine, files: DataFiles): Promise<JsonRecords> {
  await expectWhole(files)
  const table = engine.uniqueName('staged')
  await using marked = await withoutMark(files)
  const options = [
    ...(files.format === 'ndjson' ? [`format = 'newline_delimited'`] : [`format = 'auto'`]),
    ...(files.read.maxObjectBytes === undefined ? [] : [`maximum_object_size = ${files.read.maxObjectBytes}`]),
  ]
  const selects = marked.files.map(
    (file, index) =>
      `SELECT json, ${index} AS file FROM read_json_objects(${fileText(file)}, hive_partitioning = false, ${options.join(', ')})`,
  )
  const close = () =>
    withConnection(engine, async (connection) => void (await duck.query(connection, `DROP TABLE IF EXISTS ${table}`)))
  await withConnection(engine, (connection) =>
    interruptible(connection, files.signal, async () => {
      await duck.query(connection, `CREATE TABLE ${table} (json JSON, file INTEGER)`)
      try {
        for (const select of selects) await duck.query(connection, `INSERT INTO ${table} ${select}`)
      } catch (error) {
        await duck.query(connection, `DROP TABLE ${table}`)
        throw error
      }
    }),
  )
  return { table, close }
}

export async function openJson(engine: Engine, files: DataFiles): Promise<OpenedFiles> {
  const { table, close } = await stageJson(engine, files)
  try {
    const select = await withConnection(engine, (connection) => selectOf(connection, table, files))
    return { select, unread: [], close }
  } catch (error) {
    await close()
    throw error
  }
}

async function selectOf(connection: Connection, table: string, files: DataFiles): Promise<string | undefined> {
  const { read, paths, signal } = files
  const { canMark, hasFractions, mayBeLong } = await keepExactNumbers(connection, table)
  const rows = await rowsOf(
    connection,
    `SELECT file::DOUBLE AS file, json_group_structure(json)::VARCHAR AS structure FROM ${oneOfEach(table)} GROUP BY file ORDER BY file`,
    signal,
  )
  if (rows.length === 0) return undefined
  const structures = rows.map(({ file, structure }) => ({
    path: paths[Number(file)] as string,
    structure: JSON.parse(String(structure)) as Structure,
  }))
  const structure = rows.length === 1 ? (structures[0]?.structure as Structure) : await structureOf(connection, table)
  refuseKeys([...structures, { path: structures.map(({ path }) => path).join(', '), structure }])
  const { isLong } = await look(connection, { table, paths, structure, mayBeLong })
  const numberType = isLong ? await exactLeaves(connection, table, structure) : shortLeaf
  const leafType = await withEmptyObjects(connection, { table, structure, leafType: numberType })
  const someText = read.allVarchar === true || read.types !== undefined
  const whole = { structure, path: '$', hasFractions }
  const isMarked = canMark && (someText || textsAsWritten('record', whole, leafType) !== undefined)
  if (isMarked) await markNumbers(connection, table)
  if (!isObject(structure)) {
    const type = structure === 'JSON' ? 'VARCHAR' : typeOfStructure(structure, '$', leafType)
    const written = (value: string) => textsAsWritten(value, whole, leafType) ?? value
    return valuesSelect({ table, type, written: isMarked ? written : undefined }, files)
  }
  const all = structures.map(({ path, structure: one }) => ({ path, columns: isObject(one) ? Object.keys(one) : [] }))
  const names = unionColumns(
    all.filter(({ columns }) => columns.length > 0),
    files.warn,
  )
  const folders = folderColumns(all, read)
  knownColumns(read, [...names, ...folders.names])
  return columnsSelect({ table, files, structure, leafType, isMarked, hasFractions, names, all, folders })
}

/**
 * One record of each structure is enough to know the structure of all records, and finding these takes a sixth of the
 * time that DuckDB takes to unite all.
 */
const oneOfEach = (table: string): string =>
  `(SELECT file, any_value(json) AS json FROM ${table} GROUP BY file, json_structure(json))`

async function structureOf(connection: Connection, table: string): Promise<Structure> {
  const [row] = await rowsOf(
    connection,
    `SELECT json_group_structure(json)::VARCHAR AS structure FROM ${oneOfEach(table)}`,
  )
  return JSON.parse(String(row?.structure)) as Structure
}

interface Columns {
  readonly table: string
  readonly files: DataFiles
  readonly structure: { readonly [name: string]: Structure }
  readonly leafType: LeafType
  readonly isMarked: boolean
  readonly hasFractions: boolean
  readonly names: readonly string[]
  readonly all: readonly { readonly path: string; readonly columns: readonly string[] }[]
  readonly folders: ReturnType<typeof folderColumns>
}

function columnsSelect({
  table,
  files,
  structure,
  leafType,
  isMarked,
  hasFractions,
  names,
  all,
  folders,
}: Columns): string {
  const { read } = files
  const declared = (name: string) => (Object.hasOwn(read.types ?? {}, name) ? read.types?.[name] : undefined)
  const asText = (name: string) => read.allVarchar === true || declared(name) !== undefined
  const shape = Object.fromEntries(
    names.map((name) => {
      const field = structure[name] as Structure
      return [name, asText(name) ? 'VARCHAR' : typeOfStructure(field, `$.${pathName(name)}`, leafType)]
    }),
  )
  const columnOf = (name: string, from: string): string => {
    const type = declared(name)
    return `${type === undefined ? from : declaredValue({ name, type, from, isText: true })} AS ${quoteId(name)}`
  }
  const isNull = (name: string) => structure[name] === 'NULL' && !asText(name)
  const written = (name: string, value: string): string => {
    if (!isMarked) return value
    if (asText(name)) return asWritten(value)
    const place = { structure: structure[name] as Structure, path: `$.${pathName(name)}`, hasFractions }
    return textsAsWritten(value, place, leafType) ?? value
  }
  const values = names.map((name) =>
    columnOf(name, isNull(name) ? nullOf(files, name) : written(name, `struct_extract(record, ${quoteText(name)})`)),
  )
  const records = `SELECT json_transform(json, ${quoteText(JSON.stringify(shape))}) AS record, file FROM ${table}`
  if (folders.names.length === 0) return `SELECT ${values.join(', ')} FROM (${records})`
  const parts = all.map((file) => {
    const of = `SELECT ${values.join(', ')}, ${folders.selectOf(file).join(', ')} FROM (${records}) WHERE file = ${files.paths.indexOf(file.path)}`
    const all = [...names.map(quoteId), ...folders.names.map((name) => columnOf(name, quoteId(name)))]
    return `SELECT ${all.join(', ')} FROM (${of})`
  })
  return parts.join('\nUNION ALL\n')
}

type LeafType = (path: string, leaf: string) => string

/** The type of a leaf where no number is long enough to matter. */
function shortLeaf(_: string, leaf: string): string {
  if (/INT$/.test(leaf)) return 'BIGINT'
  return leaf === 'DOUBLE' || leaf === 'BOOLEAN' ? leaf : 'VARCHAR'
}

/** A column with an integer that is too large for its type becomes text, since a double would change the number. */
async function exactLeaves(connection: Connection, table: string, structure: Structure): Promise<LeafType> {
  const numbers = numbersOf(structure)
  const checks = numbers.map(({ path, leaf }, index) => {
    const most =
      leaf === 'DOUBLE'
        ? 'abs(coalesce(TRY_CAST(v AS HUGEINT), 9007199254740993)) > 9007199254740992'
        : 'TRY_CAST(v AS BIGINT) IS NULL'
    return `coalesce(bool_or(len(list_filter(${textsAt('json', path)}, lambda v: regexp_full_match(v, '-?\\d+') AND ${most})) > 0), false) AS c${index}`
  })
  const [row = {}] = checks.length === 0 ? [] : await rowsOf(connection, `SELECT ${checks.join(', ')} FROM ${table}`)
  const tooLong = new Set(numbers.filter((_, index) => row[`c${index}`] === true).map(({ path }) => path))
  return (path, leaf) => (tooLong.has(path) ? 'VARCHAR' : shortLeaf(path, leaf))
}

interface Leaves {
  readonly table: string
  readonly structure: Structure
  readonly leafType: LeafType
}

/**
 * Objects of which none has a key: DuckDB gives them the same structure as values of several kinds, so they are told
 * apart here.
 */
async function withEmptyObjects(connection: Connection, { table, structure, leafType }: Leaves): Promise<LeafType> {
  const leaves = isObject(structure) ? unstructured(structure) : []
  if (leaves.length === 0) return leafType
  const checks = leaves.map(({ path }, index) => {
    const kinds = `json_type(json, ${quoteText(path)})`
    const all = /\[\*\]|\.\*/.test(path) ? kinds : `[${kinds}]`
    return `bool_and(len(list_filter(${all}, lambda kind: kind NOT IN ('OBJECT', 'NULL'))) = 0) AS c${index}`
  })
  const [row = {}] = await rowsOf(connection, `SELECT ${checks.join(', ')} FROM ${table}`)
  const empty = new Set(leaves.filter((_, index) => row[`c${index}`] === true).map(({ path }) => path))
  return (path, leaf) => (leaf === 'JSON' && empty.has(path) ? 'MAP(VARCHAR, VARCHAR)' : leafType(path, leaf))
}

interface Look {
  readonly table: string
  readonly paths: readonly string[]
  readonly structure: Structure
  readonly mayBeLong: boolean
}

/** @throws AssetError `ASSET_VALUE` where records are of several kinds, or have one key twice. */
async function look(
  connection: Connection,
  { table, paths, structure, mayBeLong }: Look,
): Promise<{ readonly isLong: boolean }> {
  const isOf = isObject(structure)
  const isTwice = (json: string) => `len(json_keys(${json})) <> len(list_distinct(json_keys(${json})))`
  const isObjectTwice = (json: string) => `CASE WHEN json_type(${json}) = 'OBJECT' THEN ${isTwice(json)} ELSE false END`
  const inside = objectsOf(structure, '$').map((path) => {
    const member = `json_extract(json, ${quoteText(path)})`
    const isMany = path.includes('[*]') || path.includes('.*')
    return isMany ? `len(list_filter(${member}, lambda v: ${isObjectTwice('v')})) > 0` : isObjectTwice(member)
  })
  const twice = [...(isOf ? [isTwice('json')] : []), ...inside].join(' OR ') || 'false'
  const noRecord = structure === 'JSON' ? `json_type(json) = 'OBJECT'` : isOf ? `json_type(json) <> 'OBJECT'` : 'false'
  // Digits behind a point belong to a fraction and not to an integer.
  const isLong = String.raw`regexp_matches(json::VARCHAR, '(?:^|[^.\d])\d{16}')`
  const long = mayBeLong ? `coalesce(bool_or(${isLong}), false)` : 'false'
  const [row] = await rowsOf(
    connection,
    `SELECT ${long} AS long, min(file) FILTER (${twice})::DOUBLE AS twice,
min(file) FILTER (${noRecord})::DOUBLE AS other, bool_and(json_type(json) = 'OBJECT') AS objects FROM ${table}`,
  )
  if (typeof row?.twice === 'number') {
    const fix = 'give every key of a record a name of its own'
    throw fileMistake({ path: paths[row.twice] as string, problem: 'has a record that names a key twice', fix })
  }
  if (typeof row?.other === 'number') {
    const problem =
      structure !== 'JSON'
        ? 'has a record that is no object'
        : row.objects === true
          ? 'has no record with a key'
          : 'has records that are objects with keys, and others that are not'
    throw fileMistake({
      path: paths[row.other] as string,
      problem,
      fix: 'make every record an object with a key for each column',
    })
  }
  return { isLong: row?.long === true }
}
