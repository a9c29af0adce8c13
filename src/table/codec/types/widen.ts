import { AssetError } from '../../../errors.ts'
import { dateNames } from '../../../util/date-origin.ts'
import {
  type DataType,
  type Field,
  isResolved,
  listOf,
  mapOf,
  quoteId,
  quoteText,
  sameType,
  scalar,
  sqlType,
  structOf,
  typeName,
  unknownType,
} from './data-type.ts'

/**
 * SQL that turns an expression of one type into the same value of a wider type: fields that were added later are null.
 */
export function widen(expression: string, from: DataType, to: DataType): string {
  if (from.kind === 'unknown') return `NULL::${sqlType(to)}`
  if (sqlType(from) === sqlType(to)) return expression
  if (from.kind === 'list' && to.kind === 'list') {
    if (from.of.kind === 'unknown') return `${expression}::${sqlType(to)}`
    return `list_transform(${expression}, lambda element: ${widen('element', from.of, to.of)})`
  }
  if (from.kind === 'struct' && to.kind === 'struct') {
    const fields = to.fields.map((field) => {
      const before = from.fields.find((other) => other.name === field.name)
      const value =
        before === undefined
          ? `NULL::${sqlType(field.type)}`
          : widen(`struct_extract(${expression}, ${quoteText(field.name)})`, before.type, field.type)
      return `${quoteId(field.name)} := ${value}`
    })
    return `CASE WHEN ${expression} IS NULL THEN NULL ELSE struct_pack(${fields.join(', ')}) END`
  }
  if (to.kind === 'map') return widenToMap(expression, from, to.of)
  if (from.kind === 'map' && to.kind === 'struct') {
    const fields = to.fields.map(({ name, type }) => `${quoteId(name)} := NULL::${sqlType(type)}`)
    const lost = "error('a map without keys has one')"
    return `CASE WHEN ${expression} IS NULL THEN NULL WHEN cardinality(${expression}) > 0 THEN ${lost} ELSE struct_pack(${fields.join(', ')}) END`
  }
  if (areDates(from, to)) return `${expression}::${sqlType(to)}`
  throw new Error(`${typeName(from)} does not widen to ${typeName(to)}`)
}

function widenToMap(expression: string, from: DataType, of: DataType): string {
  if (from.kind === 'map') {
    const entry = `struct_pack(k := element.key, v := ${widen('element.value', from.of, of)})`
    return `map_from_entries(list_transform(map_entries(${expression}), lambda element: ${entry}))`
  }
  if (from.kind !== 'struct') throw new Error(`${typeName(from)} does not widen to a map`)
  if (from.fields.length === 0) return `CASE WHEN ${expression} IS NOT NULL THEN MAP {}::${sqlType(mapOf(of))} END`
  const entries = from.fields.map(({ name, type, optional }) => {
    const value = `struct_extract(${expression}, ${quoteText(name)})`
    const entry = `struct_pack(k := ${quoteText(name)}, v := ${widen(value, type, of)})`
    return optional === true ? `CASE WHEN ${value} IS NOT NULL THEN ${entry} END` : entry
  })
  const own = `list_filter([${entries.join(', ')}], lambda element: element IS NOT NULL)`
  return `CASE WHEN ${expression} IS NOT NULL THEN map_from_entries(${own}) END`
}

/** Dates of JavaScript, whatever column they came from. All of DuckDB's clocks are set to UTC here. */
const areDates = (a: DataType, b: DataType): boolean =>
  a.kind === 'scalar' && b.kind === 'scalar' && dateNames.has(a.name) && dateNames.has(b.name)

/**
 * The type of the values, completed by the schema's type where no value decided. Where both say something, the values
 * win.
 */
export function completeType(actual: DataType, hint: DataType | undefined): DataType {
  if (hint === undefined || (actual.kind !== 'struct' && isResolved(actual))) return actual
  if (actual.kind === 'unknown') return hint
  if (actual.kind === 'list' && hint.kind === 'list') return listOf(completeType(actual.of, hint.of))
  if (actual.kind !== 'struct' || hint.kind !== 'struct') return actual
  const declared = hint.fields.map((field) => {
    const match = actual.fields.find((other) => other.name === field.name)
    return match === undefined ? { ...field, optional: true } : { ...match, type: completeType(match.type, field.type) }
  })
  const names = new Set(hint.fields.map((field) => field.name))
  return structOf([...declared, ...actual.fields.filter((field) => !names.has(field.name))])
}

/** Takes types that no value decided from the last version. No field is added, and decided types stay. */
export function decideFields(fields: readonly Field[], before: readonly Field[]): readonly Field[] {
  return fields.map((field) => {
    const earlier = before.find(({ name }) => name === field.name)
    return earlier === undefined ? field : { ...field, type: decideType(field.type, earlier.type) }
  })
}

