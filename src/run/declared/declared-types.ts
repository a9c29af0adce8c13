import { isForeign } from '../../define/foreign/foreign-function.ts'
import { rowTypeAt } from '../../discover/declared/row-type-at.ts'
import type { ValueKind, WrittenField, WrittenType } from '../../discover/declared/written-type.ts'
import { functionOf } from '../../discover/kinds/source-kinds.ts'
import { fileLabel } from '../../discover/user-place.ts'
import type { CodeWarning } from '../../events.ts'
import type { Workspace } from '../../project/workspace.ts'
import type { Stored } from '../../store/interface.ts'
import type { DataType, Field } from '../../table/codec/types/data-type.ts'
import { parseColumns } from '../../table/codec/types/parse-type.ts'
import { unitOf } from '../../unit.ts'
import { unreachable } from '../../util/unreachable.ts'
import type { Input } from '../inputs.ts'
import type { RunContext } from '../run-context.ts'
import { tellWarning } from '../tell-notes.ts'

/** Warns, once a run, of every column about to be read whose type contradicts the definition of its table. */
export function tellDeclaredTypes(
  context: Pick<RunContext, 'emit' | 'warnings' | 'workspace'>,
  inputs: readonly Input[],
): void {
  for (const { name, tables } of inputs)
    for (const stored of tables)
      for (const warning of contradictions(context.workspace, { asset: name, stored }))
        tellWarning(context, unitOf(name), warning)
}

interface OpenedTable {
  readonly asset: string
  readonly stored: Stored
}

/**
 * The compiler trusts the type argument of `source.table`, `asset.python` and `sql`; here the real columns are known
 * and can be compared with it.
 */
export function contradictions(
  { project, definition: definitionOf }: Pick<Workspace, 'project' | 'definition'>,
  { asset, stored }: OpenedTable,
): readonly CodeWarning[] {
  const definition = definitionOf(asset)
  const type = rowTypeAt(project, definition)
  if (type === undefined) return []
  const label = fileLabel(project.root, definition.at.file)
  const columns = parseColumns(stored.record.schema)
  const cure = isForeign(functionOf(definition)) ? cureOfFunction : cureOfQuery
  return wrongFields({ path: '', written: type.fields, columns }).map(({ column, says, is, start }) => ({
    kind: 'declared-type',
    message:
      is === undefined
        ? `the type of ${asset} says that it has a column "${column}", and the table has none`
        : `the type of ${asset} says that the column "${column}" is ${says}, and it is ${is}`,
    at: `${label}:${type.placeOf(start)}`,
    fix: is === undefined ? 'take it out of the type, or say that it is optional' : cure(column, says, is),
  }))
}

interface Wrong {
  readonly column: string
  readonly says: string
  /** The real type of the column; absent where the column does not exist. */
  readonly is: string | undefined
  readonly start: number
}

interface Compared {
  readonly path: string
  readonly written: readonly WrittenField[]
  readonly columns: readonly Field[]
}

function wrongFields({ path, written, columns }: Compared): readonly Wrong[] {
  return written.flatMap(({ name, optional, type, start }): readonly Wrong[] => {
    const column = path === '' ? name : `${path}.${name}`
    const match = columns.find((field) => field.name === name)
    const says = wordsOf(type.kinds ?? [])
    if (match !== undefined) return wrongInside({ column, type, start }, match.type)
    return optional || columns.length === 0 ? [] : [{ column, says, is: undefined, start }]
  })
}

function wrongInside(
  { column, type, start }: { readonly column: string; readonly type: WrittenType; readonly start: number },
  is: DataType,
): readonly Wrong[] {
  const kind = kindOf(is)
  if (kind === undefined || type.kinds === undefined) return []
  if (!type.kinds.includes(kind)) return [{ column, says: wordsOf(type.kinds), is: words[kind], start }]
  if (is.kind === 'struct' && type.fields !== undefined)
    return wrongFields({ path: column, written: type.fields, columns: is.fields })
  if (is.kind === 'list' && type.element !== undefined)
    return wrongInside({ column: `${column}[]`, type: type.element, start }, is.of)
  return []
}

/** The kind of value that a column of the type gives; `undefined` where no value has decided the type. */
export function kindOf(type: DataType): ValueKind | undefined {
  switch (type.kind) {
    case 'unknown':
    case 'other':
      return undefined
    case 'list':
      return type.of.kind === 'scalar' && type.of.name === 'FLOAT' ? 'Float32Array' : 'array'
    case 'struct':
    case 'map':
      return 'object'
    case 'scalar':
      return scalarKinds[type.name] ?? (/^(?:DATE|TIMESTAMP)/.test(type.name) ? 'Date' : 'number')
    default:
      return unreachable(type)
  }
}

const scalarKinds: Readonly<Record<string, ValueKind>> = {
  ...{ VARCHAR: 'string', TIME: 'string', UUID: 'string', BOOLEAN: 'boolean' },
  ...{ BIGINT: 'bigint', UBIGINT: 'bigint', BLOB: 'bytes', BYTEA: 'bytes' },
}

const words: Readonly<Record<ValueKind, string>> = {
  string: 'a string',
  number: 'a number',
  bigint: 'a bigint',
  boolean: 'a boolean',
  Date: 'a Date',
  bytes: 'a Uint8Array',
  Float32Array: 'a Float32Array',
  array: 'an array',
  object: 'an object',
}
const wordsOf = (kinds: readonly ValueKind[]): string => kinds.map((kind) => words[kind]).join(' or ')

function cureOfFunction(_: string, says: string, is: string): string {
  if (says === words.bigint) return `declare it as ${is}, or return whole numbers`
  return `declare it as ${is}, as \`assets types\` does, or return ${says}`
}

function cureOfQuery(column: string, says: string, is: string): string {
  const name = JSON.stringify(column.replace(/[.[].*$/, ''))
  const declare = `declare it as ${is}`
  if (says === words.bigint) {
    const whole = `make whole numbers of it: ${name}::BIGINT in sql, types: { ${name}: 'BIGINT' }`
    return `${declare}, or ${whole}`
  }
  if (says === words.string)
    return `${declare}, or read it as text: ${name}::VARCHAR in sql, types: { ${name}: 'VARCHAR' }`
  return `${declare}, or give the source a schema or types that make it ${says}`
}
