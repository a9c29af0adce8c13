import type { Vector } from '../../engine/bindings.ts'
import { decimalText, momentText } from './exact-text.ts'
import { vectorData } from './lent-memory.ts'
import { type ReadPlace, unreadable } from './unreadable.ts'

/** Up to this high word, microseconds are exact as a double. */
const exactHigh = 2 ** 20
const word = 2 ** 32
/** The range of a Date: 100,000,000 days around 1970 (ECMA-262, 21.4.1.1). */
const mostMs = 8.64e15

type Bits = 8 | 16 | 32 | 64

/** The numbers of a vector in place, over DuckDB's memory. */
export function fixedWidth(vector: Vector, count: number, bits: Bits): { buffer: ArrayBuffer; offset: number } {
  const data = vectorData(vector, (count * bits) / 8)
  return { buffer: data.buffer as ArrayBuffer, offset: data.byteOffset }
}

export function readDates(
  vector: Vector,
  count: number,
  place: ReadPlace,
): (valid: (index: number) => boolean) => (Date | string)[] {
  return (valid) => {
    const { buffer, offset } = fixedWidth(vector, count, 64)
    const words = new Uint32Array(buffer, offset, count * 2)
    const bigints = new BigInt64Array(buffer, offset, count)
    const dates = new Array<Date | string>(count)
    for (let index = 0; index < count; index++) {
      if (!valid(index)) continue
      const high = words[index * 2 + 1]! | 0
      const exact = high < exactHigh && high > -exactHigh
      const micros = high * word + words[index * 2]!
      const ms = exact ? micros / 1000 : wholeMs(bigints[index]!, 1000n)
      dates[index] = place.isTold && !isDate(ms) ? momentText(bigints[index]!, 1_000_000n) : dateOf(ms, place, index)
    }
    return dates
  }
}

export function readNanoseconds(
  vector: Vector,
  count: number,
  place: ReadPlace,
): (valid: (index: number) => boolean) => (Date | string)[] {
  return (valid) => {
    const { buffer, offset } = fixedWidth(vector, count, 64)
    const bigints = new BigInt64Array(buffer, offset, count)
    return Array.from({ length: count }, (_, index) => {
      const ms = valid(index) ? wholeMs(bigints[index]!, 1_000_000n) : 0
      return place.isTold && !isDate(ms) ? momentText(bigints[index]!, 1_000_000_000n) : dateOf(ms, place, index)
    })
  }
}

const wholeMs = (value: bigint, unit: bigint): number => (value % unit === 0n ? Number(value / unit) : Number.NaN)

export const isDate = (ms: number): boolean => Number.isInteger(ms) && Math.abs(ms) <= mostMs

/** @throws AssetError `ASSET_VALUE` where it is no whole number of ms, or out of a Date's range. */
export function dateOf(ms: number, place: ReadPlace, index: number): Date {
  if (!isDate(ms))
    throw unreadable('a value that a Date cannot hold: finer than a millisecond, or infinite', place, index)
  return new Date(ms)
}

/** Integers of files and of SQL. An integer that a number does not hold exactly is refused. */
export function readIntegers(
  vector: Vector,
  count: number,
  { signed, place, valid }: IntegerReading,
): (number | bigint)[] {
  const { buffer, offset } = fixedWidth(vector, count, 64)
  const words = new Uint32Array(buffer, offset, count * 2)
  const values = new Array<number | bigint>(count)
  for (let index = 0; index < count; index++) {
    const high = words[index * 2 + 1]!
    const value = (signed ? high | 0 : high) * word + words[index * 2]!
    values[index] = value
    if (Number.isSafeInteger(value) || !valid(index)) continue
    if (!place.isTold) throw unreadable('a value beyond 2^53, which a number does not hold exactly', place, index)
    values[index] = (BigInt(signed ? high | 0 : high) << 32n) + BigInt(words[index * 2]!)
  }
  return values
}
interface IntegerReading {
  readonly signed: boolean
  readonly place: ReadPlace
  readonly valid: (index: number) => boolean
}

/** DuckDB stores a UUID as a signed 128-bit number, its top bit flipped so that it sorts. */
export function readUuids(vector: Vector, count: number): string[] {
  const { buffer, offset } = wide(vector, count)
  const view = new DataView(buffer, offset, count * 16)
  return Array.from({ length: count }, (_, index) => {
    const high = BigInt.asUintN(64, view.getBigInt64(index * 16 + 8, true) ^ (1n << 63n))
    const hex =
      high.toString(16).padStart(16, '0') +
      view
        .getBigUint64(index * 16, true)
        .toString(16)
        .padStart(16, '0')
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
  })
}

function wide(vector: Vector, count: number): { buffer: ArrayBuffer; offset: number } {
  const data = vectorData(vector, count * 16)
  return { buffer: data.buffer as ArrayBuffer, offset: data.byteOffset }
}

/** `12:34:56`, with the fraction of a second where there is one. */
export function readTimes(vector: Vector, count: number): string[] {
  const { buffer, offset } = fixedWidth(vector, count, 64)
  return Array.from(new BigInt64Array(buffer, offset, count), (micros) => {
    const seconds = Number(micros / 1_000_000n)
    const fraction = Number(micros % 1_000_000n)
    const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
    const whole = parts.map((part) => String(part).padStart(2, '0')).join(':')
    return fraction === 0 ? whole : `${whole}.${String(fraction).padStart(6, '0').replace(/0+$/, '')}`
  })
}

/** The unscaled values of a DECIMAL. Its width decides how they are stored. */
export function readUnscaled(vector: Vector, count: number, width: number): ArrayLike<number | bigint> {
  if (width <= 4) return typed(Int16Array, fixedWidth(vector, count, 16), count)
  if (width <= 9) return typed(Int32Array, fixedWidth(vector, count, 32), count)
  if (width <= 18) return typed(BigInt64Array, fixedWidth(vector, count, 64), count)
  const { buffer, offset } = wide(vector, count)
  const view = new DataView(buffer, offset, count * 16)
  return Array.from(
    { length: count },
    (_, index) => (view.getBigInt64(index * 16 + 8, true) << 64n) + view.getBigUint64(index * 16, true),
  )
}

export function typed<T>(
  View: new (buffer: ArrayBuffer, offset: number, length: number) => T,
  { buffer, offset }: { buffer: ArrayBuffer; offset: number },
  count: number,
): T {
  return new View(buffer, offset, count)
}

/** The numbers as an array. `Array.from` would use their iterator, which takes three times as long. */
export function valuesOf<Value>(numbers: ArrayLike<Value>): Value[] {
  const values = new Array<Value>(numbers.length)
  for (let index = 0; index < numbers.length; index++) values[index] = numbers[index]!
  return values
}

/** 15 decimal digits are the most that every double keeps (DBL_DIG). */
const exactDigits = 15

export function decimalToNumber(
  unscaled: number | bigint,
  scale: number,
  { place, index }: { readonly place: ReadPlace; readonly index: number },
): number | string {
  const digits = String(unscaled).replace('-', '')
  const significant = digits.replace(/^0+|0+$/g, '')
  if (significant.length > exactDigits) {
    if (place.isTold) return decimalText(unscaled, scale)
    throw unreadable('a value of more than 15 digits, which a number does not hold', place, index)
  }
  return Number(`${unscaled}e-${scale}`)
}
