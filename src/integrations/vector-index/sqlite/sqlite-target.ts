import type { Shape } from '../shape.ts'
import type { Reader, Receipt, VectorTarget, Writer } from '../target.ts'
import {
  beginReading,
  beginWriting,
  commit,
  type Database,
  openForReading,
  openForWriting,
  patienceMs,
  unavailable,
} from './database.ts'
import { readerOf } from './reader.ts'
import { prepareTables, receiptIn, writeReceipt } from './tables.ts'
import { writerOf } from './writer.ts'

/**
 * Every call has a connection of its own: a reader never meets a writer's half-done work, and nothing is left open.
 *
 * @param patience How long another process is waited for that holds the file, in ms.
 */
export function sqliteTarget(file: string, shape: Shape, patience = patienceMs): VectorTarget {
  const place: Place = { file, patience }
  return {
    label: `SQLite (${file})`,
    shape,
    receipt: () => reading(place, (database) => receiptIn(database, shape)),
    write: (work) => writing(place, shape, work),
    read: <Result>(work: (reader: Reader) => Promise<Result>) =>
      reading(place, async (database) => {
        if (receiptIn(database, shape) === undefined) return undefined
        return await work(readerOf(database, shape))
      }),
    async [Symbol.asyncDispose]() {
      // No call leaves anything open.
    },
  }
}

interface Place {
  readonly file: string
  readonly patience: number
}

async function reading<Result>(
  { file, patience }: Place,
  work: (database: Database) => Result | Promise<Result>,
): Promise<Result | undefined> {
  const database = await openForReading(file, patience)
  if (database === undefined) return undefined
  try {
    // One state for everything that is read until the end.
    await beginReading(database, patience)
    return await work(database)
  } catch (error) {
    throw unavailable(file, error)
  } finally {
    database.close()
  }
}

/** The rows and the receipt are one transaction: whatever ends this process, both are there or neither is. */
async function writing(
  { file, patience }: Place,
  shape: Shape,
  work: (writer: Writer) => Promise<Receipt>,
): Promise<void> {
  const database = await openForWriting(file, patience)
  try {
    await beginWriting(database, patience)
    prepareTables(database, shape)
    writeReceipt(database, await work(writerOf(database, shape)))
    await commit(database, patience)
  } catch (error) {
    throw unavailable(file, error)
  } finally {
    // What is not committed is rolled back by it.
    database.close()
  }
}
