import { mistakeIn } from './mistake.ts'

export type Token =
  | { readonly kind: 'name'; readonly text: string }
  /** A name in backticks, which can be no word of the language. */
  | { readonly kind: 'column'; readonly text: string }
  | { readonly kind: 'value'; readonly value: string | number | boolean | null }
  | { readonly kind: 'sign'; readonly text: string }

/** Among them are moments of Python: `datetime.date(2021, 2, 1)`. */
const pattern =
  /\s*(?:datetime\.(date(?:time)?\([^()]*\))|(`[^`]*`)|("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+)|([A-Za-z_][\w]*)|(==|!=|<=|>=|[<>&|~()[\],.-])|(\S))/y

const words: Readonly<Record<string, boolean | null>> = {
  True: true,
  true: true,
  False: false,
  false: false,
  None: null,
  null: null,
  nan: null,
}

const arithmetic = ['+', '*', '/', '%']

/** The refusal of an expression that pandas would compute. */
export const computes = (what: string) =>
  mistakeIn(
    'row_condition',
    `computes with ${what}, where it may compare columns and values`,
    'compute it in a column of the table, and compare that one',
  )

/** @throws AssetError where the text has a sign that no condition has. */
export function conditionTokens(text: string): readonly Token[] {
  const tokens: Token[] = []
  pattern.lastIndex = 0
  while (pattern.lastIndex < text.trimEnd().length) {
    const [, moment, quoted, string, number, name, sign, other] = pattern.exec(text) as RegExpExecArray
    if (other !== undefined && arithmetic.includes(other)) throw computes(other)
    if (other !== undefined)
      throw mistakeIn(
        'row_condition',
        `has ${other} in it, which no condition has`,
        'write it as DataFrame.query of pandas does',
      )
    if (moment !== undefined) tokens.push({ kind: 'value', value: momentOf(moment) })
    else if (quoted !== undefined) tokens.push({ kind: 'column', text: quoted.slice(1, -1) })
    else if (string !== undefined) tokens.push({ kind: 'value', value: string.slice(1, -1).replaceAll(/\\(.)/g, '$1') })
    else if (number !== undefined) tokens.push({ kind: 'value', value: Number(number) })
    else if (name !== undefined)
      tokens.push(
        Object.hasOwn(words, name)
          ? { kind: 'value', value: words[name] as boolean | null }
          : { kind: 'name', text: name },
      )
    else tokens.push({ kind: 'sign', text: sign as string })
  }
  return tokens
}

/** @param call Such as `datetime(2021, 2, 1, 12, tzinfo=datetime.timezone.utc)`. */
function momentOf(call: string): string {
  const [, kind, text = ''] = /^(date|datetime)\((.*)\)$/s.exec(call) ?? []
  const isUtc = /,\s*tzinfo\s*=\s*datetime\.timezone\.utc\s*$/.test(text)
  const numbers = text.replace(/,\s*tzinfo\s*=[^,]*$/, '').split(',')
  const [year = '', month = '', day = '', ...time] = numbers.map((one) => one.trim())
  const isMoment = numbers.every((one) => /^\s*\d+\s*$/.test(one)) && (isUtc || !text.includes('='))
  if (!isMoment || day === '' || time.length > (kind === 'date' ? 0 : 3))
    throw mistakeIn(
      'row_condition',
      `has ${call} in it, which is read as no moment`,
      'write year, month and day, and of a datetime hour, minute and second, as numbers',
    )
  const [hour, minute, second] = [0, 1, 2].map((at) => (time[at] ?? '0').padStart(2, '0'))
  const date = `${year.padStart(4, '0')}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  return kind === 'date' ? date : `${date}T${hour}:${minute}:${second}${isUtc ? 'Z' : ''}`
}
