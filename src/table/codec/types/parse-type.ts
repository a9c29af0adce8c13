import type { Column } from '../../../define/table.ts'
import { type DataType, type Field, fieldType, listOf, mapOf, scalar, structOf, unknownType } from './data-type.ts'

/** Reads back what `typeName` wrote: a column's type as a record keeps it. */
function parseType(text: string): DataType {
  const reader = { text, at: 0 }
  const type = readType(reader)
  if (reader.at !== text.length) throw new Error(`not the name of a stored type: ${text}`)
  return type
}

export const parseColumns = (columns: readonly Column[]): readonly Field[] =>
  columns.map(({ name, type }) =>
    type.endsWith('?') ? { name, type: parseType(type.slice(0, -1)), optional: true } : { name, type: parseType(type) },
  )

export const toColumns = (fields: readonly Field[]): readonly Column[] =>
  fields.map((field) => ({ name: field.name, type: fieldType(field) }))

interface Reader {
  readonly text: string
  at: number
}

function readType(reader: Reader): DataType {
  let type = readWhole(reader)
  while (take(reader, '[]')) type = listOf(type)
  return type
}

function readWhole(reader: Reader): DataType {
  if (take(reader, 'STRUCT(')) return readStruct(reader)
  if (!take(reader, 'MAP(VARCHAR, ')) return typeNamed(readWord(reader))
  const of = readType(reader)
  expect(reader, ')')
  return mapOf(of)
}

const typeNamed = (name: string): DataType => (name === 'NULL' ? unknownType : scalar(name))

function readStruct(reader: Reader): DataType {
  const fields: Field[] = []
  do {
    const name = readName(reader)
    expect(reader, ' ')
    const type = readType(reader)
    fields.push(take(reader, '?') ? { name, type, optional: true } : { name, type })
  } while (take(reader, ', '))
  expect(reader, ')')
  return structOf(fields)
}

function readName(reader: Reader): string {
  return matched(reader, /"((?:[^"]|"")*)"/y)?.[1]?.replaceAll('""', '"') ?? readWord(reader)
}

function readWord(reader: Reader): string {
  const word = matched(reader, /TIMESTAMP WITH TIME ZONE|[A-Za-z_][A-Za-z0-9_]*(?:\(\d+, ?\d+\))?/y)
  if (word === null) throw new Error(`not the name of a stored type: ${reader.text}`)
  return word[0]
}

function matched(reader: Reader, pattern: RegExp): RegExpExecArray | null {
  pattern.lastIndex = reader.at
  const match = pattern.exec(reader.text)
  if (match !== null) reader.at += match[0].length
  return match
}

function take(reader: Reader, text: string): boolean {
  if (!reader.text.startsWith(text, reader.at)) return false
  reader.at += text.length
  return true
}

function expect(reader: Reader, text: string): void {
  if (!take(reader, text)) throw new Error(`not the name of a stored type: ${reader.text}`)
}
