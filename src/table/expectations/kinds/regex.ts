import { mistakeIn } from '../mistake.ts'

export interface Pattern {
  /** DuckDB's expressions are those of RE2: it has no look-around and no back reference. */
  readonly isOfDuckdb: boolean
  readonly source: string
  /** Whether it is found anywhere in the text. */
  readonly test: (text: string) => boolean
}

const notInRe2 = /\(\?<?[=!]|\\[1-9]|\(\?P=|\(\?>|[*+?}]\+/

/**
 * An expression of Python's `re`. Its own spellings are `(?P<name>…)`, `(?P=name)`, `\Z` and `\A`; flags that lead it,
 * such as `(?i)`, are RE2's too.
 *
 * @throws AssetError where it is no expression.
 */
export function pattern(python: string): Pattern {
  const source = python.replaceAll('\\Z', '\\z')
  const isOfDuckdb = !notInRe2.test(python)
  const [, flags = '', rest = ''] = /^(?:\(\?([aimsux]+)\))?([\s\S]*)$/.exec(python) as RegExpExecArray
  const script = rest
    .replaceAll('(?P<', '(?<')
    .replaceAll(/\(\?P=(\w+)\)/g, '\\k<$1>')
    .replaceAll('\\A', '(?<![\\s\\S])')
    .replaceAll('\\Z', '(?![\\s\\S])')
  const used = [...flags].filter((flag) => 'ims'.includes(flag)).join('')
  let expression: RegExp
  try {
    expression = new RegExp(script, used)
  } catch (error) {
    throw mistakeIn('regex', `is no expression: ${(error as Error).message}`, 'write it as Python does')
  }
  return { isOfDuckdb, source, test: (text) => expression.test(text) }
}
