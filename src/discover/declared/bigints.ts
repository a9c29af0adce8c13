import { quoteId } from '../../util/sql-text.ts'
import type { WrittenField, WrittenType } from './written-type.ts'

/**
 * The integers of a row that its written type calls bigints, as paths: `"id"`, `"meta"."parent"`, `"tags"[]`. They are
 * bigints in JavaScript because the type says so, and so a part of what the definition is.
 */
export function bigintPaths(fields: readonly WrittenField[]): readonly string[] {
  return fields.flatMap(({ name, type }) => inside(type, quoteId(name))).sort()
}

function inside({ kinds, fields, element }: WrittenType, path: string): readonly string[] {
  if (kinds?.length === 1 && kinds[0] === 'bigint') return [path]
  if (element !== undefined) return inside(element, `${path}[]`)
  return fields?.flatMap(({ name, type }) => inside(type, `${path}.${quoteId(name)}`)) ?? []
}
