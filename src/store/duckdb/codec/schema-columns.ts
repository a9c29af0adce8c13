import type { StandardSchema } from '../../../define/row-schema.ts'
import type { Column } from '../../../define/table.ts'
import { type DataType, type Field, listOf, scalar, structOf } from './data-type.ts'
import { toColumns } from './parse-type.ts'

/**
 * The columns that a zod 4 schema of an object describes, read from its own description of itself (`_zod.def`) without importing
 * zod. `undefined` for any other library, and where one field's type is not a column's: half a table's columns would be another table.
 */
export function columnsOfSchema(schema: StandardSchema): readonly Column[] | undefined {
  const type = typeOf(schema)
  return type?.kind === 'struct' && type.fields.length > 0 ? toColumns(type.fields) : undefined
}

interface Described {
  readonly _zod: { readonly def: Definition }
  readonly '~standard'?: StandardSchema['~standard']
}
interface Definition {
  readonly type: string
  readonly innerType?: unknown
  readonly element?: unknown
  readonly shape?: Readonly<Record<string, unknown>>
  readonly options?: readonly unknown[]
  readonly values?: readonly unknown[]
  readonly entries?: Readonly<Record<string, unknown>>
  readonly out?: unknown
}

function typeOf(schema: unknown): DataType | undefined {
  if (typeof schema !== 'object' || schema === null || !('_zod' in schema)) return undefined
  const { def } = (schema as Described)._zod
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
      return oneType((def.options ?? []).filter((option) => !isNull(option)).map(typeOf))
    case 'array': {
      const of = typeOf(def.element)
      return of === undefined ? undefined : listOf(of)
    }
    case 'object':
      return typeOfShape(def.shape ?? {})
    case 'pipe':
      return typeOf(def.out)
    case 'custom':
      return typeOfInstance(schema as Described)
    default:
      // optional, nullable, default, prefault, nonoptional, readonly, catch: the same type, with or without null.
      return def.innerType === undefined ? undefined : typeOf(def.innerType)
  }
}

function typeOfShape(shape: Readonly<Record<string, unknown>>): DataType | undefined {
  const fields: Field[] = []
  for (const [name, field] of Object.entries(shape)) {
    const type = typeOf(field)
    if (type === undefined) return undefined
    fields.push({ name, type })
  }
  return structOf(fields)
}

function typeOfValue(value: unknown): DataType | undefined {
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
      return undefined
  }
}

function oneType(types: readonly (DataType | undefined)[]): DataType | undefined {
  const [first] = types
  return types.every((type) => JSON.stringify(type) === JSON.stringify(first)) ? first : undefined
}

const isNull = (option: unknown): boolean => (option as Partial<Described> | undefined)?._zod?.def.type === 'null'

/** `z.instanceof(Float32Array)` does not say which class it means; it is asked with a value of each that a column can be. */
function typeOfInstance(schema: Described): DataType | undefined {
  const accepts = (value: unknown): boolean => {
    const checked = schema['~standard']?.validate(value)
    return checked !== undefined && !(checked instanceof Promise) && checked.issues === undefined
  }
  if (accepts('') || accepts({})) return undefined
  const [floats, bytes] = [accepts(new Float32Array(1)), accepts(new Uint8Array(1)) || accepts(Buffer.alloc(1))]
  if (floats === bytes) return undefined
  return floats ? listOf(scalar('FLOAT')) : scalar('BLOB')
}
