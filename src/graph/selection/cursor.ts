import { AssetError } from '../../errors.ts'

/** Where the parser is in the text of one argument. */
export interface Cursor {
  readonly text: string
  at: number
  /** How many parentheses and `not`s are open. */
  depth: number
}

export interface SyntaxMistake {
  readonly message: string
  readonly fix: string
  /** Where to point, in UTF-16 units from 0; default: where the cursor is. */
  readonly at?: number
}

export function syntaxError(cursor: Cursor, { message, fix, at = cursor.at }: SyntaxMistake): AssetError {
  const column = [...cursor.text.slice(0, at)].length + 1
  // One cell a character, whatever was pasted: a tab or a line break would move the caret away from what it points at.
  const line = cursor.text.replaceAll(/\s/g, ' ')
  return new AssetError({
    code: 'SELECTION_SYNTAX',
    message,
    facts: { selection: cursor.text, column, caret: `${line}\n${' '.repeat(column - 1)}^` },
    fix,
  })
}

export function skipSpace(cursor: Cursor): void {
  take(cursor, /\s+/y)
}

/** Moves over what the sticky expression matches here. */
export function take(cursor: Cursor, sticky: RegExp): RegExpExecArray | undefined {
  const match = peek(cursor, sticky)
  if (match !== undefined) cursor.at += match[0].length
  return match
}

export function peek(cursor: Cursor, sticky: RegExp): RegExpExecArray | undefined {
  sticky.lastIndex = cursor.at
  return sticky.exec(cursor.text) ?? undefined
}

export function atEnd(cursor: Cursor): boolean {
  return cursor.at >= cursor.text.length
}
