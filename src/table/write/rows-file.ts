import { rename, rm } from 'node:fs/promises'
import { withStoreFailures } from '../../store/failure.ts'
import type { RowsPart } from '../codec/encode/held-rows.ts'
import { type Field, sqlType } from '../codec/types/data-type.ts'
import { toColumns } from '../codec/types/parse-type.ts'
import { columnsAs, emptySelect } from '../codec/types/select-columns.ts'
import { duck } from '../engine/bindings.ts'
import { type Engine, interruptible, withConnection } from '../engine/open.ts'
import { copyToParquet, readParquet, rowGroupSize } from '../engine/parquet.ts'
import { openParquetParts, type ParquetParts } from '../engine/parquet-parts.ts'
import { writeSmall } from '../small/write-small.ts'
import { addBags, type RowBag, type RowVersion, rowBag, rowVersion, versionOfBag } from '../version/row-version.ts'
import type { WriteOptions } from './written.ts'

/** A Parquet file that is written part by part, and its version. */
export interface RowsFile {
  /** Writes the parts after the earlier ones. Resolves when the writing has begun. */
  add(parts: readonly RowsPart[], fields: readonly Field[]): Promise<void>
  /** Writes the last parts. `fields` are those of the file. */
  finish(last: readonly RowsPart[], fields: readonly Field[]): Promise<RowVersion>
  /** Waits for pending writes, and leaves nothing but the file. */
  close(): Promise<void>
}
type FileOptions = Pick<WriteOptions, 'file' | 'ordered' | 'signal'>

/** Parts whose columns have the same types in DuckDB, in one file. */
interface Piece {
  readonly file: string
  readonly fields: readonly Field[]
  readonly parts: ParquetParts
}

export function openRowsFile(engine: Engine, options: FileOptions): RowsFile {
  const { file, ordered = false, signal } = options
  const pieces: Piece[] = []
  let [rows, bytes] = [0, 0]
  let bag: RowBag | undefined
  let isHashedAlike = true
  let hashedAs = ''
  let writing: Promise<void> = Promise.resolve()

  const pieceOf = async (fields: readonly Field[]): Promise<Piece> => {
    const latest = pieces.at(-1)
    if (latest !== undefined && shapeOf(latest.fields) === shapeOf(fields)) return latest
    const name = `${file}.${pieces.length}`
    const piece = { file: name, fields, parts: await openParquetParts(name) }
    pieces.push(piece)
    return piece
  }
  const writeAll = async (parts: readonly RowsPart[], fields: readonly Field[]) => {
    for (const part of parts) await write(part, fields)
  }
  const write = async (part: RowsPart, fields: readonly Field[]) => {
    const name = `${file}.part`
    try {
      const added = await writePart(engine, part, { ...options, file: name, fields, placed: rows })
      await (await pieceOf(fields)).parts.append(name)
      isHashedAlike &&= bag === undefined || hashedAs === columnsText(fields)
      hashedAs = columnsText(fields)
      bag = bag === undefined ? added : addBags(bag, added)
      rows += part.rows
      bytes += part.bytes
    } finally {
      part.release()
      await rm(name, { force: true })
    }
  }
  /** Rewrites a piece whose columns differ from those of the file. */
  const join = async (fields: readonly Field[]) => {
    for (const { parts } of pieces) await parts.finish()
    const [only, ...others] = pieces as [Piece, ...Piece[]]
    if (others.length === 0 && shapeOf(only.fields) === shapeOf(fields)) return rename(only.file, file)
    const selects = pieces.map(
      (piece) => `SELECT ${columnsAs('p', piece.fields, fields)} FROM ${readParquet(piece.file)} p`,
    )
    const copied = { file, fields, rowGroupSize: rowGroupSize(bytes, rows) }
    await withConnection(engine, (connection) =>
      interruptible(connection, signal, () =>
        duck.query(connection, copyToParquet(selects.join('\nUNION ALL '), copied)),
      ),
    )
  }
  return {
    async add(parts, fields) {
      await writing
      writing = withStoreFailures(file, () => writeAll(parts, fields))
      // The call that adds the next rows, or finishes, throws this error.
      writing.catch(() => undefined)
    },
    async finish(last, fields) {
      await writing
      if (bag === undefined && last.length <= 1)
        return versionOfBag(await writeOnly(engine, last[0], { ...options, fields }), { fields, ordered })
      await withStoreFailures(file, () => writeAll(last, fields))
      await withStoreFailures(file, () => join(fields))
      if (isHashedAlike && hashedAs === columnsText(fields)) return versionOfBag(bag!, { fields, ordered })
      return withConnection(engine, (connection) =>
        interruptible(connection, signal, () => rowVersion(connection, { file, fields, ordered })),
      )
    },
    async close() {
      await writing.catch(() => undefined)
      for (const { parts, file: name } of pieces) {
        await parts.close()
        await rm(name, { force: true })
      }
    },
  }
}

interface PartOptions extends FileOptions {
  readonly fields: readonly Field[]
  /** The number of the file's rows before these. */
  readonly placed: number
}

/** Writes everything at once, from one part or none. */
async function writeOnly(
  engine: Engine,
  part: RowsPart | undefined,
  options: Omit<PartOptions, 'placed'>,
): Promise<RowBag> {
  const small = part?.small(options.fields)
  if (small === undefined) return writePart(engine, part, { ...options, placed: 0 })
  options.signal?.throwIfAborted()
  return writeSmall(options.file, small, options.ordered ?? false)
}

/** Without a part, writes a file without rows. */
async function writePart(engine: Engine, part: RowsPart | undefined, options: PartOptions): Promise<RowBag> {
  const { file, fields, ordered = false, placed, signal } = options
  const { rows = 0, bytes = 0, batches = 0 } = part ?? {}
  const at = await engine.single(batches)
  const offered = part?.offer(at, fields)
  const select = offered?.select ?? emptySelect(fields)
  try {
    const copy = copyToParquet(select, { file, fields, rowGroupSize: rowGroupSize(bytes, rows) })
    return await withConnection(at, (connection) =>
      interruptible(connection, signal, () =>
        // One round trip for both, since for a table of three rows the round trips take most of the time. Rows in
        // memory are hashed there: unpacking the file again would take as long as packing it.
        rowBag(connection, { file, fields, ordered, placed, select, before: `${copy}; ` }),
      ),
    )
  } finally {
    offered?.withdraw()
  }
}

const shapeOf = (fields: readonly Field[]): string =>
  JSON.stringify(fields.map(({ name, type }) => [name, sqlType(type)]))

/** Everything besides its values that the hash of a row depends on. */
const columnsText = (fields: readonly Field[]): string => JSON.stringify(toColumns(fields))
