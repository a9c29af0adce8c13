import type { Field } from '../types/data-type.ts'
import { setField } from './set-field.ts'

/** Makes objects from columns of values, each `count` long. */
export type RowMaker = (columns: readonly unknown[][], count: number) => object[]

/** V8 keeps an object with more fields than this as a dictionary, however it is written. */
const mostFields = 1000

const makers = new Map<string, RowMaker>()
const mostMakers = 200

type Names = readonly Pick<Field, 'name' | 'optional'>[]

/**
 * Makes rows of these fields. A function is compiled for the names, in which a row is an object literal: V8 then makes
 * all rows in one shape and one step. A loop that adds field after field takes three times as long. A field that some
 * rows lack is added only where there is a value, and so are the fields behind it, which keeps their order.
 */
export function rowMaker(names: Names): RowMaker {
  if (names.length > mostFields) return fieldByField(names)
  const key = JSON.stringify(names.map(({ name, optional }) => (optional === true ? [name] : name)))
  let maker = makers.get(key)
  if (maker === undefined) {
    maker = compiled(names) ?? fieldByField(names)
    if (makers.size >= mostMakers) makers.clear()
    makers.set(key, maker)
  }
  return maker
}

/** `undefined` where Node was started without the permission to compile code from text. */
function compiled(fields: Names): RowMaker | undefined {
  const first = fields.findIndex(({ optional }) => optional === true)
  const always = first === -1 ? fields : fields.slice(0, first)
  const later = first === -1 ? [] : fields.slice(first)
  if (later.some(({ name }) => name === '__proto__')) return fieldByField(fields)
  const values = fields.map((_, index) => `c${index} = columns[${index}]`)
  // A name in brackets is an own field, even `__proto__`.
  const literals = always.map(
    ({ name }, index) => `${name === '__proto__' ? `[${literal(name)}]` : literal(name)}: c${index}[i]`,
  )
  const added = later.map(({ name, optional }, index) => {
    const value = `c${always.length + index}[i]`
    const add = `row[${literal(name)}] = ${value}`
    return optional === true ? `  if (${value} !== undefined) ${add}\n` : `  ${add}\n`
  })
  const body = `${fields.length === 0 ? '' : `const ${values.join(', ')}\n`}const rows = new Array(count)
for (let i = 0; i < count; i++) {
  const row = { ${literals.join(', ')} }
${added.join('')}  rows[i] = row
}
return rows`
  try {
    return new Function('columns', 'count', body) as RowMaker
  } catch {
    return undefined
  }
}

const literal = (name: string): string => JSON.stringify(name)

function fieldByField(fields: Names): RowMaker {
  return (columns, count) => {
    const rows: Record<string, unknown>[] = Array.from({ length: count }, () => ({}))
    fields.forEach(({ name }, position) => {
      const values = columns[position]!
      for (let index = 0; index < count; index++) {
        // The reader gives `undefined` where the row lacks the field, and nowhere else.
        if (values[index] === undefined) continue
        if (name === '__proto__') setField(rows[index]!, name, values[index])
        else rows[index]![name] = values[index]
      }
    })
    return rows
  }
}
