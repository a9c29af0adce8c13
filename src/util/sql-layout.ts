/** Where a text ends: between words, in a comment to the end of its line, or in quotes or a comment that it opens. */
export type SqlEnd = 'plain' | 'line comment' | 'open'

export interface SqlLayout {
  /**
   * The text without comments and layout. Names, strings, case and the order of everything stay, so that equal texts
   * are equal statements: only what DuckDB's scanner passes over is taken away, and of white space one blank is left
   * where two words could run together.
   */
  readonly canonical: string
  readonly end: SqlEnd
  /** Something is interpolated into quotes or into a comment, where it is no piece of the statement. */
  readonly quotesHole: boolean
}

/** Stands for what is interpolated; no statement has it in its text. */
export const sqlHole = '\u0000'

/** Comments inside of comments are matched by hand. */
const tokens =
  /[eE]'(?:[^'\\]|\\[\s\S]|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(\w*)\$[\s\S]*?\$\1\$|--[^\n\r]*|\/\*|[ \t\n\r]+|[\p{L}_][\p{L}\p{N}_$]*|[^'"]/uy

/**
 * Reads a statement, or a piece of one, by the rules of PostgreSQL's scanner, which is DuckDB's
 * (https://www.postgresql.org/docs/current/sql-syntax-lexical.html).
 */
export function readSqlLayout(text: string): SqlLayout {
  const out: string[] = []
  let gap = ''
  let quotesHole = false
  let end: SqlEnd = 'plain'
  for (let at = 0; at < text.length; ) {
    const word = wordAt(text, at)
    if (word === undefined)
      return { canonical: text, end: 'open', quotesHole: quotesHole || text.includes(sqlHole, at) }
    at += word.length
    quotesHole ||= word.length > 1 && word.includes(sqlHole)
    end = word.startsWith('--') && at === text.length ? 'line comment' : 'plain'
    if (isComment(word) && gap === '' && endsInOperator(out.at(-1))) out.push('/**/')
    else if (isPassedOver(word)) gap = gapOf(gap, word)
    else {
      out.push(blank(out.at(-1)?.at(-1), gap, word[0] as string), word)
      gap = ''
    }
  }
  // Whoever puts a piece into a statement ends its comment there.
  if (end === 'line comment') gap = gapOf(gap, '\n')
  return { canonical: out.join('') + blank(out.at(-1)?.at(-1), gap, undefined), end, quotesHole }
}

/** `undefined` where it opens what it does not close. */
function wordAt(text: string, at: number): string | undefined {
  tokens.lastIndex = at
  const word = tokens.exec(text)?.[0]
  if (word !== '/*') return word
  const marks = /\/\*|\*\//g
  marks.lastIndex = at
  let depth = 0
  for (let mark = marks.exec(text); mark !== null; mark = marks.exec(text)) {
    depth += mark[0] === '/*' ? 1 : -1
    if (depth === 0) return text.slice(at, marks.lastIndex)
  }
  return undefined
}

const isComment = (word: string): boolean => /^(?:--|\/\*)/.test(word)
const isPassedOver = (word: string): boolean => isComment(word) || /^[ \t\n\r]/.test(word)

/** With a comment right behind it DuckDB reads some operators in another way: `->` is no arrow then. */
const endsInOperator = (word: string | undefined): boolean => /[~!@#^&|`?+\-*/%<>=:\0]$/.test(word ?? '')

/**
 * Two strings are one where nothing but line ends, blanks and comments to the end of a line stand between them, and
 * else a mistake.
 */
function gapOf(gap: string, word: string): string {
  if (gap === ' /' || word.startsWith('/*')) return ' /'
  return gap === '\n' || /[\n\r]/.test(word) ? '\n' : ' '
}

/** What is left between two tokens; `undefined` is an end of the text, behind which there may be anything. */
function blank(before: string | undefined, gap: string, after: string | undefined): string {
  if (gap === '') return ''
  if (mayBeString(before) && mayBeString(after)) return gap === '\n' ? '\n' : ' '
  if (before === undefined || after === undefined) return ' '
  return isApart(before, after) || isApart(after, before) ? '' : ' '
}

const mayBeString = (mark: string | undefined): boolean => mark === undefined || mark === "'" || mark === sqlHole

/** These are tokens by themselves; `=`, `<` and `>` are beside a word or a quote. */
const isApart = (one: string, other: string): boolean =>
  '()[],;'.includes(one) || ('=<>'.includes(one) && /[\w"']/.test(other))
