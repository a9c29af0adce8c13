import type { Shape } from '../shape.ts'
import type { Reader, Receipt, VectorTarget, Writer } from '../target.ts'
import { type LanceConnection, type Libraries, libraries } from './library.ts'
import { readerOf } from './reader.ts'
import { aboutOf, createTable, openIfThere, tableName, writeAbout } from './tables.ts'
import { settle, writerOf } from './writer.ts'

export interface LanceOptions {
  /** A folder, relative to the project's, or a place in an object store: `s3://bucket/path`. */
  readonly uri: string
  /** What the names of the index's tables begin with. */
  readonly table: string
}

interface Place {
  readonly db: LanceConnection
  readonly table: string
  readonly shape: Shape
}

export async function lanceTarget({ uri, table }: LanceOptions, shape: Shape): Promise<VectorTarget> {
  const modules = await libraries()
  const db = await modules.lance.connect(uri)
  const place = { db, table, shape }
  return {
    label: `LanceDB (${uri} ${table})`,
    shape,
    receipt: () => receiptOf(place),
    write: (work) => inTurn(`${uri} ${table}`, () => write(modules, place, work)),
    async read<Result>(work: (reader: Reader) => Promise<Result>) {
      if ((await receiptOf(place)) === undefined) return undefined
      // A table stays at the version that it was opened at.
      const opened = await openIfThere(db, tableName(table, shape))
      return opened === undefined ? undefined : await work(readerOf(opened, shape))
    },
    [Symbol.asyncDispose]: async () => db.close(),
  }
}

async function receiptOf({ db, table, shape }: Place): Promise<Receipt | undefined> {
  const about = await aboutOf(db, table)
  return about?.table === tableName(table, shape) ? about.receipt : undefined
}

/**
 * LanceDB has no transaction over several writes, so every row has a hash of its content, and the receipt is written
 * last.
 */
async function write(modules: Libraries, place: Place, work: (writer: Writer) => Promise<Receipt>): Promise<void> {
  const { db, table, shape } = place
  const name = tableName(table, shape)
  const before = await aboutOf(db, table)
  const opened = await createTable(modules.arrow, name, { db, shape })
  const receipt = await work(writerOf(opened, shape))
  await settle(modules.lance, opened, shape)
  await writeAbout(modules.arrow, db, { table, about: { table: name, receipt } })
  if (before !== undefined && before.table !== name) await db.dropTable(before.table)
}

const turns = new Map<string, Promise<unknown>>()

/** One writer of an index at a time, in this process. */
async function inTurn<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  const before = turns.get(name)
  const mine = (before ?? Promise.resolve()).then(work, work)
  turns.set(name, mine)
  try {
    return await mine
  } finally {
    if (turns.get(name) === mine) turns.delete(name)
  }
}
