import type { ViewPiece, ViewTable, ViewText } from '../../store/view-text.ts'
import { quoteText } from '../codec/types/data-type.ts'
import type { Engine } from '../engine/open.ts'
import type { UnitedFiles } from '../engine/parquet.ts'
import { type NamedTable, namedText, openNamedTables } from './named-tables.ts'
import type { Statement } from './statement.ts'

export interface ViewInputs {
  /** Every object that the statement may read: path -> name. */
  readonly blobs: ReadonlyMap<string, string>
  /** Every view among the tables: its SQL behind a FROM -> its own text. */
  readonly views: ReadonlyMap<string, ViewText>
}

/** The form in which a statement is stored: without paths, and without names that exist in one DuckDB instance only. */
export function viewTextOf({ text, tables = [] }: Pick<Statement, 'text' | 'tables'>, inputs: ViewInputs): ViewText {
  const ownTables: ViewTable[] = []
  const paths = new Map([...inputs.blobs].map(([path, blob]) => [quoteText(path), { blob }]))
  const places = new Map<string, ViewPiece>()
  for (const table of tables) {
    const name = namedText(table)
    if (places.has(name)) continue
    const nested = inputs.views.get(table.from)
    const from = nested === undefined ? cutAt(table.from, paths) : addView(nested, ownTables)
    places.set(name, { table: ownTables.push({ name: table.name, from }) - 1 })
  }
  return { tables: ownTables, statement: cutAt(text, places) }
}

/** Adds the tables of a view to others, and returns the SQL that stands for it behind a FROM. */
function addView({ tables, statement }: ViewText, to: ViewTable[]): readonly ViewPiece[] {
  const before = to.length
  const moved = (pieces: readonly ViewPiece[]) =>
    pieces.map((piece) => (typeof piece === 'object' && 'table' in piece ? { table: piece.table + before } : piece))
  for (const { name, from } of tables) to.push({ name, from: moved(from) })
  return inParentheses(moved(statement))
}

function cutAt(text: string, at: ReadonlyMap<string, ViewPiece>): readonly ViewPiece[] {
  let pieces: readonly ViewPiece[] = [text]
  for (const [written, piece] of at) {
    pieces = pieces.flatMap((one) =>
      typeof one === 'string' ? one.split(written).flatMap((part, index) => (index === 0 ? part : [piece, part])) : one,
    )
  }
  return pieces.filter((piece) => piece !== '')
}

const inParentheses = (pieces: readonly ViewPiece[]): readonly ViewPiece[] => ['(\n', ...pieces, '\n)']

/**
 * A view as a table. The call makes the tables that it reads known to the instance.
 *
 * @param files For every object that it reads: name -> path.
 */
export async function openView(
  engine: Engine,
  { tables, statement }: ViewText,
  files: ReadonlyMap<string, string>,
): Promise<UnitedFiles> {
  const named: NamedTable[] = []
  const textOf = (pieces: readonly ViewPiece[]): string =>
    pieces
      .map((piece) => {
        if (typeof piece === 'string') return piece
        return 'blob' in piece
          ? quoteText(files.get(piece.blob) as string)
          : namedText(named[piece.table] as NamedTable)
      })
      .join('')
  for (const { name, from } of tables) named.push({ name, from: textOf(from) })
  await openNamedTables(engine, named)
  return { files: [...files.values()], from: textOf(inParentheses(statement)) }
}
