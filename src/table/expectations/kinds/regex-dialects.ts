import { mistakeIn } from '../mistake.ts'

export interface Re2 {
  readonly text: string
  /** Whether the text without its last line end is tried as well, since Python's `$` also matches before it. */
  readonly beforeLineEnd: boolean
}
/** One Python expression, translated into two other dialects. */
interface Dialects {
  /** `undefined` where RE2 has no equivalent: it has no lookaround and no backreferences. */
  readonly re2: Re2 | undefined
  /** The pattern in JavaScript, with its flags. */
  readonly script: string
  readonly flags: string
}

/** A piece of the expression, in both dialects. */
type Piece = readonly [re2: string | undefined, script: string]
const both = (text: string): Piece => [text, text]
const onlyScript = (text: string): Piece => [undefined, text]

interface Classes {
  readonly d: string
  readonly w: string
  readonly s: string
}
/** Members of a class, alike in RE2 and in JavaScript. For texts, Python's classes are those of Unicode. */
const ofUnicode: Classes = {
  d: '\\p{Nd}',
  w: '\\p{L}\\p{N}_',
  s: '\\t-\\r\\x1c-\\x20\\x85\\p{Z}',
}
const ofAscii: Classes = { d: '0-9', w: '0-9A-Za-z_', s: '\\t-\\r\\x20' }

interface Reading {
  readonly text: string
  at: number
  readonly classes: Classes
  /** `(?m)`: `^` and `$` match at every line. */
  readonly lines: boolean
  /** `(?s)`: a point matches a line end, too. */
  readonly all: boolean
  /** Which of `$` and `\Z` the expression contains. */
  readonly ends: Set<'$' | 'Z'>
}

/** @throws AssetError for an expression that neither dialect can express. */
export function translated(python: string): Dialects {
  const [head, flags = ''] = /^(?:\(\?([aimsux]+)\))?/.exec(python) as RegExpExecArray
  if (flags.includes('x')) throw wrong('has the flag x', 'write it in one line, without spaces of its own')
  const classes = flags.includes('a') ? ofAscii : ofUnicode
  const reading: Reading = {
    text: python,
    at: head!.length,
    classes,
    lines: flags.includes('m'),
    all: flags.includes('s'),
    ends: new Set(),
  }
  const pieces: Piece[] = []
  while (reading.at < python.length) pieces.push(pieceAt(reading))
  return {
    re2: re2Of(pieces, reading.ends, flags),
    script: pieces.map(([, one]) => one).join(''),
    flags: `u${used(flags, 'is')}`,
  }
}

const used = (flags: string, allowedFlags: string): string =>
  [...flags].filter((flag) => allowedFlags.includes(flag)).join('')

function re2Of(pieces: readonly Piece[], ends: Reading['ends'], flags: string): Re2 | undefined {
  if (pieces.some(([one]) => one === undefined)) return undefined
  const beforeLineEnd = ends.has('$')
  // A text without its last line end ends earlier, and `\Z` would wrongly match there.
  if (beforeLineEnd && ends.has('Z')) return undefined
  const head = used(flags, 'ims')
  return { text: `${head === '' ? '' : `(?${head})`}${pieces.map(([one]) => one).join('')}`, beforeLineEnd }
}

function pieceAt(reading: Reading): Piece {
  const { text, at, lines, all } = reading
  const character = next(reading)
  switch (character) {
    case '\\':
      return escapeAt(reading)
    case '[':
      return classAt(reading)
    case '(':
      return groupAt(reading)
    case '.':
      return all ? both('.') : both('[^\\n]')
    case '^':
      // In JavaScript, other characters end a line as well.
      return lines ? ['^', '(?<![^\\n])'] : both('^')
    case '$':
      if (lines) return ['$', '(?![^\\n])']
      reading.ends.add('$')
      return [isLast(text.slice(at + 1)) ? '$' : undefined, '(?=\\n?(?![\\s\\S]))']
    case '{': {
      const [quantifier, least = '', rest = ''] = /^\{(\d*)(,?\d*)\}/.exec(text.slice(at)) ?? []
      if (quantifier === undefined || (least === '' && rest.length < 2)) return both('\\{')
      reading.at = at + quantifier.length
      return possessive(reading, `{${least === '' ? '0' : least}${rest}}`)
    }
    case '}':
    case ']':
      return both(`\\${character}`)
    case '*':
    case '+':
    case '?':
      return possessive(reading, character)
    default:
      return both(character)
  }
}

/** Whether nothing follows that could match the line end behind `$`. */
const isLast = (rest: string): boolean => /^\)*(?:\|[^)]*)?$/.test(rest)

/** `a++` never backtracks, which neither dialect supports. */
function possessive({ text, at }: Reading, quantifier: string): Piece {
  if (text[at] === '+') throw wrong(`has ${quantifier}+, which gives nothing back`, 'write it without the last +')
  return both(quantifier)
}

