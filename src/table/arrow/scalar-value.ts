import { type DataType, scalar } from '../codec/types/data-type.ts'
import { type ArrowData, type ArrowType, arrowType, dateUnit, floatPrecision, timeUnit } from './arrow-shape.ts'

/** How values of an Arrow type become values of a table without losing a digit. */
export interface ArrowValue {
  /** One value of a chunk, which is not null, in a JavaScript form from which `exact` makes the value. */
  readonly read: (data: ArrowData, index: number) => unknown
  /** The SQL type of these forms. */
  readonly interim: DataType
  /** The SQL of the value. */
  readonly exact: (expression: string) => string
  readonly stored: DataType
}

/** Throws that a table cannot store `what`, with the cure. */
export type Refuse = (what: string, fix: string) => never

/** A type without nested types. */
export function scalarValue(type: ArrowType, refuse: Refuse): ArrowValue {
  switch (type.typeId) {
    case arrowType.int:
      return integerValue(type)
    case arrowType.float:
      return floatValue(type)
    case arrowType.bool:
      return asItIs('BOOLEAN', readBit)
    case arrowType.text:
    case arrowType.largeText:
      return asItIs('VARCHAR', (data, index) => textOf(bytesBetween(data, index), refuse))
    case arrowType.binary:
    case arrowType.largeBinary:
      return asItIs('BLOB', bytesBetween)
    case arrowType.fixedSizeBinary:
      return asItIs('BLOB', ({ values, stride }, index) => bytes(values).subarray(index * stride, (index + 1) * stride))
    case arrowType.decimal:
      return decimalValue(type, refuse)
    case arrowType.date:
      return dateValue(type, refuse)
    case arrowType.time:
      return timeValue(type, refuse)
    case arrowType.timestamp:
      return momentValue(type, refuse)
    case arrowType.duration:
    case arrowType.interval:
      return refuse('durations', 'store a number of them')
    default:
      return refuse(`values of the type ${String(type)}`, 'give the column another type, such as Utf8')
  }
}

type Read = ArrowValue['read']

const asItIs = (name: string, read: Read): ArrowValue => ({
  read,
  interim: scalar(name),
  exact: (expression) => expression,
  stored: scalar(name),
})
const cast = (from: string, to: string, read: Read): ArrowValue => ({
  read,
  interim: scalar(from),
  exact: (expression) => `CAST(${expression} AS ${to})`,
  stored: scalar(to),
})

const bytes = (values: ArrowData['values']): Uint8Array => values as Uint8Array
const numberAt: Read = ({ values }, index) => Number(values![index])
const integerAt = ({ values }: ArrowData, index: number): bigint => BigInt(values![index] as bigint)

function integerValue({ bitWidth, isSigned }: ArrowType): ArrowValue {
  const sign = isSigned ? '' : 'U'
  switch (bitWidth) {
    case 8:
      return cast('DOUBLE', `${sign}TINYINT`, numberAt)
    case 16:
      return cast('DOUBLE', `${sign}SMALLINT`, numberAt)
    case 32:
      return cast('DOUBLE', `${sign}INTEGER`, numberAt)
    default:
      return isSigned
        ? asItIs('BIGINT', integerAt)
        : cast('VARCHAR', 'UBIGINT', (data, index) => String(integerAt(data, index)))
  }
}

function floatValue({ precision }: ArrowType): ArrowValue {
  if (precision === floatPrecision.double) return asItIs('DOUBLE', numberAt)
  if (precision === floatPrecision.single) return cast('DOUBLE', 'FLOAT', numberAt)
  return cast('DOUBLE', 'FLOAT', ({ values }, index) => ofHalf(values![index] as number))
}

/** Source of the rule: IEEE 754, binary16. */
function ofHalf(bits: number): number {
  const [sign, exponent, fraction] = [bits & 0x8000 ? -1 : 1, (bits >> 10) & 0x1f, bits & 0x3ff]
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}

const readBit: Read = ({ values, offset }, index) => {
  const at = offset + index
  return (bytes(values)[at >> 3]! & (1 << (at & 7))) !== 0
}

const bytesBetween = ({ values, valueOffsets }: ArrowData, index: number): Uint8Array =>
  bytes(values).subarray(Number(valueOffsets![index]), Number(valueOffsets![index + 1]))

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function textOf(value: Uint8Array, refuse: Refuse): string {
  try {
    return utf8.decode(value)
  } catch {
    return refuse('text that is not UTF-8', 'make the column binary')
  }
}

