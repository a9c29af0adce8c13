import { contextNames } from '../../define/context.ts'

/** What a function's parameters say of it: the assets it reads and the resources it uses. */
export interface FunctionParameters {
  /** In the order of the pattern, dotted through nested patterns: `{ crm: { customers } }` is `crm.customers`. */
  readonly upstream: readonly string[]
  /** Without the names that every context has; `all` where the second parameter is not destructured. */
  readonly resources: readonly string[] | 'all'
}

/**
 * Reads the parameters of a function written in the plain form, `({ a, b: c, crm: { d } }, { embed }) => …`, which is
 * what nearly every asset is. A parser of exactly that grammar: at the first token outside it the answer is
 * `undefined`, and the full parser is used. It exists because the full parser also reads every body, which takes longer
 * than everything else that loading does.
 */
export function readPlainParameters(text: string): FunctionParameters | undefined {
  const tokens = tokenizer(text)
  if (!skipHead(tokens)) return undefined
  const upstream = readFirst(tokens)
  if (upstream === undefined) return undefined
  const resources = readSecond(tokens)
  if (resources === undefined || !tokens.take(')')) return undefined
  if (!tokens.take('{') && !tokens.take('=>')) return undefined
  return { upstream, resources: resources === 'all' ? 'all' : resourceNames(resources) }
}

export function resourceNames(names: readonly string[]): readonly string[] {
  return [...new Set(names)].filter((name) => !contextNames.includes(name))
}

/**
 * Up to and with the parenthesis before the parameters. In a class it would belong to something else, so `class` is not
 * plain.
 */
function skipHead(tokens: Tokens): boolean {
  for (;;) {
    if (tokens.take('(')) return true
    if (tokens.take('*')) continue
    const word = tokens.word()
    if (word === undefined || word === 'class') return false
  }
}

function readFirst(tokens: Tokens): readonly string[] | undefined {
  if (tokens.peek(')')) return []
  if (tokens.take('{')) return readPattern(tokens, '')
  return tokens.word()?.startsWith('_') ? [] : undefined
}

function readSecond(tokens: Tokens): readonly string[] | 'all' | undefined {
  if (!tokens.take(',') || tokens.peek(')')) return []
  let names: readonly string[] | 'all' | undefined
  if (tokens.take('{')) names = readPattern(tokens, '')?.map((name) => name.split('.')[0] as string)
  else names = tokens.word() === undefined ? undefined : 'all'
  tokens.take(',')
  return names
}

/** After its opening brace, to the closing one. */
function readPattern(tokens: Tokens, prefix: string): readonly string[] | undefined {
  const names: string[] = []
  while (!tokens.take('}')) {
    const name = tokens.word()
    if (name === undefined) return undefined
    if (tokens.take(':') && tokens.take('{')) {
      const nested = readPattern(tokens, `${prefix}${name}.`)
      if (nested === undefined || nested.length === 0) return undefined
      names.push(...nested)
    } else {
      if (tokens.previous === ':' && tokens.word() === undefined) return undefined
      names.push(prefix + name)
    }
    if (!tokens.take(',') && !tokens.peek('}')) return undefined
  }
  return names
}

interface Tokens {
  readonly previous: string
  peek(mark: string): boolean
  take(mark: string): boolean
  word(): string | undefined
}

function tokenizer(text: string): Tokens {
  const space = /(?:\s|\/\*[\s\S]*?\*\/|\/\/[^\n\r\u2028\u2029]*)*/y
  const identifier = /[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*/uy
  let at = 0
  let previous = ''
  const match = (pattern: RegExp): string => {
    pattern.lastIndex = at
    const [piece] = pattern.exec(text) ?? ['']
    at += piece.length
    return piece
  }
  const peek = (mark: string) => {
    match(space)
    return text.startsWith(mark, at)
  }
  return {
    get previous() {
      return previous
    },
    peek,
    take(mark) {
      if (!peek(mark)) return false
      at += mark.length
      previous = mark
      return true
    },
    word() {
      match(space)
      const name = match(identifier)
      // A Unicode escape would make the word that is read another than the word that is meant.
      if (name === '' || text[at] === '\\') return undefined
      previous = name
      return name
    },
  }
}
