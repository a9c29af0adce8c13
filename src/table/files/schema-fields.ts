import type { StandardSchema } from '../../define/validation/row-schema.ts'
import { zodDefinition } from '../zod-definition.ts'

/** The input that a schema accepts for one field, as far as its description shows. */
export interface SchemaField {
  readonly takes: 'text' | 'number' | 'bigint' | 'boolean' | 'date' | 'other'
  /** Whether the schema accepts a row without the field, but no null in its place. */
  readonly absent: boolean
}

/**
 * The fields that a schema of objects accepts, by name: those of a zod 4 schema, from its own description of itself.
 * Schemas of other libraries do not describe themselves, and get rows whose types were inferred.
 */
export function fieldsOfSchema(schema: StandardSchema): ReadonlyMap<string, SchemaField> {
  const def = zodDefinition(schema)
  if (def?.type === 'pipe') return fieldsOfSchema(def.in as StandardSchema)
  if (def?.innerType !== undefined) return fieldsOfSchema(def.innerType as StandardSchema)
  const fields = Object.entries(def?.shape ?? {}).map(([name, field]) => {
    const of = fieldOf(field)
    return [name, { takes: of.takes, absent: of.optional && !of.nullable }] as const
  })
  return new Map(fields)
}

interface Reading {
  readonly takes: SchemaField['takes']
  readonly optional: boolean
  readonly nullable: boolean
}

const fieldTaking = (takes: SchemaField['takes']): Reading => ({ takes, optional: false, nullable: false })

function fieldOf(schema: unknown): Reading {
  const def = zodDefinition(schema)
  switch (def?.type) {
    case 'string':
    case 'template_literal':
      return fieldTaking('text')
    case 'number':
    case 'bigint':
    case 'boolean':
    case 'date':
      // A coercing schema takes anything, so it gets the data as it is.
      return fieldTaking(def.coerce === true ? 'other' : def.type)
    case 'enum':
      return fieldTaking(takesOf(Object.values(def.entries ?? {})))
    case 'literal':
      return {
        ...fieldTaking(takesOf((def.values ?? []).filter((value) => value !== null))),
        nullable: (def.values ?? []).includes(null),
      }
    case 'null':
      return { ...fieldTaking('other'), nullable: true }
    case 'union':
      return unionOf((def.options ?? []).map(fieldOf), def.options ?? [])
    case 'pipe':
      return fieldOf(def.in)
    case 'optional':
    case 'default':
    case 'prefault':
      return { ...fieldOf(def.innerType), optional: true }
    case 'nullable':
      return { ...fieldOf(def.innerType), nullable: true }
    default:
      return def?.innerType === undefined ? fieldTaking('other') : fieldOf(def.innerType)
  }
}

function unionOf(options: readonly Reading[], schemas: readonly unknown[]): Reading {
  const others = options.filter((_, index) => zodDefinition(schemas[index])?.type !== 'null')
  const [first] = others
  const takes = first !== undefined && others.every((one) => one.takes === first.takes) ? first.takes : 'other'
  return { takes, optional: options.some((one) => one.optional), nullable: options.some((one) => one.nullable) }
}

function takesOf(values: readonly unknown[]): SchemaField['takes'] {
  const [first] = values
  if (values.some((value) => typeof value !== typeof first)) return 'other'
  if (typeof first === 'string') return 'text'
  return typeof first === 'number' || typeof first === 'boolean' ? (typeof first as 'number' | 'boolean') : 'other'
}
