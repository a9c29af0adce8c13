import { quoteId, quoteText } from '../../codec/types/data-type.ts'
import { everyValueFits, type Shape } from '../declared-shape.ts'
import type { Loss } from './parquet-schema.ts'

/** A column of a file that is read with its raw values. */
export interface RawColumn {
  readonly name: string
  /** The type in which DuckDB reads the file, and the one in which it reads the raw values. */
  readonly shape: Shape
  readonly raw: Shape
  /** What DuckDB loses of the column's values, in order: the places where the two shapes differ. */
  readonly losses: readonly Loss[]
}

/** The column with its exact values: values that DuckDB would read with a loss become exact texts. */
export function exactTexts(column: RawColumn): string {
  return textsInside(quoteId(column.name), marked(column), { losses: column.losses, depth: 0 })
}

/** Whether DuckDB reads every value of a row without loss: none is finer than a microsecond. */
export function isReadWhole(column: RawColumn): string {
  const { name, losses } = column
  return everyValueFits(quoteId(name), marked(column), (value, type) => {
    const loss = lossOf(type, losses)
    return loss === undefined ? 'true' : isMicros(value, loss)
  })
}

/** The type of the column where its exact texts are texts. */
export const textType = (column: RawColumn): string => typeText(marked(column))

const mark = '#'
const lossOf = (type: string, losses: readonly Loss[]): Loss | undefined =>
  type.startsWith(mark) ? losses[Number(type.slice(mark.length))] : undefined

/** The shape in which the type of each value that loses something is replaced by its number. */
function marked({ shape, raw, losses }: RawColumn): Shape {
  let count = 0
  const merge = (a: Shape, b: Shape): Shape => {
    if (a.kind === 'list' && b.kind === 'list') return { ...a, of: merge(a.of, b.of) }
    if (a.kind === 'map' && b.kind === 'map') return { ...a, key: merge(a.key, b.key), value: merge(a.value, b.value) }
    if (a.kind === 'struct' && b.kind === 'struct')
      return { ...a, fields: a.fields.map(([name, of], index) => [name, merge(of, b.fields[index]?.[1] ?? of)]) }
    if (JSON.stringify(a) === JSON.stringify(b)) return a
    return { kind: 'value', type: `${mark}${count++}` }
  }
  const merged = merge(shape, raw)
  if (count !== losses.length) throw new Error(`${losses.length} columns are stored raw, and ${count} are read so`)
  return merged
}

interface Inside {
  readonly losses: readonly Loss[]
  readonly depth: number
}

function textsInside(value: string, shape: Shape, { losses, depth }: Inside): string {
  if (!JSON.stringify(shape).includes(`"${mark}`)) return value
  const inside = (of: string, part: Shape) => textsInside(of, part, { losses, depth: depth + 1 })
  const element = `raw_${depth}`
  switch (shape.kind) {
    case 'value':
      return `CASE WHEN ${value} IS NOT NULL THEN ${textOf(value, lossOf(shape.type, losses) as Loss)} END`
    case 'list':
      return `list_transform(${value}, lambda ${element}: ${inside(element, shape.of)})`
    case 'struct': {
      const fields = shape.fields.map(
        ([name, of]) => `${quoteId(name)} := ${inside(`struct_extract(${value}, ${quoteText(name)})`, of)}`,
      )
      return `CASE WHEN ${value} IS NOT NULL THEN struct_pack(${fields.join(', ')}) END`
    }
    case 'map': {
      const [key, of] = [inside(`${element}.key`, shape.key), inside(`${element}.value`, shape.value)]
      const entries = `list_transform(map_entries(${value}), lambda ${element}: struct_pack(k := ${key}, v := ${of}))`
      return `map_from_entries(${entries})`
    }
  }
}

function typeText(shape: Shape): string {
  switch (shape.kind) {
    case 'value':
      return shape.type.startsWith(mark) ? 'VARCHAR' : shape.type
    case 'list':
      return `${typeText(shape.of)}[${shape.size}]`
    case 'struct':
      return `STRUCT(${shape.fields.map(([name, of]) => `${quoteId(name)} ${typeText(of)}`).join(', ')})`
    case 'map':
      return `MAP(${typeText(shape.key)}, ${typeText(shape.value)})`
  }
}

const nsOfDay = 86_400_000_000_000n
const julianOf1970 = 2_440_588

function isMicros(raw: string, { what }: Loss): string {
  if (what === 'int96') {
    const { ns, hours } = partsOfInt96(raw)
    // Beyond that, its days are more than the microseconds of a TIMESTAMP can count.
    return `${ns} % 1000 = 0 AND ${hours} < 30`
  }
  return what === 'decimal' ? 'false' : `${raw} % 1000 = 0`
}

