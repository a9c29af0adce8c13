import { type DataType, unmarked } from '../../codec/types/data-type.ts'

/** Type names in suites (of pandas, Python, SQLAlchemy and Spark), and the DuckDB types that they mean. */
const integers = /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|BIGNUM)$/
const floats = /^(FLOAT|DOUBLE|DECIMAL\(.*\))$/
const texts = /^(VARCHAR|ENUM.*)$/
const timestamps = /^TIMESTAMP/
const zoned = /^TIMESTAMP WITH TIME ZONE$/
const unzoned = /^TIMESTAMP(_(S|MS|NS))?$/

const families: readonly (readonly [is: RegExp, names: readonly string[]])[] = [
  [integers, ['int', 'int_', 'integer', 'integertype', 'long', 'longtype', 'number', 'numeric', 'decimal']],
  [
    floats,
    [
      'float',
      'float_',
      'floattype',
      'double',
      'doubletype',
      'double_precision',
      'doubleprecision',
      'real',
      'number',
      'numeric',
      'decimal',
      'decimaltype',
      'float64',
      'float32',
    ],
  ],
  [
    texts,
    [
      'str',
      'string',
      'stringtype',
      'text',
      'varchar',
      'char',
      'nvarchar',
      'unicode',
      'object',
      'object_',
      'o',
      'string_',
      'str_',
      'bpchar',
      'category',
    ],
  ],
  [/^BOOLEAN$/, ['bool', 'bool_', 'boolean', 'booleantype', 'tinyint', 'bit']],
  [timestamps, ['datetime', 'timestamp', 'timestamptype', 'timestamp_ltz']],
  [unzoned, ['datetime64', 'datetime64[ns]', 'datetime64[us]', 'timestamp_ntz', 'timestampntztype', 'datetime2']],
  [zoned, ['timestamptz', 'timestamp with time zone', 'datetimetz', 'datetimetzdtypetype']],
  [/^DATE$/, ['date', 'datetype']],
  [/^TIME/, ['time']],
  [/^BLOB$/, ['bytes', 'bytes_', 'blob', 'binary', 'binarytype', 'varbinary', 'bytea', 'largebinary']],
  [/^UUID$/, ['uuid']],
]

/** The widths that names mean: `int8` of pandas is one byte; `INT8` of PostgreSQL and DuckDB is eight. */
const widths: Readonly<Record<string, readonly string[]>> = {
  int8: ['TINYINT'],
  int16: ['SMALLINT'],
  int32: ['INTEGER'],
  int64: ['BIGINT'],
  uint8: ['UTINYINT'],
  uint16: ['USMALLINT'],
  uint32: ['UINTEGER'],
  uint64: ['UBIGINT'],
  byte: ['TINYINT'],
  short: ['SMALLINT'],
  smallint: ['SMALLINT'],
  bigint: ['BIGINT'],
  hugeint: ['HUGEINT'],
}

/** Whether a column has a type that a suite names. Case does not count, except in `int8`. */
export function isOfType(type: DataType, name: string): boolean {
  const kind = type.kind === 'scalar' ? unmarked(type.name) : undefined
  const lower = name
    .trim()
    .toLowerCase()
    .replace(/\(.*\)$/, '')
  if (kind === undefined) return isNested(type, lower)
  if (kind === name.toUpperCase()) return true
  if (name === 'INT8') return kind === 'BIGINT'
  const wide = widths[lower]
  if (wide !== undefined) return wide.includes(kind)
  return families.some(([is, names]) => is.test(kind) && names.includes(lower))
}

function isNested({ kind }: DataType, name: string): boolean {
  if (kind === 'list') return ['list', 'array', 'arraytype', 'ndarray'].includes(name)
  return (
    (kind === 'struct' || kind === 'map') &&
    ['dict', 'struct', 'structtype', 'map', 'maptype', 'json', 'object'].includes(name)
  )
}
