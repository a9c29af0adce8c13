import type { Shape } from '../shape.ts'
import type { Reader, Receipt, VectorTarget, Writer } from '../target.ts'
import { beginWriting, type Database, openForReading, openForWriting, unavailable } from './database.ts'
import { readerOf } from './reader.ts'
import { prepareTables, receiptIn, writeReceipt } from './tables.ts'
import { writerOf } from './writer.ts'

/** Every call has a connection of its own: a reader never meets a writer's half-done work, and nothing is left open. */
export function sqliteTarget(file: string, shape: Shape): VectorTarget {
  return {
    label: `SQLite (${file})`,
    shape,
    receipt: () => reading(file, (database) => receiptIn(database, shape)),
    write: (work) => writing(file, shape, work),
    read: <Result>(work: (reader: Reader) => Promise<Result>) =>
      reading(file, async (database) => {
        if (receiptIn(database, shape) === undefined) return undefined
        return await work(readerOf(database, shape))
      }),
    async [Symbol.asyncDispose]() {
      // No call leaves anything open.
    },
  }
}

async function reading<Result>(
  file: string,
  work: (database: Database) => Result | Promise<Result>,
): Promise<Result | undefined> {
  const database = await openForReading(file)
  if (database === undefined) return undefined
  try {
    // One state for everything that is read until the end.
    database.exec('BEGIN')
    return await work(database)
  } catch (error) {
    throw unavailable(file, error)
  } finally {
    database.close()
  }
}

/** The rows and the receipt are one transaction: whatever ends this process, both are there or neither is. */
async function writing(file: string, shape: Shape, work: (writer: Writer) => Promise<Receipt>): Promise<void> {
  const database = await openForWriting(file)
  try {
    await beginWriting(database)
    prepareTables(database, shape)
    writeReceipt(database, await work(writerOf(database, shape)))
    database.exec('COMMIT')
  } catch (error) {
    throw unavailable(file, error)
  } finally {
    // What is not committed is rolled back by it.
    database.close()
  }
}
