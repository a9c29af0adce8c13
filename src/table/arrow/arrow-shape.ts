/**
 * Apache Arrow's tables, by their shape: no project is made to install it. Source of the names and numbers:
 * apache-arrow, `Table`,
 * `RecordBatch`, `Vector`, `Data`, and `enum.ts` `Type`, `Precision`, `DateUnit`, `TimeUnit`.
 */
export interface ArrowTable {
  readonly numRows: number
  readonly schema: { readonly fields: readonly ArrowField[] }
  getChildAt(index: number): ArrowVector | null
}
export interface ArrowField {
  readonly name: string
  readonly type: ArrowType
}
export interface ArrowType {
  readonly typeId: number
  readonly children?: readonly ArrowField[] | null
  /** For a float: Arrow's number; for a decimal: digits. */
  readonly precision?: number
  /** For a decimal. */
  readonly scale?: number
  /** For an integer. */
  readonly bitWidth?: number
  readonly isSigned?: boolean
  /** For a date, a time or a timestamp. */
  readonly unit?: number
  /** For a timestamp that is an instant. */
  readonly timezone?: string | null
  /** The type of the values of a dictionary. */
  readonly dictionary?: ArrowType
}
export interface ArrowVector {
  get(index: number): unknown
  readonly data: readonly ArrowData[]
}
/** One chunk of a column. */
export interface ArrowData {
  readonly type: ArrowType
  readonly length: number
  readonly offset: number
  readonly values?: ArrayLike<unknown>
  readonly valueOffsets?: ArrayLike<number | bigint>
  readonly children?: readonly ArrowData[]
  /** For a dictionary. */
  readonly dictionary?: ArrowVector
  /** How many entries of `values`, or of the elements of a list, one value takes. */
  readonly stride: number
  getValid(index: number): boolean
}

export const arrowType = {
  null: 1,
  int: 2,
  float: 3,
  binary: 4,
  text: 5,
  bool: 6,
  decimal: 7,
  date: 8,
  time: 9,
  timestamp: 10,
  interval: 11,
  list: 12,
  struct: 13,
  union: 14,
  fixedSizeBinary: 15,
  fixedSizeList: 16,
  map: 17,
  duration: 18,
  largeBinary: 19,
  largeText: 20,
  dictionary: -1,
} as const

export const floatPrecision = { single: 1, double: 2 } as const
export const dateUnit = { day: 0 } as const
export const timeUnit = { second: 0, millisecond: 1, microsecond: 2, nanosecond: 3 } as const

export function isArrowTable(value: unknown): value is ArrowTable {
  if (typeof value !== 'object' || value === null) return false
  const table = value as Partial<ArrowTable>
  return (
    typeof table.numRows === 'number' && Array.isArray(table.schema?.fields) && typeof table.getChildAt === 'function'
  )
}
