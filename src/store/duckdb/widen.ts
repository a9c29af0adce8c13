import { type DataType, isResolved, listOf, quoteId, sameType, sqlType, structOf, typeName } from './data-type.ts'

/** SQL that turns an expression of one type into the same value of a type that knows more: fields that came later are null. */
export function widen(expression: string, from: DataType, to: DataType): string {
  if (from.kind === 'unknown') return `NULL::${sqlType(to)}`
  if (sameType(from, to)) return expression
  if (from.kind === 'list' && to.kind === 'list') {
    if (from.of.kind === 'unknown') return `${expression}::${sqlType(to)}`
    return `list_transform(${expression}, lambda element: ${widen('element', from.of, to.of)})`
  }
  if (from.kind === 'struct' && to.kind === 'struct') {
    const fields = to.fields.map((field) => {
      const before = from.fields.find((other) => other.name === field.name)
      const value =
        before === undefined
          ? `NULL::${sqlType(field.type)}`
          : widen(`struct_extract(${expression}, ${quoteField(field.name)})`, before.type, field.type)
      return `${quoteId(field.name)} := ${value}`
    })
    return `CASE WHEN ${expression} IS NULL THEN NULL ELSE struct_pack(${fields.join(', ')}) END`
  }
  throw new Error(`${typeName(from)} does not widen to ${typeName(to)}`)
}

const quoteField = (name: string): string => `'${name.replaceAll("'", "''")}'`

/** What the values were, completed by what a schema says where no value decided it. The values win where both say something. */
export function completeType(actual: DataType, hint: DataType | undefined): DataType {
  if (hint === undefined || (actual.kind !== 'struct' && isResolved(actual))) return actual
  if (actual.kind === 'unknown') return hint
  if (actual.kind === 'list' && hint.kind === 'list') return listOf(completeType(actual.of, hint.of))
  if (actual.kind !== 'struct' || hint.kind !== 'struct') return actual
  const declared = hint.fields.map((field) => {
    const known = actual.fields.find((other) => other.name === field.name)
    return known === undefined ? field : { name: field.name, type: completeType(known.type, field.type) }
  })
  const names = new Set(hint.fields.map((field) => field.name))
  return structOf([...declared, ...actual.fields.filter((field) => !names.has(field.name))])
}

/** The path of the first part of a column whose type nothing decided; `undefined` where every part is known. */
export function undecided(path: string, type: DataType): string | undefined {
  switch (type.kind) {
    case 'unknown':
      return path
    case 'list':
      return undecided(`${path}[]`, type.of)
    case 'struct': {
      if (type.fields.length === 0) return path
      for (const field of type.fields) {
        const found = undecided(`${path}.${field.name}`, field.type)
        if (found !== undefined) return found
      }
      return undefined
    }
    default:
      return undefined
  }
}
