/** A piece of a statement as DuckDB's scanner cuts it, with what it passed over before it. */
export interface Token {
  readonly text: string
  /** Blanks and comments before it, as they are written. */
  readonly gap: string
}

/** By the rules of PostgreSQL's scanner, which is DuckDB's. Comments inside of comments are matched by hand. */
const token =
  /[eE]'(?:[^'\\]|\\[\s\S]|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(\w*)\$[\s\S]*?\$\1\$|--[^\n\r]*|\/\*|\s+|[\p{L}_][\p{L}\p{N}_$]*|\d[\w.]*|[\s\S]/uy

/** The tokens of a text; what stands after the last of them is left out. */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = []
  let gap = ''
  for (let at = 0; at < text.length; ) {
    token.lastIndex = at
    const piece = token.exec(text)?.[0] ?? (text[at] as string)
    const word = piece === '/*' ? comment(text, at) : piece
    at += word.length
    if (/^(?:\s|--|\/\*)/.test(word)) {
      gap += word
      continue
    }
    tokens.push({ text: word, gap })
    gap = ''
  }
  return tokens
}

function comment(text: string, at: number): string {
  const marks = /\/\*|\*\//g
  marks.lastIndex = at
  let depth = 0
  for (let mark = marks.exec(text); mark !== null; mark = marks.exec(text)) {
    depth += mark[0] === '/*' ? 1 : -1
    if (depth === 0) return text.slice(at, marks.lastIndex)
  }
  return text.slice(at)
}

/**
 * A statement without comments and layout: equal texts are equal statements. A blank stays where two tokens stood apart
 * and might be read as one, and a line end between two strings, which makes one of them.
 */
export function canonicalText(tokens: readonly Token[]): string {
  return tokens.map(({ text, gap }, index) => separator(tokens[index - 1]?.text, gap, text) + text).join('')
}

function separator(before: string | undefined, gap: string, after: string): string {
  if (before === undefined || gap === '') return ''
  if (before.endsWith("'") && after.startsWith("'")) return /[\n\r]/.test(gap) ? '\n' : ' '
  if (isBracket(before) || isBracket(after)) return ''
  return isOperator(before) === isOperator(after) ? ' ' : ''
}

const isBracket = (text: string): boolean => /^[()[\],;]$/.test(text)
const isOperator = (text: string): boolean => /^[-+*/%<>=!|&^~:?@#`]$/.test(text)
