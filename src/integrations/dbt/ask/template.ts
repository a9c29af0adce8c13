/** A Jinja template, cut at its tags: one text before each tag, and one after the last. */
interface Template {
  readonly tags: readonly string[]
  readonly texts: readonly { readonly text: string /** Outside of any block. */; readonly isTop: boolean }[]
}

/**
 * The result of a template after an edit of its texts, derived from the result before: Jinja writes a text outside of
 * blocks exactly once, unchanged. Undefined where only Jinja can tell.
 *
 * @param rendered The results before, for several sets of values.
 */
export function renderedAfter(
  before: string,
  after: string,
  rendered: readonly string[],
): readonly string[] | undefined {
  const [old, edited] = [templateOf(before), templateOf(after)]
  if (old === undefined || edited === undefined || old.tags.join('\0') !== edited.tags.join('\0')) return undefined
  const edits = old.texts.flatMap(({ text, isTop }, index) => {
    const to = edited.texts[index]?.text ?? ''
    return text === to ? [] : [{ text, to, isTop }]
  })
  if (edits.some(({ isTop }) => !isTop)) return undefined
  const statements = rendered.map((statement) => replaceEach(statement, edits))
  return statements.every((one) => one !== undefined) ? statements : undefined
}

interface Replacement {
  readonly text: string
  readonly to: string
}

/** Undefined if a text occurs more than once, since nobody knows which one is the template's own. */
function replaceEach(statement: string, edits: readonly Replacement[]): string | undefined {
  const places = edits.map(({ text, to }) => ({ at: statement.indexOf(text), text, to }))
  if (places.some(({ at, text }) => text === '' || at === -1 || statement.indexOf(text, at + 1) !== -1))
    return undefined
  let [result, end] = ['', 0]
  for (const { at, text, to } of places.toSorted((a, b) => a.at - b.at)) {
    result += statement.slice(end, at) + to
    end = at + text.length
  }
  return result + statement.slice(end)
}

const tag = /\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}|\{#[\s\S]*?#\}/g
const delimiter = /\{[{%#]|[}%#]\}/
/** Includes line ends that Jinja normalizes, and blanks that only Python or only JavaScript counts as such. */
const otherCharacters = /[^\P{Cc}\n\t]|\ufeff/u
const hyphen = /\{[{%#]-|-[}%#]\}/

/** Undefined for a tag that is unknown here, or whose end is not certain. */
function templateOf(text: string): Template | undefined {
  if (otherCharacters.test(text)) return undefined
  const tags: string[] = []
  const texts: { text: string; isTop: boolean }[] = [{ text: '', isTop: true }]
  let [depth, end] = [0, 0]
  // A comment renders to nothing, so it may be added or removed; a hyphen in it decides which blanks stay.
  const leavesComments = !hyphen.test(text)
  const add = (piece: string) => {
    const last = texts.at(-1)
    if (last !== undefined) last.text += piece
  }
  for (const { 0: found, index } of text.matchAll(tag)) {
    add(text.slice(end, index))
    end = index + found.length
    if (leavesComments && found.startsWith('{#')) continue
    const change = found.startsWith('{%') ? depthOf(found) : 0
    if (change === undefined || (!found.startsWith('{#') && delimiter.test(found.slice(2, -2)))) return undefined
    depth += change
    tags.push(found)
    texts.push({ text: '', isTop: depth === 0 })
  }
  add(text.slice(end))
  if (depth !== 0 || texts.some((one) => delimiter.test(one.text))) return undefined
  return { tags, texts: texts.map((one, index) => ({ ...one, text: trimmed(one.text, tags[index - 1], tags[index]) })) }
}

/** As the hyphens of the tags around it say. */
function trimmed(text: string, before = '', after = ''): string {
  const start = /-[}%#]\}$/.test(before) ? text.trimStart() : text
  return /^\{[{%#]-/.test(after) ? start.trimEnd() : start
}

const blocks = new Set(['if', 'for', 'call', 'filter', 'macro', 'with'])
const single = new Set(['else', 'elif', 'do', 'break', 'continue'])

/** By how many blocks a tag changes the depth; undefined for unknown tags. */
function depthOf(statement: string): number | undefined {
  const [, word = '', rest = ''] = /^\{%[-+]?\s*(\w+)([\s\S]*)%\}$/.exec(statement) ?? []
  if (word === 'set') return /^[\w.,\s]+=/.test(rest) ? 0 : 1
  if (single.has(word)) return 0
  if (blocks.has(word)) return 1
  return word === 'endset' || blocks.has(word.replace(/^end/, '')) ? -1 : undefined
}
