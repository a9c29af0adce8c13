import type { Field } from '../types/data-type.ts'
import { setField } from './set-field.ts'

/** Objects out of the values of columns, which are as long as there are rows. */
export type RowMaker = (columns: readonly unknown[][], count: number) => object[]

/** With more fields than these V8 keeps an object as a dictionary, however it is written. */
const mostFields = 1000

const makers = new Map<string, RowMaker>()
const mostMakers = 200

type Names = readonly Pick<Field, 'name' | 'optional'>[]

/**
 * Rows of these fields. They are made by a function that is compiled for the names, in which a row is an object
 * literal: V8 then makes all of them in one shape and one step, where a loop that adds field after field takes three
 * times as long. A field that rows lack is added where there is a value, and so are those behind it, which keeps their
 * order.
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

/** `undefined` where Node was told not to compile code that is not in a file. */
function compiled(fields: Names): RowMaker | undefined {
  const first = fields.findIndex(({ optional }) => optional === true)
  const always = first === -1 ? fields : fields.slice(0, first)
  const later = first === -1 ? [] : fields.slice(first)
  if (later.some(({ name }) => name === '__proto__')) return fieldByField(fields)
  const values = fields.map((_, index) => `c${index} = columns[${index}]`)
  // A name in brackets is a field of its own, also where it is `__proto__`.
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
