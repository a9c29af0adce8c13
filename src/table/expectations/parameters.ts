import { mistake } from './mistake.ts'

export interface ParameterValues {
  readonly values: Readonly<Record<string, unknown>>
  /** The time of the run. A suite that reads it is never fresh. */
  readonly now: () => Date
}

/**
 * Options with the values of their parameters: `{ "$PARAMETER": "limit * 2" }` is replaced by the value of the
 * expression.
 */
export function withParameters(
  kwargs: Readonly<Record<string, unknown>>,
  values: ParameterValues,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(kwargs).map(([name, value]) => [name, resolved(value, values)]))
}

function resolved(value: unknown, values: ParameterValues): unknown {
  if (Array.isArray(value)) return value.map((one) => resolved(one, values))
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  if ('$PARAMETER' in value) {
    const text = String(value.$PARAMETER)
    // The value may stand beside the name, as `$PARAMETER.limit`.
    const beside = (value as Readonly<Record<string, unknown>>)[`$PARAMETER.${text}`]
    return beside === undefined ? new Expression(text, values).whole() : resolved(beside, values)
  }
  return withParameters(value as Record<string, unknown>, values)
}

/** A difference of times, in ms. */
class Span {
  readonly ms: number
  constructor(ms: number) {
    this.ms = ms
  }
}

type Value = unknown

const units: Readonly<Record<string, number>> = {
  weeks: 604_800_000,
  days: 86_400_000,
  hours: 3_600_000,
  minutes: 60_000,
  seconds: 1_000,
  milliseconds: 1,
  microseconds: 0.001,
}
const functions: Readonly<Record<string, (value: number) => number>> = {
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  exp: Math.exp,
  abs: Math.abs,
  trunc: Math.trunc,
  round: roundHalfToEven,
  sgn: Math.sign,
}
/** Rounds as Python does: 2.5 to 2, and 3.5 to 4. */
function roundHalfToEven(value: number): number {
  const below = Math.floor(value)
  const rest = value - below
  return rest === 0.5 ? below + Math.abs(below % 2) : below + (rest > 0.5 ? 1 : 0)
}

const token = /\s*(?:(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+)|([A-Za-z_][\w.:-]*(?<![-:.]))|(\*\*|[-+*/^(),=])|(\S))/y

/** Great Expectations' arithmetic: numbers, names of parameters, `now()`, `datetime(…)`, `timedelta(…)`, functions. */
class Expression {
  readonly #text: string
  readonly #values: ParameterValues
  readonly #tokens: string[] = []
  #at = 0

  constructor(text: string, values: ParameterValues) {
    this.#text = text
    this.#values = values
  }

  whole(): Value {
    // A name may be any text, so a text is looked up as a name before it is parsed.
    if (Object.hasOwn(this.#values.values, this.#text)) return this.#values.values[this.#text]
    this.#read()
    const value = this.#sum()
    if (this.#at < this.#tokens.length) throw this.#wrong()
    return value
  }

  #read(): void {
    token.lastIndex = 0
    while (token.lastIndex < this.#text.trimEnd().length) {
      const [, number, name, sign, other] = token.exec(this.#text) as RegExpExecArray
      if (other !== undefined) throw this.#wrong()
      this.#tokens.push((number ?? name ?? sign) as string)
    }
  }

  #sum(): Value {
    let value = this.#product()
    while (this.#peek('+', '-'))
      value = added(value, this.#product(this.#tokens[this.#at++] === '-' ? -1 : 1), () => this.#wrong())
    return value
  }

  #product(sign = 1): Value {
    let value = this.#power()
    while (this.#peek('*', '/')) {
      const isDivided = this.#tokens[this.#at++] === '/'
      const by = this.#number(this.#power())
      value = isDivided ? this.#number(value) / by : this.#number(value) * by
    }
    if (sign === 1) return value
    return value instanceof Span ? new Span(-value.ms) : -this.#number(value)
  }

  #power(): Value {
    if (this.#peek('-')) {
      this.#at += 1
      return -this.#number(this.#power())
    }
    const base = this.#atom()
    if (!this.#peek('^', '**')) return base
    this.#at += 1
    return this.#number(base) ** this.#number(this.#power())
  }

  #atom(): Value {
    const word = this.#tokens[this.#at++]
    if (word === undefined) throw this.#wrong()
    if (/^[\d.]/.test(word)) return Number(word)
    if (word === '(') return this.#closed(this.#sum())
    if (this.#peek('(')) return this.#call(word)
    if (Object.hasOwn(this.#values.values, word)) return this.#values.values[word]
    if (word === 'PI') return Math.PI
    if (word === 'E') return Math.E
    throw mistake(
      `the parameter "${word}" has no value`,
      `give it: expectations(table, suite, { parameters: { ${JSON.stringify(word)}: … } })`,
    )
  }

  #call(name: string): Value {
    this.#at += 1
    const named: Record<string, number> = {}
    const plain: number[] = []
    while (!this.#peek(')')) {
      const word = this.#tokens[this.#at] as string
      if (this.#tokens[this.#at + 1] === '=') {
        this.#at += 2
        named[word] = this.#number(this.#sum())
      } else plain.push(this.#number(this.#sum()))
      if (this.#peek(',')) this.#at += 1
      else if (!this.#peek(')')) throw this.#wrong()
    }
    this.#at += 1
    if (name === 'now') return this.#values.now()
    if (name === 'datetime') return dateOf(plain)
    if (name === 'timedelta') return spanOf(named, () => this.#wrong())
    const fn = Object.hasOwn(functions, name) ? functions[name] : undefined
    if (fn === undefined || plain.length !== 1) throw this.#wrong()
    return fn(plain[0] as number)
  }

  #closed(value: Value): Value {
    if (this.#tokens[this.#at++] !== ')') throw this.#wrong()
    return value
  }

  #peek(...signs: readonly string[]): boolean {
    return signs.includes(this.#tokens[this.#at] as string)
  }

  #number(value: Value): number {
    if (typeof value === 'number') return value
    throw this.#wrong()
  }

  #wrong() {
    return mistake(
      `the parameter "${this.#text}" is neither a name nor a sum`,
      'write names, numbers, + - * / and functions such as now() and timedelta(days=1)',
    )
  }
}

function added(value: Value, other: Value, wrong: () => Error): Value {
  if (typeof value === 'number' && typeof other === 'number') return value + other
  if (value instanceof Date && other instanceof Span) return new Date(value.getTime() + other.ms)
  if (value instanceof Span && other instanceof Span) return new Span(value.ms + other.ms)
  throw wrong()
}

const dateOf = ([year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0]: readonly number[]): Date =>
  new Date(Date.UTC(year, month - 1, day, hour, minute, second))

function spanOf(named: Readonly<Record<string, number>>, wrong: () => Error): Span {
  let ms = 0
  for (const [unit, count] of Object.entries(named)) {
    if (!Object.hasOwn(units, unit)) throw wrong()
    ms += count * (units[unit] as number)
  }
  return new Span(ms)
}
