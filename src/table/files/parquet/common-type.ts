/** A type that holds the values of two columns of one name in two files without changing any. */
export type CommonType =
  | { readonly type: string }
  /** For a 64-bit integer and a floating-point number: the values decide which of the two types fits. */
  | { readonly decide: true }
  /** The type if every value of both columns fits it, else text. */
  | { readonly ifFits: string }
  /** Only the texts of both are of one type. */
  | { readonly text: true }
  | undefined

const integers: Readonly<Record<string, readonly [signed: boolean, bits: number]>> = {
  TINYINT: [true, 8],
  SMALLINT: [true, 16],
  INTEGER: [true, 32],
  BIGINT: [true, 64],
  UTINYINT: [false, 8],
  USMALLINT: [false, 16],
  UINTEGER: [false, 32],
  UBIGINT: [false, 64],
}
const signedNames: Readonly<Record<number, string>> = { 8: 'TINYINT', 16: 'SMALLINT', 32: 'INTEGER', 64: 'BIGINT' }
/** From the coarsest to the finest. */
const moments = ['DATE', 'TIMESTAMP_S', 'TIMESTAMP_MS', 'TIMESTAMP', 'TIMESTAMP_NS']

/**
 * The common type of two types, by DuckDB's names. `undefined` where one is nested, since two shapes have no common
 * text either; and where only one is bytes, since DuckDB writes a byte as `\xC3`, which may also be the text of a
 * value.
 */
export function commonType(a: string, b: string): CommonType {
  if (a === b) return { type: a }
  if (isNested(a) || isNested(b) || a === 'BLOB' || b === 'BLOB') return undefined
  const [first, second] = [integers[a], integers[b]]
  if (first !== undefined && second !== undefined) return { type: commonInteger([a, first], [b, second]) }
  const [decimalA, decimalB] = [decimalOf(a), decimalOf(b)]
  if (decimalA !== undefined && decimalB !== undefined) return commonDecimal(decimalA, decimalB)
  if (isFloat(a) && isFloat(b)) return { type: 'DOUBLE' }
  const integer = isFloat(a) ? second : isFloat(b) ? first : undefined
  if (integer !== undefined) return integer[1] <= 32 ? { type: 'DOUBLE' } : { decide: true }
  const rank = Math.max(moments.indexOf(a), moments.indexOf(b))
  // Nanoseconds end in the year 2262, and other moments do not.
  if (moments.includes(a) && moments.includes(b)) return { ifFits: moments[Math.max(rank, 3)] as string }
  return { text: true }
}

export const isFloat = (type: string): boolean => type === 'FLOAT' || type === 'DOUBLE'
const isNested = (type: string): boolean => /[[]|^(?:STRUCT|MAP|UNION)/.test(type)

type Integer = readonly [name: string, readonly [signed: boolean, bits: number]]

function commonInteger([a, [signedA, bitsA]]: Integer, [b, [signedB, bitsB]]: Integer): string {
  if (signedA === signedB) return bitsA > bitsB ? a : b
  const [signed, unsigned] = signedA ? [bitsA, bitsB] : [bitsB, bitsA]
  return signedNames[Math.max(signed, unsigned * 2)] ?? 'DECIMAL(20,0)'
}

type Decimal = readonly [whole: number, scale: number]

/** An integer is a decimal without a fraction. */
function decimalOf(type: string): Decimal | undefined {
  const [, width, scale] = /^DECIMAL\((\d+),(\d+)\)$/.exec(type) ?? []
  if (width !== undefined) return [Number(width) - Number(scale), Number(scale)]
  const integer = integers[type]
  return integer === undefined ? undefined : [Math.ceil(integer[1] * Math.log10(2)), 0]
}

function commonDecimal([wholeA, scaleA]: Decimal, [wholeB, scaleB]: Decimal): CommonType {
  const [whole, scale] = [Math.max(wholeA, wholeB), Math.max(scaleA, scaleB)]
  return whole + scale <= 38 ? { type: `DECIMAL(${whole + scale},${scale})` } : { text: true }
}
