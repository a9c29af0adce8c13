import { Ajv, type AnySchema } from 'ajv'
import { Ajv2019 } from 'ajv/dist/2019.js'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { mistakeIn } from '../mistake.ts'

export function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/**
 * Tests texts against a JSON schema. A schema that names no draft counts as 2020-12; formats are not asserted, as in
 * Python's jsonschema. A text that is not JSON does not match.
 *
 * @throws AssetError where it is no schema.
 */
export function jsonSchemaTest(schema: unknown): (text: string) => boolean {
  if (typeof schema !== 'boolean' && (typeof schema !== 'object' || schema === null || Array.isArray(schema)))
    throw mistakeIn('json_schema', 'is no schema', 'give a JSON Schema, which is an object')
  const matches = compiled(schema)
  return (text) => isJson(text) && matches(JSON.parse(text))
}

function compiled(schema: object | boolean): (value: unknown) => boolean {
  const named = typeof schema === 'object' && '$schema' in schema ? String(schema.$schema) : ''
  const Draft = /draft-0\d/.test(named) ? Ajv : named.includes('2019-09') ? Ajv2019 : Ajv2020
  try {
    const validate = new Draft({ strict: false, validateFormats: false }).compile(schema as AnySchema)
    return (value) => validate(value) === true
  } catch (error) {
    throw mistakeIn('json_schema', `is no schema: ${(error as Error).message}`, 'mend the JSON Schema')
  }
}
