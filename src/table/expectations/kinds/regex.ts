import { mistakeIn } from '../mistake.ts'
import { type Re2, translated } from './regex-dialects.ts'

export interface Pattern {
  /** The expression for DuckDB, which uses RE2; `undefined` where RE2 cannot express it. */
  readonly re2: Re2 | undefined
  /** Whether the expression matches anywhere in the text. */
  readonly test: (text: string) => boolean
}

/**
 * An expression of Python's `re` over texts (https://docs.python.org/3/library/re.html).
 *
 * @throws AssetError where it is no expression.
 */
export function pattern(python: string): Pattern {
  const { re2, script, flags } = translated(python)
  let expression: RegExp
  try {
    expression = new RegExp(script, flags)
  } catch (error) {
    const why = (error as Error).message.replace(
      /^(Invalid regular expression: )\/[\s\S]*\/\w*(: [^:]*)$/,
      `$1/${python}/$2`,
    )
    throw mistakeIn('regex', `is no expression: ${why}`, 'write it as Python does')
  }
  return { re2, test: (text) => expression.test(text) }
}
