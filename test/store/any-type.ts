import {
  type DataType,
  type Field,
  listOf,
  mapOf,
  scalar,
  sqlType,
  structOf,
} from '../../src/table/codec/types/data-type.ts'

/** A value as SQL writes it, and a text that is equal for equal values and no others. */
export interface AnyValue {
  readonly sql: string
  readonly identity: string
}

/** Draws a whole number below a limit. */
export type Draw = (below: number) => number

/** Of each type, those that have ever been taken for each other, and the ends of its range. */
const pools: Readonly<Record<string, readonly string[]>> = {
  BOOLEAN: ['true', 'false'],
  TINYINT: ['0', '1', '-1', '-128', '127'],
  SMALLINT: ['0', '1', '-1', '-32768', '32767'],
  INTEGER: ['0', '1', '-1', '-2147483648', '2147483647'],
  BIGINT: ['0', '1', '-1', '-9223372036854775808', '9223372036854775807', '4294967296'],
  UTINYINT: ['0', '1', '255'],
  USMALLINT: ['0', '1', '65535'],
  UINTEGER: ['0', '1', '4294967295'],
  UBIGINT: ['0', '1', '18446744073709551615', '9223372036854775808'],
  FLOAT: ['0', '-0.0', '1', '-1', 'nan', 'inf', '-inf', '1e-45', '16777216'],
  DOUBLE: ['0', '-0.0', '1', '-1', 'nan', 'inf', '-inf', '5e-324', '0.1', '0.30000000000000004', '0.3'],
  VARCHAR: ['', ' ', 'a', 'ab', 'b', '#', '#a', 'null', '[]', 'a text of more than twelve bytes', 'ä', 'a, b', "it''s"],
  BLOB: ['', 'a', '\\x00', '\\x00\\x00', '#', '\\xFF and more than twelve bytes'],
  DATE: ['1970-01-01', '1969-12-31', '2020-02-29', 'infinity', '-infinity'],
  TIME: ['00:00:00', '23:59:59.999999', '00:00:00.000001'],
  TIMESTAMP: ['1970-01-01', '1969-12-31 23:59:59.999999', '2020-02-29 12:00', 'infinity', '-infinity'],
  TIMESTAMP_NS: ['1970-01-01', '2020-02-29 12:00:00.000000001', '2020-02-29 12:00:00'],
  'TIMESTAMP WITH TIME ZONE': ['1970-01-01 00:00:00+00', '2020-02-29 12:00:00+00', 'infinity'],
  UUID: [
    '00000000-0000-0000-0000-000000000000',
    '80000000-0000-0000-0000-000000000000',
    '7fffffff-ffff-ffff-ffff-ffffffffffff',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
    '00000000-0000-0001-0000-000000000001',
    '80000000-0000-0000-ffff-ffffffffffff',
  ],
  'DECIMAL(4,1)': ['0', '0.1', '-0.1', '999.9', '-999.9'],
  'DECIMAL(9,2)': ['0', '0.01', '-0.01', '9999999.99'],
  'DECIMAL(18,3)': ['0', '0.001', '-0.001', '999999999999999.999'],
  'DECIMAL(19,0)': ['0', '1', '-1', '9999999999999999999', '-9999999999999999999'],
  'DECIMAL(38,2)': [
    '0',
    '0.01',
    '-0.01',
    '1',
    '-1',
    '184467440737095516.16',
    '999999999999999999999999999999999999.99',
  ],
  'DECIMAL(38,38)': ['0', '0.00000000000000000000000000000000000001', '-0.00000000000000000000000000000000000001'],
}
export const scalarTypes: readonly string[] = Object.keys(pools)

export function anyType(draw: Draw, depth = 3): DataType {
  const choice = depth === 0 ? 0 : draw(5)
  if (choice >= 3) return listOf(anyType(draw, depth - 1))
  if (choice === 2) {
    const names = ['a', 'b c', 'd\'e"f'].slice(0, 1 + draw(3))
    return structOf(names.map((name) => ({ name, type: anyType(draw, depth - 1), optional: draw(3) === 0 })))
  }
  if (choice === 1 && draw(2) === 0) return mapOf(anyType(draw, depth - 1))
  return scalar(scalarTypes[draw(scalarTypes.length)] as string)
}

export function anyValue(type: DataType, draw: Draw): AnyValue {
  if (draw(5) === 0) return { sql: `NULL::${sqlType(type)}`, identity: '-' }
  switch (type.kind) {
    case 'list': {
      const elements = Array.from({ length: draw(4) }, () => anyValue(type.of, draw))
      return {
        sql: `[${elements.map(({ sql }) => sql).join(', ')}]::${sqlType(type)}`,
        identity: `[${elements.map(({ identity }) => identity).join(' ')}]`,
      }
    }
    case 'struct': {
      const fields = type.fields.map((field) => ({ name: field.name, ...anyField(field, draw) }))
      const packed = fields.map(({ name, sql }) => `"${name.replaceAll('"', '""')}" := ${sql}`)
      return {
        sql: `struct_pack(${packed.join(', ')})`,
        identity: `{${fields.map(({ identity }) => identity).join(' ')}}`,
      }
    }
    case 'map': {
      const keys = ['', 'a', 'b', '__proto__'].slice(draw(3), 1 + draw(4))
      const values = keys.map((key) => ({ key, ...anyValue(type.of, draw) }))
      const entries = values.map(({ key, sql }) => `'${key}': ${sql}`)
      return {
        sql: `MAP {${entries.join(', ')}}::${sqlType(type)}`,
        identity: `<${values.map(({ key, identity }) => `${key}=${identity}`).join(' ')}>`,
      }
    }
    case 'scalar': {
      const pool = pools[type.name] as readonly string[]
      const place = draw(pool.length)
      return { sql: `'${pool[place]}'::${type.name}`, identity: String(place) }
    }
    default:
      throw new Error(`no values of ${type.kind}`)
  }
}

/** A value of a field; what a row lacks is told from null. */
export function anyField({ type, optional }: Field, draw: Draw): AnyValue {
  const value = anyValue(type, draw)
  return optional === true && value.identity === '-' ? { ...value, identity: '?' } : value
}

/** Every value that is drawn of a flat type. */
export const valuesOf = (name: string): readonly AnyValue[] =>
  (pools[name] as readonly string[]).map((text, place) => ({ sql: `'${text}'::${name}`, identity: String(place) }))