/** The exact text of a raw value that is not null, in the form that DuckDB gives to values of its type. */
function textOf(raw: string, loss: Loss): string {
  switch (loss.what) {
    case 'decimal':
      return decimalText(raw, loss.scale)
    case 'time':
      return timeText(raw)
    case 'time in UTC':
      return `${timeText(raw)} || '+00'`
    case 'instant': {
      const day = `(${raw} // ${nsOfDay} - CAST(${raw} % ${nsOfDay} < 0 AS BIGINT))`
      return `${dayText(day)} || ' ' || ${timeText(`((${raw} % ${nsOfDay} + ${nsOfDay}) % ${nsOfDay})`)} || '+00'`
    }
    case 'int96': {
      const { ns, julian } = partsOfInt96(raw)
      return `${dayText(`(${julian} - ${julianOf1970} + ${ns} // ${nsOfDay})`)} || ' ' || ${timeText(`(${ns} % ${nsOfDay})`)}`
    }
  }
}

/**
 * The copy's footer declares the 12 bytes of an INT96 as an interval of three 32-bit numbers: months, days and
 * milliseconds. They are the lower and the upper half of the nanoseconds of the day, and the Julian day.
 */
function partsOfInt96(raw: string) {
  const part = (name: string) => `datepart('${name}', ${raw})`
  const [hours, lower] = [part('hour'), `((${part('year')} * 12 + ${part('month')}) & 4294967295)`]
  return {
    hours,
    ns: `(${part('day')} * 4294967296 + ${lower})`,
    julian: `(${hours} * 3600000 + ${part('minute')} * 60000 + ${part('millisecond')})`,
  }
}

/** @param day since 1970. */
const dayText = (day: string): string => `CAST(DATE '1970-01-01' + CAST(${day} AS INTEGER) AS VARCHAR)`

/** @param ns since midnight. */
function timeText(ns: string): string {
  const clock = [3_600_000_000_000n, 60_000_000_000n, 1_000_000_000n].map((unit, index) => {
    const part = index === 0 ? `${ns} // ${unit}` : `${ns} // ${unit} % 60`
    return `lpad(CAST(${part} AS VARCHAR), 2, '0')`
  })
  const fraction = `${ns} % 1000000000`
  return `${clock.join(" || ':' || ")} || CASE WHEN ${fraction} = 0 THEN '' ELSE '.' || rtrim(lpad(CAST(${fraction} AS VARCHAR), 9, '0'), '0') END`
}

/** Digits that are added up at once: a product with 32 bits fits a HUGEINT. */
const digitsAtOnce = 18
const [limbs, mostBytes] = [8, 32]

/**
 * Up to 256 bits in two's complement, the highest byte first, as a decimal. Each of the 32-bit parts is multiplied by
 * the digits of its power of two, 18 of them at a time, and the products are added up as BIGNUM, which has no
 * multiplication.
 */
function decimalText(raw: string, scale: number): string {
  const tooLong = `error('a decimal of ' || octet_length(${raw}) || ' bytes, of which at most ${mostBytes} can be read')`
  const isNegative = (hex: string) => `substr(${hex}, 1, 1) >= '8'`
  const whole = (hex: string) => `lpad(${hex}, ${mostBytes * 2}, CASE WHEN ${isNegative(hex)} THEN 'F' ELSE '0' END)`
  const text = within(`hex(${raw})`, 'hex', (hex) =>
    within(whole(hex), 'bits', (bits) => {
      const digits = within(sumOf(bits, isNegative(bits)), 'digits', (sum) => withPoint(sum, scale))
      return `CASE WHEN ${isNegative(bits)} THEN '-' ELSE '' END || ${digits}`
    }),
  )
  return `CASE WHEN octet_length(${raw}) > ${mostBytes} THEN ${tooLong} ELSE ${text} END`
}

function sumOf(bits: string, isNegative: string): string {
  const parts = Array.from({ length: limbs }, (_, index) => {
    const part = `CAST('0x' || substr(${bits}, ${(limbs - 1 - index) * 8 + 1}, 8) AS UBIGINT)::HUGEINT`
    return `CASE WHEN ${isNegative} THEN 4294967295 - ${part} ELSE ${part} END`
  })
  const step = 10n ** BigInt(digitsAtOnce)
  const sums = Array.from({ length: 4 }, (_, nth) => {
    const products = parts.flatMap((part, index) => {
      const digits = (2n ** BigInt(32 * index) / step ** BigInt(nth)) % step
      return digits === 0n ? [] : [`(${part}) * ${digits}`]
    })
    const added = nth === 0 ? [`CASE WHEN ${isNegative} THEN 1 ELSE 0 END`, ...products] : products
    return `CAST(CAST(${added.join(' + ')} AS VARCHAR) || '${'0'.repeat(digitsAtOnce * nth)}' AS BIGNUM)`
  })
  return `CAST(list_sum([${sums.join(', ')}]) AS VARCHAR)`
}

function withPoint(digits: string, scale: number): string {
  if (scale === 0) return digits
  const padded = `lpad(${digits}, greatest(length(${digits}), ${scale + 1})::INTEGER, '0')`
  return `left(${padded}, -${scale}) || '.' || right(${padded}, ${scale})`
}

/** Computes an expression once that another expression uses several times. */
const within = (value: string, name: string, of: (name: string) => string): string =>
  `list_transform([${value}], lambda ${name}: ${of(name)})[1]`
