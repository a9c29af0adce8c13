import { atEnd, type Cursor, peek, skipSpace, syntaxError, take } from './cursor.ts'
import { type FunctionName, functions, keywords, type Selection } from './grammar.ts'
import { parseWord } from './word.ts'

/** Deeper than any expression a person writes, and far from what the stack can hold. */
const maxDepth = 100

const keyword = new RegExp(`(?:${keywords.join('|')})(?=[\\s,()]|$)`, 'y')
const functionCall = new RegExp(`(${Object.keys(functions).join('|')})\\s*(?=\\()`, 'y')

/**
 * One argument of the selection, by the grammar in `grammar.ts`.
 *
 * @throws AssetError `SELECTION_SYNTAX`; `facts` has the column (from 1) and the text with a caret under it.
 */
export function parseSelection(text: string): Selection {
  const cursor: Cursor = { text, at: 0, depth: 0 }
  skipSpace(cursor)
  if (atEnd(cursor)) {
    throw syntaxError(cursor, {
      message: 'the selection is empty',
      fix: 'leave the argument out to select everything; if it comes from a variable, check that the variable is set',
    })
  }
  const selection = parseUnion(cursor)
  if (!atEnd(cursor)) {
    throw syntaxError(cursor, { message: '")" closes nothing', fix: 'take it out, or open it with "("' })
  }
  return selection
}

function parseUnion(cursor: Cursor): Selection {
  const of = [parseIntersection(cursor)]
  for (skipSpace(cursor); !atEnd(cursor) && cursor.text[cursor.at] !== ')'; skipSpace(cursor)) {
    take(cursor, /or(?=[\s,()]|$)/y)
    of.push(parseIntersection(cursor))
  }
  return of.length === 1 ? of[0]! : { kind: 'union', of }
}

function parseIntersection(cursor: Cursor): Selection {
  const of = [parseNegation(cursor)]
  for (skipSpace(cursor); take(cursor, /,|and(?=[\s,()]|$)/y) !== undefined; skipSpace(cursor)) {
    of.push(parseNegation(cursor))
  }
  return of.length === 1 ? of[0]! : { kind: 'intersection', of }
}

function parseNegation(cursor: Cursor): Selection {
  skipSpace(cursor)
  if (take(cursor, /not(?=[\s,()]|$)/y) === undefined) return parseOperand(cursor)
  return { kind: 'not', of: deeper(cursor, parseNegation) }
}

function parseOperand(cursor: Cursor): Selection {
  if (atEnd(cursor)) throw endsEarly(cursor)
  if (peek(cursor, keyword) !== undefined || /[,)]/.test(cursor.text[cursor.at]!)) throw nothingBefore(cursor)
  const start = cursor.at
  const prefix = take(cursor, /(@)|(\d*)\+/y)
  if (prefix !== undefined && (atEnd(cursor) || peek(cursor, /[\s,)]/y) !== undefined)) {
    throw standsAlone(cursor, start, prefix[0])
  }
  const called = take(cursor, functionCall)?.[1] as FunctionName | undefined
  const grouped = called !== undefined || cursor.text[cursor.at] === '('
  const operand = grouped
    ? { of: parseGroup(cursor, called), suffix: take(cursor, /\+(\d*)/y)?.[1] }
    : parseWord(cursor)
  if (!atEnd(cursor) && peek(cursor, /[\s,)]/y) === undefined) throw touches(cursor, start)
  return around(operand.of, { closure: prefix?.[1] !== undefined, up: prefix?.[2], down: operand.suffix })
}

interface Affixes {
  readonly closure: boolean
  /** The number before or after a plus: `''` for a plus alone, undefined for no plus. */
  readonly up: string | undefined
  readonly down: string | undefined
}

function around(of: Selection, { closure, up, down }: Affixes): Selection {
  const inner: Selection = closure ? { kind: 'closure', of } : of
  if (up === undefined && down === undefined) return inner
  return { kind: 'near', of: inner, up: depthOf(up), down: depthOf(down) }
}

function depthOf(digits: string | undefined): number {
  if (digits === undefined) return 0
  return digits === '' ? Number.POSITIVE_INFINITY : Number(digits)
}

function parseGroup(cursor: Cursor, called: FunctionName | undefined): Selection {
  const open = cursor.at
  cursor.at++
  skipSpace(cursor)
  if (cursor.text[cursor.at] === ')') {
    throw syntaxError(cursor, {
      message: 'there is nothing between "(" and ")"',
      fix: 'write what to select between them, or take them out',
      at: open,
    })
  }
  const of = deeper(cursor, parseUnion)
  if (cursor.text[cursor.at] !== ')') {
    throw syntaxError(cursor, { message: '"(" is never closed', fix: 'add ")" where the group ends', at: open })
  }
  cursor.at++
  return called === undefined ? of : { kind: called, of }
}

function deeper(cursor: Cursor, parse: (cursor: Cursor) => Selection): Selection {
  if (cursor.depth >= maxDepth) {
    throw syntaxError(cursor, {
      message: `the selection is nested more than ${maxDepth} deep`,
      fix: 'split it into several arguments, which are united',
    })
  }
  cursor.depth++
  const selection = parse(cursor)
  cursor.depth--
  return selection
}

function endsEarly(cursor: Cursor) {
  const alone = cursor.text.trim()
  if ((keywords as readonly string[]).includes(alone)) return wordAlone(cursor, alone)
  return syntaxError(cursor, {
    message: 'the selection ends where an asset is expected',
    fix: 'write a name, a tag: or a group in parentheses there, or take out what waits for it',
  })
}

function nothingBefore(cursor: Cursor) {
  const word = peek(cursor, keyword)?.[0] ?? cursor.text[cursor.at]!
  if (word === cursor.text.trim()) return wordAlone(cursor, word)
  return syntaxError(cursor, {
    message: `an asset is expected before "${word}"`,
    fix: `write a name, a tag: or a group in parentheses there, or take "${word}" out`,
  })
}

/** The usual reason is that the quotes are missing: the shell made an argument of every word. */
function wordAlone(cursor: Cursor, word: string) {
  const isName = (keywords as readonly string[]).includes(word)
  return syntaxError(cursor, {
    message: `"${word}" stands alone`,
    fix: `put the whole expression into quotes, such as 'not a and (b or c)'${isName ? `; an asset of that name is '"${word}"'` : ''}`,
    at: cursor.text.indexOf(word),
  })
}

function standsAlone(cursor: Cursor, at: number, affix: string) {
  return syntaxError(cursor, {
    message: `"${affix}" stands alone`,
    fix: 'write it without a space: +name for what the asset is made from, name+ for what is made from it, @name for both',
    at,
  })
}

function touches(cursor: Cursor, start: number) {
  const before = cursor.text.slice(start, cursor.at)
  if (cursor.text[cursor.at] === '(') {
    return syntaxError(cursor, {
      message: `there is no function "${before}"`,
      fix: `the functions are ${Object.keys(functions)
        .map((name) => `${name}(…)`)
        .join(' and ')}; to select both, put a space before "("`,
      at: start,
    })
  }
  return syntaxError(cursor, {
    message: `"${before}" runs into what follows it`,
    fix: 'put a space between the two for either, or a comma for both',
  })
}
