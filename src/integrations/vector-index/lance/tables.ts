import { createHash } from 'node:crypto'
import { type ColumnType, type Scalar, type Shape, shapeText } from '../shape.ts'
import type { Receipt } from '../target.ts'
import type { Arrow, LanceConnection, LanceRow, LanceTable } from './library.ts'

export const columnsOf = ({ metadata }: Shape): readonly string[] => Object.keys(metadata).sort()

/** DataFusion, which reads the conditions, quotes names with backticks. */
export const columnName = (name: string): string => `\`${name}\``
export const textLiteral = (text: string): string => `'${text.replaceAll("'", "''")}'`

/**
 * A shape has a table of its own, so that the one that is in use stays until the other is whole. `…_about` says which
 * one that is.
 */
export function tableName(table: string, shape: Shape): string {
  return `${table}_${createHash('sha256').update(shapeText(shape)).digest('hex').slice(0, 12)}`
}
const aboutName = (table: string): string => `${table}_about`

export function createTable({ Field, ...arrow }: Arrow, name: string, of: { db: LanceConnection; shape: Shape }) {
  const { db, shape } = of
  const types: Readonly<Record<ColumnType, () => unknown>> = {
    text: () => new arrow.Utf8(),
    number: () => new arrow.Float64(),
    // 0 and 1: of booleans that are all null Arrow for JavaScript writes no bits, which LanceDB refuses.
    boolean: () => new arrow.Int8(),
  }
  const item = new Field('item', new arrow.Float32(), true)
  const texts = ['id', 'hash', 'text'].map((column) => new Field(column, new arrow.Utf8(), false))
  const vector = new Field('vector', new arrow.FixedSizeList(shape.dimensions, item), false)
  const metadata = columnsOf(shape).map(
    (column) => new Field(column, types[shape.metadata[column] as ColumnType](), true),
  )
  return db.createEmptyTable(name, new arrow.Schema([...texts, vector, ...metadata]), { existOk: true })
}

export async function openIfThere(db: LanceConnection, name: string): Promise<LanceTable | undefined> {
  // Without a limit it lists ten.
  const names = await db.tableNames({ limit: 1_000_000 })
  return names.includes(name) ? db.openTable(name) : undefined
}

interface About {
  readonly table: string
  readonly receipt: Receipt
}

export async function aboutOf(db: LanceConnection, table: string): Promise<About | undefined> {
  const about = await openIfThere(db, aboutName(table))
  const [row] = (await about?.query().where("name = 'index'").toArray()) ?? []
  return row === undefined ? undefined : JSON.parse(String(row.value))
}

/** One row, so that it is there wholly or not at all. */
export async function writeAbout(
  arrow: Arrow,
  db: LanceConnection,
  of: { table: string; about: About },
): Promise<void> {
  const fields = ['name', 'value'].map((column) => new arrow.Field(column, new arrow.Utf8(), false))
  const name = aboutName(of.table)
  const about = await db.createEmptyTable(name, new arrow.Schema(fields), { existOk: true })
  const row = { name: 'index', value: JSON.stringify(of.about) }
  await about.mergeInsert('name').whenMatchedUpdateAll().whenNotMatchedInsertAll().execute([row])
}

export const bound = (value: Scalar): Scalar => (typeof value === 'boolean' ? Number(value) : value)

export function metadataOf(shape: Shape, row: LanceRow): Record<string, Scalar> {
  const entries = columnsOf(shape).map((name) => {
    const value = (row[name] ?? null) as Scalar
    return [name, shape.metadata[name] === 'boolean' && value !== null ? value !== 0 : value] as const
  })
  return Object.fromEntries(entries)
}
