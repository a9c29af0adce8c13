import { setField } from './set-field.ts'

/** Objects out of the values of columns, which are as long as there are rows. */
export type RowMaker = (columns: readonly unknown[][], count: number) => object[]

/** With more fields than these V8 keeps an object as a dictionary, however it is written. */
const mostFields = 1000

const makers = new Map<string, RowMaker>()
const mostMakers = 200

/**
 * Rows of these names. They are made by a function that is compiled for the names, in which a row is an object literal:
 * V8 then makes all of them in one shape and one step, where a loop that adds field after field takes three times as
 * long.
 */
export function rowMaker(names: readonly string[]): RowMaker {
  if (names.length > mostFields) return fieldByField(names)
  const key = JSON.stringify(names)
  let maker = makers.get(key)
  if (maker === undefined) {
    maker = compiled(names) ?? fieldByField(names)
    if (makers.size >= mostMakers) makers.clear()
    makers.set(key, maker)
  }
  return maker
}

/** `undefined` where Node was told not to compile code that is not in a file. */
function compiled(names: readonly string[]): RowMaker | undefined {
  const values = names.map((_, index) => `c${index} = columns[${index}]`)
  // A name in brackets is a field of its own, also where it is `__proto__`.
  const fields = names.map(
    (name, index) => `${name === '__proto__' ? `[${literal(name)}]` : literal(name)}: c${index}[i]`,
  )
  const body = `${names.length === 0 ? '' : `const ${values.join(', ')}\n`}const rows = new Array(count)
for (let i = 0; i < count; i++) rows[i] = { ${fields.join(', ')} }
return rows`
  try {
    return new Function('columns', 'count', body) as RowMaker
  } catch {
    return undefined
  }
}

const literal = (name: string): string => JSON.stringify(name)

function fieldByField(names: readonly string[]): RowMaker {
  return (columns, count) => {
    const rows: Record<string, unknown>[] = Array.from({ length: count }, () => ({}))
    names.forEach((name, position) => {
      const values = columns[position]!
      if (name === '__proto__') for (let index = 0; index < count; index++) setField(rows[index]!, name, values[index])
      else for (let index = 0; index < count; index++) rows[index]![name] = values[index]
    })
    return rows
  }
}
