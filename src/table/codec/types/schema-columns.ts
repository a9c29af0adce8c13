import type { Column } from '../../../define/table.ts'
import type { StandardSchema } from '../../../define/validation/row-schema.ts'
import { zodDefinition } from '../../zod-definition.ts'
import { type DataType, type Field, listOf, scalar, structOf, unknownType } from './data-type.ts'
import { withNullFloats } from './float-lists.ts'
import { toColumns } from './parse-type.ts'

/**
 * The columns that a zod 4 schema of an object describes, read from its own description of itself (`_zod.def`) without
 * importing zod. `undefined` for any other library. If a field's type is no column type, the rows decide its column;
 * the other fields are not affected.
 */
export function columnsOfSchema(schema: StandardSchema): readonly Column[] | undefined {
  const type = typeOf(schema, 'out')
  return type.kind === 'struct' && type.fields.length > 0 ? toColumns(type.fields) : undefined
}

/** The columns in which the schema reads rows: an integer that it takes as a bigint is read as one. */
export function readForSchema(fields: readonly Field[], schema: StandardSchema): readonly Field[] {
  const wanted = typeOf(schema, 'in')
  const struct = asWanted(structOf(fields), wanted)
  return struct.kind === 'struct' ? struct.fields : fields
}

function asWanted(type: DataType, wanted: DataType): DataType {
  if (type.kind === 'scalar' && wanted.kind === 'scalar' && wanted.name === 'BIGINT')
    return scalar(bigintNames[type.name] ?? type.name)
  if (type.kind === 'list' && wanted.kind === 'list' && isArrayOfNumbers(wanted)) return withNullFloats(type)
  if (type.kind === 'list' && wanted.kind === 'list') return listOf(asWanted(type.of, wanted.of))
  if (type.kind !== 'struct' || wanted.kind !== 'struct') return type
  return structOf(
    type.fields.map((field) => {
      const other = wanted.fields.find(({ name }) => name === field.name)
      return other === undefined ? field : { ...field, type: asWanted(field.type, other.type) }
    }),
  )
}

/** `z.array(z.number())` refuses a Float32Array. */
const isArrayOfNumbers = ({ of }: DataType & { kind: 'list' }): boolean => of.kind === 'scalar' && of.name === 'DOUBLE'

const bigintNames: Readonly<Record<string, string>> = { INT64: 'BIGINT', UINT64: 'UBIGINT' }

/**
 * Whether such a schema converts values, such as a text to a number, so that it may refuse its own output. A schema
 * that fills in or trims accepts its output.
 */
export function convertsRows(schema: unknown): boolean {
  const def = zodDefinition(schema)
  if (def === undefined) return false
  if (def.type === 'pipe' || def.type === 'transform') return true
  return [def.innerType, def.element, ...Object.values(def.shape ?? {}), ...(def.options ?? [])].some(convertsRows)
}

/** The input or the output of a schema: they differ where the schema converts. */
type Side = 'in' | 'out'

function typeOf(schema: unknown, side: Side): DataType {
  const def = zodDefinition(schema)
  if (def === undefined) return unknownType
  switch (def.type) {
    case 'string':
    case 'template_literal':
      return scalar('VARCHAR')
    case 'number':
    case 'nan':
      return scalar('DOUBLE')
    case 'boolean':
      return scalar('BOOLEAN')
    case 'bigint':
      return scalar('BIGINT')
    case 'date':
      return scalar('TIMESTAMP')
    case 'literal':
      return oneType((def.values ?? []).filter((value) => value !== null).map(typeOfValue))
    case 'enum':
      return oneType(Object.values(def.entries ?? {}).map(typeOfValue))
    case 'union':
      return oneType((def.options ?? []).filter((option) => !isNull(option)).map((option) => typeOf(option, side)))
    case 'array':
      return listOf(typeOf(def.element, side))
    case 'object':
      return structOf(Object.entries(def.shape ?? {}).map(([name, field]) => ({ name, type: typeOf(field, side) })))
    case 'pipe':
      return typeOf(def[side], side)
    case 'custom':
      return typeOfInstance(schema as Partial<StandardSchema>)
    default:
      // optional, nullable, default, prefault, nonoptional, readonly, catch: the same type, with or without null.
      return typeOf(def.innerType, side)
  }
}

function typeOfValue(value: unknown): DataType {
  switch (typeof value) {
    case 'string':
      return scalar('VARCHAR')
    case 'number':
      return scalar('DOUBLE')
    case 'boolean':
      return scalar('BOOLEAN')
    case 'bigint':
      return scalar('BIGINT')
    default:
      return unknownType
  }
}

function oneType(types: readonly DataType[]): DataType {
  const [first = unknownType] = types
  return types.every((type) => JSON.stringify(type) === JSON.stringify(first)) ? first : unknownType
}

const isNull = (option: unknown): boolean => zodDefinition(option)?.type === 'null'

/**
 * `z.instanceof(Float32Array)` does not name its class, so the schema is tried with a value of each class that a column
 * can hold.
 */
function typeOfInstance(schema: Partial<StandardSchema>): DataType {
  const accepts = (value: unknown): boolean => {
    const checked = schema['~standard']?.validate(value)
    return checked !== undefined && !(checked instanceof Promise) && checked.issues === undefined
  }
  if (accepts('') || accepts({})) return unknownType
  const [floats, bytes] = [accepts(new Float32Array(1)), accepts(new Uint8Array(1)) || accepts(Buffer.alloc(1))]
  if (floats === bytes) return unknownType
  return floats ? listOf(scalar('FLOAT')) : scalar('BLOB')
}
