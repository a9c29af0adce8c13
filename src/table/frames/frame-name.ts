import { arrowType, isArrowTable } from '../arrow/arrow-shape.ts'

/**
 * The name of a frame, of a column of one, or of a batch, recognised by its shape; `undefined` for any other value.
 * Frames of nodejs-polars have the prototype of plain objects, and their fields are no columns.
 */
export function frameName(value: object): string | undefined {
  const name = polarsName(value)
  if (name !== undefined) return `${name} of nodejs-polars`
  if (isArrowTable(value)) return `${'batches' in value ? 'Table' : 'RecordBatch'} of Arrow`
  return isArrowVector(value) ? 'Vector of Arrow' : undefined
}

/** How to combine several frames into one result. Of a frame in another thread or process only the name is known. */
export function frameCure(name: string): string | undefined {
  if (name.endsWith(' of nodejs-polars')) return 'return one frame: pl.concat(frames)'
  return name.endsWith(' of Arrow') ? 'return one table of them: new Table(batches)' : undefined
}

/** What it is called is asked for and not looked for: a DataFrame says that it has its columns and nothing else. */
function polarsName(value: object): string | undefined {
  const tag: unknown = Reflect.get(value, Symbol.toStringTag)
  if (tag === 'DataFrame' && isMethod(value, 'writeParquet')) return tag
  if (tag === 'LazyDataFrame' && isMethod(value, 'collect')) return tag
  return typeof tag === 'function' && '_s' in value && isMethod(value, 'toArray') ? 'Series' : undefined
}

const isMethod = (value: object, name: string): boolean => typeof Reflect.get(value, name) === 'function'

const arrowTypes: ReadonlySet<unknown> = new Set(Object.values(arrowType))

function isArrowVector(value: object): boolean {
  const { data, type, get } = value as { readonly data?: unknown; readonly type?: unknown; readonly get?: unknown }
  if (!Array.isArray(data) || typeof get !== 'function' || typeof type !== 'object' || type === null) return false
  return arrowTypes.has((type as { readonly typeId?: unknown }).typeId)
}
