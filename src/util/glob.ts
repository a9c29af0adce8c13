export interface GlobOptions {
  /** Where it is given, `*` and `?` stop at it and only `**` crosses it, as in paths. */
  readonly separator?: string
}

type Token = { readonly type: 'char'; readonly char: string } | { readonly type: 'one' | 'star' | 'globstar' }

export function isGlob(text: string): boolean {
  return /[*?]/.test(text)
}

/**
 * Whether a whole text matches a pattern of `*` (any characters), `?` (one character) and, with a separator, `**`.
 * All states are followed at once, so that no pattern takes more than its length times the length of the text.
 */
export function globMatcher(pattern: string, { separator }: GlobOptions = {}): (text: string) => boolean {
  const tokens = tokensOf(pattern, separator)
  return (text) => {
    let states = skipStars(tokens, [0])
    for (const char of text) {
      states = skipStars(tokens, step(tokens, states, { char, separator }))
      if (states.length === 0) return false
    }
    return states.includes(tokens.length)
  }
}

/** With a separator `a/**` + `/b` also matches `a/b`: a globstar takes the separator that follows it along. */
function tokensOf(pattern: string, separator: string | undefined): readonly Token[] {
  const tokens: Token[] = []
  const chars = [...pattern]
  for (let at = 0; at < chars.length; at++) {
    const char = chars[at]!
    if (char === '?') tokens.push({ type: 'one' })
    else if (char !== '*') tokens.push({ type: 'char', char })
    else if (separator === undefined || chars[at + 1] !== '*') tokens.push({ type: 'star' })
    else {
      at += chars[at + 2] === separator ? 2 : 1
      tokens.push({ type: 'globstar' })
    }
  }
  return tokens
}

interface Step {
  readonly char: string
  readonly separator: string | undefined
}

function step(tokens: readonly Token[], states: readonly number[], { char, separator }: Step): number[] {
  const next = new Set<number>()
  for (const state of states) {
    const token = tokens[state]
    if (token === undefined) continue
    if (token.type === 'globstar' || (token.type === 'star' && char !== separator)) next.add(state)
    else if (token.type === 'one' ? char !== separator : token.type === 'char' && token.char === char)
      next.add(state + 1)
  }
  return [...next]
}

/** A star may match nothing: whoever stands before it also stands behind it. */
function skipStars(tokens: readonly Token[], states: readonly number[]): number[] {
  const all = new Set(states)
  for (const state of all) {
    const type = tokens[state]?.type
    if (type === 'star' || type === 'globstar') all.add(state + 1)
  }
  return [...all]
}
