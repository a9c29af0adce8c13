import { AssetError } from '../../../errors.ts'
import {
  type DataType,
  type Field,
  listOf,
  mapOf,
  quoteId,
  quoteText,
  scalar,
  sqlType,
  structOf,
  typeName,
  unknownType,
} from './data-type.ts'
import { withBigints } from './integer-origin.ts'
import { decideFields } from './widen.ts'

/**
 * A query's column in a storable form: Parquet would silently turn a HUGEINT into a DOUBLE, and lose parts of an
 * INTERVAL.
 */
export interface Storable {
  readonly fields: readonly Field[]
  /** The expressions of a SELECT over the query; `undefined` where every column is stored unchanged. */
  readonly select: string | undefined
}

interface Names {
  /** The columns of the last version, for the type of a column in which no row has a value now. */
  readonly before?: readonly Field[]
  /** The paths of integers that become bigints. */
  readonly bigints?: readonly string[] | undefined
}

/** @throws AssetError `ASSET_VALUE` where a column has no lossless form, with the cast that the user can write. */
export function storable(
  asset: string,
  columns: readonly Field[],
  { before = [], bigints = [] }: Names = {},
): Storable {
  checkNames(asset, columns)
  const paths = new Set(bigints)
  const stored = columns.map((column) => {
    const { name, type } = column
    const own = storedType(type, { asset, column: name, whole: type })
    return { ...column, type: withBigints(own, paths, quoteId(name)) }
  })
  const fields = decideFields(stored, before)
  const changed = columns.some((column, index) => sqlType(column.type) !== sqlType(fields[index]!.type))
  if (!changed) return { fields, select: undefined }
  const expressions = columns.map((column, index) => {
    const name = quoteId(column.name)
    return `${castTo(name, column.type, fields[index]!.type)} AS ${name}`
  })
  return { fields, select: expressions.join(', ') }
}

interface Place {
  readonly asset: string
  readonly column: string
  readonly whole: DataType
}

function storedType(type: DataType, place: Place): DataType {
  switch (type.kind) {
    case 'list':
      return listOf(storedType(type.of, place))
    case 'map':
      return mapOf(storedType(type.of, place))
    case 'struct':
      if (type.fields.some((field) => field.name === '')) throw refused(place, 'struct_pack(name := value, …)')
      return structOf(type.fields.map((field) => ({ ...field, type: storedType(field.type, place) })))
    case 'other':
      return otherType(type, place)
    default:
      return type
  }
}

function otherType(type: DataType & { kind: 'other' }, place: Place): DataType {
  if (type.key !== undefined && type.value !== undefined) {
    return listOf(
      structOf([
        { name: 'key', type: storedType(type.key, place) },
        { name: 'value', type: storedType(type.value, place) },
      ]),
    )
  }
  if (type.value !== undefined) return listOf(storedType(type.value, place))
  switch (type.name) {
    case 'HUGEINT':
      return scalar('INT64')
    case 'UHUGEINT':
      return scalar('UINT64')
    case 'ENUM':
    case 'JSON':
    case 'BIT':
    case 'BIGNUM':
    case 'TIME_NS':
    // Parquet would lose a part of these values; their text is exact.
    case 'TIME WITH TIME ZONE':
    case 'INTERVAL':
      return scalar('VARCHAR')
    case 'NULL':
      return unknownType
    case 'TIMESTAMP_S':
    case 'TIMESTAMP_MS':
      return scalar('TIMESTAMP')
    default:
      throw refused(place, 'VARCHAR')
  }
}

/**
 * DuckDB casts lists, structs and maps element by element. It has no cast from a map to the list that stands for a map
 * whose keys are no text, wherever that map is nested.
 */
function castTo(expression: string, from: DataType, to: DataType, depth = 0): string {
  if (sqlType(from) === sqlType(to)) return expression
  if (from.kind === 'map' && to.kind === 'map' && holdsMap(from.of)) {
    const element = `element_${depth}`
    const entry = `struct_pack(k := ${element}.key, v := ${castTo(`${element}.value`, from.of, to.of, depth + 1)})`
    return `map_from_entries(list_transform(map_entries(${expression}), lambda ${element}: ${entry}))`
  }
  if (!holdsMap(from)) return `CAST(${expression} AS ${sqlType(to)})`
  if (to.kind === 'struct' && from.kind === 'struct') {
    const fields = to.fields.map(({ name, type }, index) => {
      const field = `struct_extract(${expression}, ${quoteText(name)})`
      return `${quoteId(name)} := ${castTo(field, from.fields[index]!.type, type, depth)}`
    })
    return `CASE WHEN ${expression} IS NULL THEN NULL ELSE struct_pack(${fields.join(', ')}) END`
  }
  if (to.kind !== 'list') throw new Error(`${typeName(from)} is not stored as ${typeName(to)}`)
  const { list, of } = elementsOf(expression, from)
  const element = `element_${depth}`
  return `list_transform(${list}, lambda ${element}: ${castTo(element, of, to.of, depth + 1)})`
}

function holdsMap(type: DataType): boolean {
  switch (type.kind) {
    case 'list':
    case 'map':
      return holdsMap(type.of)
    case 'struct':
      return type.fields.some((field) => holdsMap(field.type))
    case 'other':
      return type.key !== undefined || (type.value !== undefined && holdsMap(type.value))
    default:
      return false
  }
}

/** A list, an array or a map as a list. */
function elementsOf(expression: string, type: DataType): { readonly list: string; readonly of: DataType } {
  if (type.kind === 'list') return { list: expression, of: type.of }
  if (type.kind !== 'other' || type.value === undefined) throw new Error(`${typeName(type)} has no elements`)
  if (type.key === undefined) return { list: `CAST(${expression} AS ${sqlType(type.value)}[])`, of: type.value }
  const entry = structOf([
    { name: 'key', type: type.key },
    { name: 'value', type: type.value },
  ])
  return { list: `map_entries(${expression})`, of: entry }
}

function refused({ asset, column, whole }: Place, cast: string): AssetError {
  const target = cast.includes(' ') ? cast : `${quoteId(column)}::${cast}`
  return new AssetError({
    code: 'ASSET_VALUE',
    message: `column "${column}" of ${asset} is of the type ${typeName(whole)}, which a table cannot store as it is`,
    facts: { asset, column, type: typeName(whole) },
    fix: `cast it in the sql, to ${target}`,
  })
}

function checkNames(asset: string, columns: readonly Field[]): void {
  const spellings = new Map<string, string>()
  for (const { name } of columns) {
    const twin = spellings.get(name.toLowerCase())
    if (name === '' || twin !== undefined) {
      throw new AssetError({
        code: 'ASSET_VALUE',
        message:
          name === '' ? `the sql of ${asset} gives a column without a name` : twinText(asset, name, twin as string),
        facts: { asset, column: name },
        fix: 'give every column a name of its own: … AS name',
      })
    }
    spellings.set(name.toLowerCase(), name)
  }
}

const twinText = (asset: string, name: string, twin: string): string =>
  name === twin
    ? `the sql of ${asset} gives two columns "${name}"`
    : `the sql of ${asset} gives the columns "${twin}" and "${name}", which differ only by case`