function groupAt(reading: Reading): Piece {
  const rest = reading.text.slice(reading.at)
  const take = (length: number, piece: Piece): Piece => {
    reading.at += length
    return piece
  }
  const [comment] = /^\?#[^)]*\)/.exec(rest) ?? []
  if (comment !== undefined) return take(comment.length, both(''))
  const [back, name] = /^\?P=(\w+)\)/.exec(rest) ?? []
  if (back !== undefined) return take(back.length, onlyScript(`\\k<${name}>`))
  const [named, group] = /^\?P<(\w+)>/.exec(rest) ?? []
  if (named !== undefined) return take(named.length, [`(?P<${group}>`, `(?<${group}>`])
  const [around] = /^\?<?[=!]/.exec(rest) ?? []
  if (around !== undefined) return take(around.length, onlyScript(`(${around}`))
  const [scoped, flags = ''] = /^\?([a-z-]*):/.exec(rest) ?? []
  if (scoped !== undefined && /^i?(?:-i)?$/.test(flags)) return take(scoped.length, both(`(${scoped}`))
  if (rest.startsWith('?'))
    throw wrong(`has (${rest.slice(0, 3)}…`, 'write it without flags of a part, conditions and (?>')
  return both('(')
}

function escapeAt(reading: Reading): Piece {
  const { classes } = reading
  const character = next(reading)
  const word = `[${classes.w}]`
  switch (character) {
    case 'A':
      return ['\\A', '(?<![\\s\\S])']
    case 'Z':
      reading.ends.add('Z')
      return ['\\z', '(?![\\s\\S])']
    case 'b':
      return onlyScript(`(?:(?<=${word})(?!${word})|(?<!${word})(?=${word}))`)
    case 'B':
      // Does not match in an empty text, as in every Python before 3.14.
      return onlyScript(`(?:(?<=${word})(?=${word})|(?<!${word})(?!${word})(?:(?<=[\\s\\S])|(?=[\\s\\S])))`)
    case 'd':
    case 'w':
    case 's':
      return both(`[${classes[character]}]`)
    case 'D':
    case 'W':
    case 'S':
      return both(`[^${classes[character.toLowerCase() as keyof Classes]}]`)
    default: {
      if (!/[1-9]/.test(character)) return both(literal(reading, character))
      const [more = ''] = /^\d/.exec(reading.text.slice(reading.at)) ?? []
      reading.at += more.length
      return onlyScript(`(?:\\${character}${more})`)
    }
  }
}

const named: Readonly<Record<string, number>> = { n: 10, t: 9, r: 13, f: 12, v: 11, a: 7 }

/** A literal character, escaped by its code where it has a special meaning: alike in both, and in a class. */
function literal(reading: Reading, character: string): string {
  const number = named[character]
  if (number !== undefined) return numbered(number)
  const hex = { x: 2, u: 4, U: 8 }[character]
  if (hex !== undefined)
    return numbered(Number.parseInt(digits(reading, new RegExp(`^[0-9a-fA-F]{${hex}}`), character), 16))
  if (character === '0') return numbered(Number.parseInt(`0${digits(reading, /^[0-7]{0,2}/, character)}`, 8))
  if (/[a-zA-Z0-9]/.test(character)) throw wrong(`has \\${character}, which Python refuses`, 'write it as Python does')
  return character < '\u0080' ? numbered(character.codePointAt(0) as number) : character
}

function digits(reading: Reading, form: RegExp, character: string): string {
  const [text] = form.exec(reading.text.slice(reading.at)) ?? []
  if (text === undefined) throw wrong(`has \\${character} with too few digits`, 'write it as Python does')
  reading.at += text.length
  return text
}

/** The escape in RE2 and in JavaScript: `\x2e`. A character beyond one byte is not escaped. */
function numbered(code: number): string {
  if (code > 0x10ffff) throw wrong('has a character beyond \\U0010ffff', 'write it as Python does')
  return code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : String.fromCodePoint(code)
}

/** `[…]`: its members, and beside it the complements of classes, which cannot be members of a class. */
function classAt(reading: Reading): Piece {
  const { text } = reading
  const isNegated = text[reading.at] === '^'
  if (isNegated) reading.at += 1
  let members = ''
  const others: string[] = []
  for (let isFirst = true; ; isFirst = false) {
    const character = next(reading)
    if (character === '') throw wrong('has a [ that nothing closes', 'close it, or write \\[')
    if (character === ']' && !isFirst) break
    if (character !== '\\') {
      members += character === '-' && text[reading.at] !== ']' && !isFirst ? '-' : memberOf(character)
      continue
    }
    const escaped = next(reading)
    const kind = escaped.toLowerCase() as keyof Classes
    if (!'dws'.includes(kind) || kind.length !== 1) members += escaped === 'b' ? '\\x08' : literal(reading, escaped)
    else if (escaped === kind) members += reading.classes[kind]
    else others.push(`[^${reading.classes[kind]}]`)
  }
  if (others.length === 0) return both(`[${isNegated ? '^' : ''}${members}]`)
  const any = [...(members === '' ? [] : [`[${members}]`]), ...others].join('|')
  return isNegated ? onlyScript(`(?:(?!${any})[\\s\\S])`) : both(`(?:${any})`)
}

const memberOf = (character: string): string =>
  /[\\[\]^&~|-]/.test(character) ? numbered(character.charCodeAt(0)) : character

/** The next code point; an empty text at the end. */
function next(reading: Reading): string {
  const character = String.fromCodePoint(...[reading.text.codePointAt(reading.at) ?? -1].filter((code) => code >= 0))
  reading.at += character.length
  return character
}

const wrong = (message: string, fix: string) => mistakeIn('regex', message, fix)
