import { quoteId, quoteText } from '../../codec/types/data-type.ts'

/**
 * The structure that DuckDB's `json_group_structure` returns. A leaf is the name of a type; a list is written as a list
 * with the structure of its elements.
 */
export type Structure = string | readonly [Structure] | { readonly [name: string]: Structure }

/** An object with more keys than this, whose values have one type, is a dictionary and no record. */
const mostFields = 200

export const isObject = (structure: Structure): structure is { readonly [name: string]: Structure } =>
  typeof structure === 'object' && !Array.isArray(structure)
export const isList = (structure: Structure): structure is readonly [Structure] => Array.isArray(structure)

/** DuckDB's own limit is a thousand nested expressions, and a level of values takes several. */
export const mostDepth = 100

/** Called before anything else walks the structure. Not recursive, since there may be too many levels for the stack. */
export function isTooDeep(structure: Structure): boolean {
  let level: readonly Structure[] = [structure]
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > mostDepth + 1) return true
    level = level.flatMap((one) => (isList(one) ? one : isObject(one) ? Object.values(one) : []))
  }
  return false
}

/** The keys of records and of the objects in them. The keys of dictionaries are values and left out. */
export function namesIn(structure: Structure, path = '$'): readonly string[] {
  if (isList(structure)) return namesIn(structure[0], `${path}[*]`)
  if (!isObject(structure)) return []
  const isFields = path === '$' || dictionaryValue(structure) === undefined
  const inner = Object.entries(structure).flatMap(([name, field]) => namesIn(field, `${path}.${pathName(name)}`))
  return isFields ? [...Object.keys(structure), ...inner] : inner
}

/** The DuckDB type for a structure. `leafType` gives the type of each leaf, by its path. */
export function typeOfStructure(
  structure: Structure,
  path: string,
  leafType: (path: string, leaf: string) => string,
): string {
  if (isList(structure)) return `${typeOfStructure(structure[0], `${path}[*]`, leafType)}[]`
  if (!isObject(structure)) return leafType(path, structure)
  const fields = Object.entries(structure)
  const value = dictionaryValue(structure)
  if (path !== '$' && value !== undefined) return `MAP(VARCHAR, ${typeOfStructure(value, `${path}.*`, leafType)})`
  return `STRUCT(${fields.map(([name, field]) => `${quoteId(name)} ${typeOfStructure(field, `${path}.${pathName(name)}`, leafType)}`).join(', ')})`
}

export interface Leaf {
  readonly path: string
  readonly leaf: string
}

/** The paths of the leaves that are numbers. */
export const numbersOf = (structure: Structure): readonly Leaf[] => leavesOf(structure, '$', /INT|DOUBLE/)

/** The paths without a structure: values of several kinds, or objects without keys. */
export const unstructured = (structure: Structure): readonly Leaf[] => leavesOf(structure, '$', /^JSON$/)

function leavesOf(structure: Structure, path: string, wanted: RegExp): readonly Leaf[] {
  if (isList(structure)) return leavesOf(structure[0], `${path}[*]`, wanted)
  if (!isObject(structure)) return wanted.test(structure) ? [{ path, leaf: structure }] : []
  const value = path === '$' ? undefined : dictionaryValue(structure)
  if (value !== undefined) return leavesOf(value, `${path}.*`, wanted)
  return Object.entries(structure).flatMap(([name, field]) => leavesOf(field, `${path}.${pathName(name)}`, wanted))
}

/** The paths of the objects inside of the records. */
export function objectsOf(structure: Structure, path: string): readonly string[] {
  if (isList(structure)) return objectsOf(structure[0], `${path}[*]`)
  if (!isObject(structure)) return []
  const own = path === '$' ? [] : [path]
  const value = path === '$' ? undefined : dictionaryValue(structure)
  if (value !== undefined) return [...own, ...objectsOf(value, `${path}.*`)]
  const inner = Object.entries(structure).flatMap(([name, field]) => objectsOf(field, `${path}.${pathName(name)}`))
  return [...own, ...inner]
}

/**
 * Two keys of one nested object that differ only by case, and so are one field in SQL. Keys of dictionaries are no
 * fields.
 */
export function sameByCase(structure: Structure, path = '$'): readonly [string, string] | undefined {
  if (isList(structure)) return sameByCase(structure[0], `${path}[*]`)
  if (!isObject(structure)) return undefined
  const isFields = path !== '$' && dictionaryValue(structure) === undefined
  const names = new Map<string, string>()
  for (const [name, field] of Object.entries(structure)) {
    const first = names.get(name.toLowerCase())
    if (isFields && first !== undefined) return [first, name]
    names.set(name.toLowerCase(), name)
    const inner = sameByCase(field, `${path}.${pathName(name)}`)
    if (inner !== undefined) return inner
  }
  return undefined
}

/** Whether a record, or an object inside of it that is no dictionary, has a key without a name. */
export function hasNamelessKey(structure: Structure, path = '$'): boolean {
  if (isList(structure)) return hasNamelessKey(structure[0], `${path}[*]`)
  if (!isObject(structure)) return false
  const isFields = path === '$' || dictionaryValue(structure) === undefined
  return Object.entries(structure).some(
    ([name, field]) => (isFields && name === '') || hasNamelessKey(field, `${path}.${pathName(name)}`),
  )
}

/** The structure of the values of an object that is a dictionary and no record. */
export function dictionaryValue(structure: { readonly [name: string]: Structure }): Structure | undefined {
  const values = Object.values(structure)
  if (values.length <= mostFields) return undefined
  const [first, ...others] = [
    ...new Set(values.map((value) => JSON.stringify(value)).filter((value) => value !== '"NULL"')),
  ]
  if (first === undefined) return undefined
  if (others.length === 0) return JSON.parse(first) as Structure
  return [first, ...others].every((value) => /^"\w*INT"$|^"DOUBLE"$/.test(value)) ? 'DOUBLE' : undefined
}

export const pathName = (name: string): string => `"${name.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`

/** All values at a path of one record, as a list of texts. */
export function textsAt(json: string, path: string): string {
  const texts = `json_extract_string(${json}, ${quoteText(path)})`
  return path.includes('[*]') || path.includes('.*') ? texts : `[${texts}]`
}
