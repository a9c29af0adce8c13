import { AssetError } from '../../errors.ts'
import type { Statement } from '../sql/statement.ts'

/** The number of rows, where it is known before reading, and the statement that reads them. */
export type Counted = Pick<Statement, 'rows'> & Partial<Pick<Statement, 'text'>>

/**
 * Checks that a reading is complete: a result that has lost a part looks like a shorter one. So every reader of a whole
 * table compares the number of rows with the record.
 *
 * @throws AssetError `STORE_ROWS`
 */
export function expectRows(
  came: number,
  { rows: expected, text: statement }: Counted,
  how: 'read' | 'written' = 'read',
): void {
  if (expected === undefined || came === expected) return
  throw new AssetError({
    code: 'STORE_ROWS',
    message: messages[how](rowsText(came), rowsText(expected)),
    facts: { rows: came, recorded: expected, ...(statement === undefined ? {} : { statement }) },
    fix: 'see whether the store is damaged: assets verify; where it is not, run it again, and look at the memory and the disk of this machine',
  })
}

const messages = {
  read: (came: string, expected: string) =>
    `a table was read to its end and gave ${came}, where its record says ${expected}`,
  written: (came: string, expected: string) =>
    `a table was written, and its file has ${came} where ${expected} went into it`,
}
const rowsText = (count: number): string => (count === 1 ? '1 row' : `${count} rows`)

/** Batches as they come; behind the last of them their rows are counted. */
export async function* counted<Batch>(
  batches: AsyncIterable<Batch>,
  of: Counted,
  sizeOf: (batch: Batch) => number,
): AsyncGenerator<Batch> {
  let came = 0
  for await (const batch of batches) {
    came += sizeOf(batch)
    yield batch
  }
  expectRows(came, of)
}
