import { AssetError } from '../../errors.ts'
import { type Connection, duck, type PreparedStatement } from './bindings.ts'
import type { SqlContext } from './sql-error.ts'

/** A user's statement, with the words for it in errors. */
export interface ReadOnlyStatement {
  readonly text: string
  readonly context: SqlContext
}

/**
 * Prepares a user's statement, which may only read: exactly one statement, which gives rows. It exists while `use`
 * runs: a DuckDB file that it reads is open for as long, and the next statement that reads the file waits for it.
 *
 * @throws AssetError of the context's code; DuckDB's own error where it does not parse or bind.
 */
export async function withReadOnly<T>(
  connection: Connection,
  { text, context }: ReadOnlyStatement,
  use: (prepared: PreparedStatement) => Promise<T>,
): Promise<T> {
  const { extracted_statements: statements, statement_count: count } = await duck.extract_statements(connection, text)
  if (count === 0) {
    const problem = parseProblem(statements)
    if (problem !== undefined) throw new Error(problem)
    const fix = 'write a SELECT; a PIVOT has to say its values: PIVOT … ON column IN (…)'
    throw refused(context, 'is empty, or no statement by itself', fix)
  }
  if (count > 1)
    throw refused(context, `holds ${count} statements`, 'keep one SELECT; name intermediate steps in its WITH clause')
  const actor = actsWhilePrepared.exec(text)?.[1]
  if (actor !== undefined) throw notSelect(context, actor.toUpperCase())
  const prepared = await duck.prepare_extracted_statement(connection, statements, 0)
  try {
    const { StatementType } = duck
    const type = duck.prepared_statement_type(prepared)
    if (type !== StatementType.SELECT) throw notSelect(context, (StatementType[type] ?? 'OTHER').replaceAll('_', ' '))
    return await use(prepared)
  } finally {
    duck.destroy_prepare_sync(prepared)
  }
}

/** As `withReadOnly`, where only the check matters. */
export const expectReadOnly = (connection: Connection, statement: ReadOnlyStatement): Promise<void> =>
  withReadOnly(connection, statement, () => Promise.resolve())

/** DuckDB makes the folder of an EXPORT, and asks for the file of a COPY, as soon as the statement is prepared. */
const actsWhilePrepared = /^(?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/)*(EXPORT|COPY)\b/i

function notSelect(context: SqlContext, kind: string): AssetError {
  const fix = 'write a SELECT: tables are read here, and written by assets'
  return refused(context, `is a statement of the kind ${kind}, which does not give rows`, fix)
}

/** The bindings throw, instead of giving nothing, where there is no message. */
function parseProblem(statements: Parameters<typeof duck.extract_statements_error>[0]): string | undefined {
  try {
    return duck.extract_statements_error(statements)
  } catch {
    return undefined
  }
}

function refused(context: SqlContext, problem: string, fix: string): AssetError {
  return new AssetError({ code: context.code, message: `${context.what} ${problem}`, facts: context.facts, fix })
}

const onlyComments = /^(?:\s|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*$/

/** Matches texts, quoted names and comments, in which a `;` has no meaning, and the `;` that has one. */
const tokens =
  /(?<!\w)[eE]'(?:[^'\\]|\\[\s\S]|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|(\$\w*\$)[\s\S]*?\1|;/g

/** The statement without the `;` at its end, so that it can stand in parentheses. */
export function withoutSemicolon(text: string): string {
  for (const { 0: token, index } of text.matchAll(tokens)) {
    if (token === ';' && onlyComments.test(text.slice(index + 1).replaceAll(';', ' '))) return text.slice(0, index)
  }
  return text
}
