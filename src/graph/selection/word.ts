import { statuses } from '../../causes.ts'
import { definitionKinds } from '../../define/definition.ts'
import { isGlob } from '../../util/glob.ts'
import { suggest } from '../../util/suggest.ts'
import { type Cursor, syntaxError, take } from './cursor.ts'
import { type Attribute, attributes, type Leaf, otherMethods } from './grammar.ts'
import { statesOf } from './values.ts'

/** The values that an attribute can have, where it is a closed list. */
export const closedValues: { readonly [name in Attribute]?: readonly string[] } = {
  kind: definitionKinds,
  status: statuses,
  state: Object.keys(statesOf),
  resource_type: ['model', 'seed', 'snapshot', 'source', 'test', 'unit_test'],
  test_type: ['unit', 'data', 'generic', 'singular'],
  version: ['latest', 'prerelease', 'old', 'none'],
  access: ['private', 'protected', 'public'],
}

interface Word {
  readonly start: number
  readonly attribute: string | undefined
  readonly value: string
  /** Some of it was in quotes. */
  readonly exact: boolean
  /** The digits behind a plus at the end. */
  readonly suffix: string | undefined
}

/** A name, a glob or an attribute, with the plus behind it. */
export function parseWord(cursor: Cursor): { readonly of: Leaf; readonly suffix: string | undefined } {
  const word = readWord(cursor)
  const { attribute, value, exact, suffix } = word
  if (attribute !== undefined) return { of: attributeLeaf(cursor, { ...word, attribute }), suffix }
  if (value === '' && !exact) throw plusWithout(cursor, word)
  const plus = exact ? -1 : value.indexOf('+')
  if (plus !== -1) throw plusInside(cursor, word, plus)
  return {
    of:
      !exact && isGlob(value)
        ? { kind: 'glob', pattern: value, text: value }
        : { kind: 'name', name: value, text: value },
    suffix,
  }
}

function readWord(cursor: Cursor): Word {
  const start = cursor.at
  const attribute = take(cursor, /([^\s,()"':]+):/y)?.[1]
  let value = ''
  let exact = false
  let last = ''
  for (;;) {
    const plain = take(cursor, /[^\s,()"']+/y)?.[0]
    if (plain !== undefined) {
      value += plain
      last = plain
      continue
    }
    const quoted = readQuoted(cursor)
    if (quoted === undefined) break
    value += quoted
    exact = true
    last = ''
  }
  const suffix = /\+(\d*)$/.exec(last)
  if (suffix !== null) value = value.slice(0, -suffix[0].length)
  return { start, attribute, value, exact, suffix: suffix?.[1] }
}

function readQuoted(cursor: Cursor): string | undefined {
  const quote = cursor.text[cursor.at]
  if (quote !== '"' && quote !== "'") return undefined
  const end = cursor.text.indexOf(quote, cursor.at + 1)
  if (end === -1) {
    throw syntaxError(cursor, { message: 'the quote is never closed', fix: `add the closing ${quote}` })
  }
  const content = cursor.text.slice(cursor.at + 1, end)
  cursor.at = end + 1
  return content
}

function attributeLeaf(cursor: Cursor, word: Word & { readonly attribute: string }): Leaf {
  const { start, attribute, value, exact } = word
  const path = attribute.startsWith('config.') ? attribute : undefined
  const written = path === undefined ? attribute : 'config'
  if (!Object.hasOwn(attributes, written) || attribute === 'config') throw unknownAttribute(cursor, start, attribute)
  const term = written as Attribute
  if (value === '') {
    throw syntaxError(cursor, {
      message: `"${attribute}:" has no value`,
      fix: `write the value right after the colon, such as ${attributes[term].example}`,
      at: start,
    })
  }
  const allowed = closedValues[term]
  if (allowed !== undefined && !allowed.includes(value))
    throw unknownValue(cursor, { at: start, attribute: term, value, allowed })
  return {
    kind: 'attribute',
    attribute: term,
    value,
    ...(path === undefined ? {} : { path }),
    exact,
    text: cursor.text.slice(start, start + attribute.length + 1) + value,
  }
}

function unknownAttribute(cursor: Cursor, at: number, attribute: string) {
  const names = Object.keys(attributes)
  const cure = Object.hasOwn(otherMethods, attribute) ? otherMethods[attribute] : undefined
  if (cure !== undefined)
    return syntaxError(cursor, { message: `"${attribute}:" is dbt's and nothing to select by here`, fix: cure, at })
  const suggestion = suggest(attribute, names)
  return syntaxError(cursor, {
    message: `"${attribute}:" is nothing to select by`,
    fix:
      suggestion === undefined
        ? `use one of ${names.map((name) => (name === 'config' ? 'config.…:' : `${name}:`)).join(' ')}`
        : `did you mean "${suggestion}:"?`,
    at,
  })
}

interface UnknownValue {
  readonly at: number
  readonly attribute: Attribute
  readonly value: string
  readonly allowed: readonly string[]
}

function unknownValue(cursor: Cursor, { at, attribute, value, allowed }: UnknownValue) {
  const suggestion = suggest(value, allowed)
  return syntaxError(cursor, {
    message: `there is no ${attribute} "${value}"`,
    fix: suggestion === undefined ? `use one of ${allowed.join(', ')}` : `did you mean "${attribute}:${suggestion}"?`,
    at,
  })
}

function plusWithout(cursor: Cursor, word: Word) {
  return syntaxError(cursor, {
    message: 'there is a "+" without a name',
    fix: 'write +name for what the asset is made from, name+ for what is made from it',
    at: word.start,
  })
}

function plusInside(cursor: Cursor, word: Word, plus: number) {
  return syntaxError(cursor, {
    message: `"${word.value}" has a "+" in the middle`,
    fix: 'put a space between the two for either, or a comma for both',
    at: word.start + plus,
  })
}
