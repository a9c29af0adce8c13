/**
 * Apache Arrow's tables, by their shape: no project is made to install it. Source of the names and numbers:
 * apache-arrow, `Table`, `Vector`, and `enum.ts` `Type`.
 */
interface ArrowTable {
  readonly numRows: number
  readonly schema: { readonly fields: readonly ArrowField[] }
  getChildAt(index: number): ArrowVector | null
}
interface ArrowField {
  readonly name: string
  readonly type: ArrowType
}
interface ArrowType {
  readonly typeId: number
  readonly children?: readonly ArrowField[] | null
  readonly precision?: number
  readonly dictionary?: ArrowType
}
interface ArrowVector {
  get(index: number): unknown
}

const arrowType = { float: 3, date: 8, timestamp: 10, list: 12, struct: 13, fixedSizeList: 16, dictionary: -1 } as const
const singlePrecision = 1

export function isArrowTable(value: unknown): value is ArrowTable {
  if (typeof value !== 'object' || value === null) return false
  const table = value as Partial<ArrowTable>
  return (
    typeof table.numRows === 'number' && Array.isArray(table.schema?.fields) && typeof table.getChildAt === 'function'
  )
}

/**
 * The rows of an Arrow table as plain objects. What a table cannot store (decimals, intervals) is refused when it is
 * written.
 */
export function* rowsOfArrow(table: ArrowTable): Generator<object> {
  const columns = table.schema.fields.map((field, index) => ({ field, vector: table.getChildAt(index) }))
  for (let row = 0; row < table.numRows; row++) {
    yield Object.fromEntries(columns.map(({ field, vector }) => [field.name, plain(vector?.get(row), field.type)]))
  }
}

function plain(value: unknown, type: ArrowType): unknown {
  if (value === null || value === undefined) return null
  switch (type.typeId) {
    case arrowType.timestamp:
    case arrowType.date:
      return typeof value === 'number' || typeof value === 'bigint' ? new Date(Number(value)) : value
    case arrowType.list:
    case arrowType.fixedSizeList:
      return plainList(value as Iterable<unknown>, type.children![0]!.type)
    case arrowType.struct:
      return plainStruct(value as Record<string, unknown>, type)
    case arrowType.dictionary:
      return type.dictionary === undefined ? value : plain(value, type.dictionary)
    default:
      return value
  }
}

function plainList(values: Iterable<unknown>, of: ArrowType): unknown {
  const elements = Array.from(values, (element) => plain(element, of))
  const single = of.typeId === arrowType.float && of.precision === singlePrecision
  return single && !elements.includes(null) ? Float32Array.from(elements as number[]) : elements
}

function plainStruct(value: Record<string, unknown>, { children }: ArrowType): object {
  return Object.fromEntries((children ?? []).map((field) => [field.name, plain(value[field.name], field.type)]))
}