const mostDigits = 38

function decimalValue({ precision = 0, scale = 0 }: ArrowType, refuse: Refuse): ArrowValue {
  if (precision > mostDigits)
    return refuse(`decimals of ${precision} digits`, `give them at most ${mostDigits}, or make them text`)
  if (scale < 0 || scale > precision)
    return refuse(`decimals of the scale ${scale}`, 'make them text, or whole numbers')
  const limit = 10n ** BigInt(precision)
  return cast('VARCHAR', `DECIMAL(${precision},${scale})`, ({ values, stride }, index) => {
    let value = 0n
    // The lowest of its words of 32 bits comes first.
    for (let word = stride; word-- > 0; ) value = (value << 32n) | BigInt(values![index * stride + word] as number)
    const signed = BigInt.asIntN(32 * stride, value)
    const digits = String(signed < 0n ? -signed : signed)
    if (signed >= limit || signed <= -limit)
      refuse(`a decimal of more than ${precision} digits`, 'give the column more digits')
    const padded = digits.padStart(scale + 1, '0')
    const point = padded.length - scale
    return `${signed < 0n ? '-' : ''}${padded.slice(0, point)}.${padded.slice(point)}`
  })
}

/** The number of microseconds in one of the unit. */
const microseconds: Readonly<Record<number, bigint>> = {
  [timeUnit.second]: 1_000_000n,
  [timeUnit.millisecond]: 1000n,
  [timeUnit.microsecond]: 1n,
}

function dateValue({ unit }: ArrowType, refuse: Refuse): ArrowValue {
  if (unit === dateUnit.day) {
    const exact = (expression: string) => `DATE '1970-01-01' + CAST(${expression} AS INTEGER)`
    return { read: numberAt, interim: scalar('DOUBLE'), exact, stored: scalar('DATE') }
  }
  return inMicroseconds((data, index) => momentOf(integerAt(data, index) * 1000n, refuse), {
    exact: (expression) => `make_timestamp(${expression})`,
    stored: 'TIMESTAMP',
  })
}

function timeValue({ unit = 0 }: ArrowType, refuse: Refuse): ArrowValue {
  const read: Read = (data, index) => {
    const time = integerAt(data, index)
    if (unit !== timeUnit.nanosecond) return time * microseconds[unit]!
    if (time % 1000n !== 0n) refuse('a time that is finer than a microsecond', 'cut it, or make the column text')
    return time / 1000n
  }
  const exact = (expression: string) => `TIME '00:00:00' + to_microseconds(${expression})`
  return inMicroseconds(read, { exact, stored: 'TIME' })
}

function momentValue({ unit = 0, timezone }: ArrowType, refuse: Refuse): ArrowValue {
  const isInstant = timezone !== null && timezone !== undefined && timezone !== ''
  const isNanos = unit === timeUnit.nanosecond
  if (isNanos && !isInstant) {
    const read: Read = (data, index) => momentOf(integerAt(data, index), refuse)
    return inMicroseconds(read, { exact: (expression) => `make_timestamp_ns(${expression})`, stored: 'TIMESTAMP_NS' })
  }
  const read: Read = (data, index) => {
    const moment = integerAt(data, index)
    if (!isNanos) return momentOf(moment * microseconds[unit]!, refuse)
    if (moment % 1000n !== 0n)
      refuse('a moment with a zone that is finer than a microsecond', 'cut it, or leave out its zone')
    return moment / 1000n
  }
  return inMicroseconds(read, {
    exact: (expression) => `make_timestamp(${expression})${isInstant ? " AT TIME ZONE 'UTC'" : ''}`,
    stored: isInstant ? 'TIMESTAMP WITH TIME ZONE' : 'TIMESTAMP',
  })
}

const inMicroseconds = (read: Read, { exact, stored }: Pick<ArrowValue, 'exact'> & { readonly stored: string }) => ({
  read,
  interim: scalar('BIGINT'),
  exact,
  stored: scalar(stored),
})

/** In SQL, the largest and the smallest number mean the infinities. */
const mostMoments = 2n ** 63n - 1n

function momentOf(moment: bigint, refuse: Refuse): bigint {
  if (moment >= mostMoments || moment <= -mostMoments)
    refuse('a moment that is out of range', 'leave it out, or make it null')
  return moment
}