function decideType(type: DataType, before: DataType): DataType {
  if (type.kind === 'unknown') return before
  if (type.kind === 'list' && before.kind === 'list') return listOf(decideType(type.of, before.of))
  if (type.kind === 'map' && before.kind === 'map') return mapOf(decideType(type.of, before.of))
  if (type.kind === 'struct' && type.fields.length === 0 && before.kind === 'map') return before
  if (type.kind !== 'struct' || before.kind !== 'struct') return type
  if (type.fields.length > 0) return structOf(decideFields(type.fields, before.fields))
  return lackedBySome(before)
}

/** Objects without any field become maps without keys, since a struct has at least one field. */
export function withEmptyMaps(type: DataType): DataType {
  switch (type.kind) {
    case 'list':
      return listOf(withEmptyMaps(type.of))
    case 'map':
      return mapOf(withEmptyMaps(type.of))
    case 'struct':
      if (type.fields.length === 0) return mapOf(unknownType)
      return structOf(type.fields.map((field) => ({ ...field, type: withEmptyMaps(field.type) })))
    default:
      return type
  }
}

/**
 * The type of a column with values of both types. Throws `ASSET_VALUE` where no type covers both, as one pass over all
 * values would.
 */
export function unite(
  before: DataType,
  now: DataType,
  place: { readonly asset: string; readonly column: string },
): DataType {
  if (before.kind === 'unknown') return now
  if (now.kind === 'unknown' || sameType(before, now)) return before
  if (sqlType(before) === sqlType(now) && before.kind === 'scalar') return before.name === 'BYTEA' ? before : now
  if (areDates(before, now)) return scalar('TIMESTAMP')
  if (before.kind === 'map' || now.kind === 'map') return uniteMaps(before, now, place)
  if (before.kind === 'list' && now.kind === 'list')
    return listOf(unite(before.of, now.of, { ...place, column: `${place.column}[]` }))
  if (before.kind === 'struct' && now.kind === 'struct') return structOf(uniteFields(before.fields, now.fields, place))
  throw twoTypes(before, now, place)
}

function uniteMaps(
  before: DataType,
  now: DataType,
  place: { readonly asset: string; readonly column: string },
): DataType {
  // No row had a key, so the other type decides.
  if (isEmptyMap(before) && now.kind === 'struct' && now.fields.length > 0) return lackedBySome(now)
  if (isEmptyMap(now) && before.kind === 'struct' && before.fields.length > 0) return lackedBySome(before)
  const values = [before, now].flatMap((type) => {
    if (type.kind === 'map') return [type.of]
    if (type.kind === 'struct') return type.fields.map((field) => field.type)
    throw twoTypes(before, now, place)
  })
  const inside = { ...place, column: `${place.column}{}` }
  return mapOf(values.reduce((type, value) => unite(type, value, inside), unknownType))
}

const isEmptyMap = (type: DataType): boolean => type.kind === 'map' && type.of.kind === 'unknown'
const lackedBySome = ({ fields }: DataType & { kind: 'struct' }): DataType =>
  structOf(fields.map((field) => ({ ...field, optional: true })))

/**
 * The columns of rows some of which have the one list and some the other. A field that is not in all of them becomes
 * `optional`, as far as types show: only the rows show whether one of them has null there.
 */
export function uniteFields(
  before: readonly Field[],
  now: readonly Field[],
  { asset, column }: { readonly asset: string; readonly column: string },
): readonly Field[] {
  const pathOf = (name: string) => (column === '' ? name : `${column}.${name}`)
  const common = before.map((field) => {
    const other = now.find(({ name }) => name === field.name)
    if (other === undefined) return { ...field, optional: true }
    const type = unite(field.type, other.type, { asset, column: pathOf(field.name) })
    return field.optional || other.optional ? { name: field.name, type, optional: true } : { name: field.name, type }
  })
  const added = now.filter(({ name }) => before.every((field) => field.name !== name))
  for (const { name } of added) {
    const twin = before.find((field) => field.name.toLowerCase() === name.toLowerCase())
    if (twin !== undefined) throw twoNames({ asset, column: pathOf(name) }, twin.name)
  }
  return [...common, ...added.map((field) => ({ ...field, optional: true }))]
}

function twoTypes(before: DataType, now: DataType, { asset, column }: { asset: string; column: string }): AssetError {
  return new AssetError({
    code: 'ASSET_VALUE',
    message: `column "${column}" of ${asset} is ${typeName(now)} in a row that was computed, and ${typeName(before)} in the rows that stay`,
    facts: { asset, column },
    fix: 'give the column values of one type in every row, such as String(value)',
  })
}

function twoNames({ asset, column }: { asset: string; column: string }, twin: string): AssetError {
  return new AssetError({
    code: 'ASSET_VALUE',
    message: `a row of ${asset} that was computed has the column "${column}", and the rows that stay have "${twin}", which differs only by case`,
    facts: { asset, column },
    fix: 'write the column the same way in every row',
  })
}
