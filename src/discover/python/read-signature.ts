/** The parameters of a function, as far as its text says them. */
export interface Signature {
  readonly line: number
  readonly parameters: readonly string[]
  /** After the star: those without a default, and those with one. */
  readonly keywords: readonly string[]
  readonly optional: readonly string[]
}

/**
 * The parameters of a function at the top level of a Python file, read without Python; undefined where the text is not
 * plain enough to be certain. The last of several definitions counts, as it does there.
 */
export function readSignature(text: string, name: string): Signature | undefined {
  const head = new RegExp(`^(?:async[ \\t]+)?def[ \\t]+${name}[ \\t]*\\(`, 'gm')
  const last = [...text.matchAll(head)].at(-1)
  if (last === undefined) return undefined
  const parts = partsOf(text, last.index + last[0].length)
  if (parts === undefined) return undefined
  const line = text.slice(0, last.index).split('\n').length
  const parameters: string[] = []
  const keywords: string[] = []
  const optional: string[] = []
  let isKeyword = false
  for (const part of parts) {
    if (part === '/') continue
    if (part === '*') {
      isKeyword = true
      continue
    }
    const [, parameter, rest = ''] = /^([\p{L}_][\p{L}\p{N}_]*)\s*([\s\S]*)$/u.exec(part) ?? []
    if (parameter === undefined) return undefined
    if (!isKeyword) parameters.push(parameter)
    else if (hasDefault(rest)) optional.push(parameter)
    else keywords.push(parameter)
  }
  // As in Dagster, a context may stand before the tables.
  const tables = parameters[0] === 'context' ? parameters.slice(1) : parameters
  return { line, parameters: tables, keywords, optional }
}

/**
 * What stands between the commas up to the closing parenthesis, without comments; texts are blank, so that nothing in
 * them is read.
 */
function partsOf(text: string, start: number): readonly string[] | undefined {
  const parts: string[] = []
  let part = ''
  let depth = 0
  const token = /#[^\n]*|[rRbBuUfF]{0,2}("""|'''|"|')|[([{]|[)\]}]|,|[^#"'()[\]{},]/gy
  token.lastIndex = start
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    const [piece, quote] = match
    if (piece.startsWith('#')) continue
    if (quote !== undefined) {
      const end = endOfText(text, token.lastIndex, quote)
      if (end === undefined) return undefined
      token.lastIndex = end
      part += '""'
      continue
    }
    if (/^[([{]$/.test(piece)) depth += 1
    if (/^[)\]}]$/.test(piece)) depth -= 1
    if (depth < 0) return [...parts, part].map((one) => one.trim()).filter((one) => one !== '')
    if (piece === ',' && depth === 0) {
      parts.push(part)
      part = ''
    } else part += piece
  }
  return undefined
}

function endOfText(text: string, start: number, quote: string): number | undefined {
  for (let at = start; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1
    else if (text.startsWith(quote, at)) return at + quote.length
  }
  return undefined
}

/** `=` that is no comparison, outside of all brackets. */
function hasDefault(text: string): boolean {
  let depth = 0
  for (const [index, letter] of [...text].entries()) {
    if ('([{'.includes(letter)) depth += 1
    if (')]}'.includes(letter)) depth -= 1
    if (letter === '=' && depth === 0 && !/[=<>!:]$/.test(text.slice(0, index)) && text[index + 1] !== '=') return true
  }
  return false
}
