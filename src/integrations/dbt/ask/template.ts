/** A template of Jinja, cut at its tags: one text before each of them, and one behind the last. */
interface Template {
  readonly tags: readonly string[]
  readonly texts: readonly { readonly text: string /** Outside of any block. */; readonly isTop: boolean }[]
}

/**
 * What a template gives after an edit of its texts alone, by what it gave before: Jinja writes a text that stands in no
 * block once, as it is. Undefined where only Jinja can say it.
 *
 * @param rendered What it gave before, each for other values.
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

/** Where a text is there more than once, nobody knows which of them is the template's own. */
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
/** Among them ends of lines that Jinja writes in another way, and what is a blank to Python or to JavaScript alone. */
const otherCharacters = /[^\P{Cc}\n\t]|\ufeff/u
const hyphen = /\{[{%#]-|-[}%#]\}/

/** Undefined where a tag is none of those that are known here, or where it ends is not certain. */
function templateOf(text: string): Template | undefined {
  if (otherCharacters.test(text)) return undefined
  const tags: string[] = []
  const texts: { text: string; isTop: boolean }[] = [{ text: '', isTop: true }]
  let [depth, end] = [0, 0]
  // A comment is nothing at all, and may come and go; a hyphen beside it says which blanks stay.
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

/** How many blocks deeper it is behind a tag; undefined of tags that are not known here. */
function depthOf(statement: string): number | undefined {
  const [, word = '', rest = ''] = /^\{%[-+]?\s*(\w+)([\s\S]*)%\}$/.exec(statement) ?? []
  if (word === 'set') return /^[\w.,\s]+=/.test(rest) ? 0 : 1
  if (single.has(word)) return 0
  if (blocks.has(word)) return 1
  return word === 'endset' || blocks.has(word.replace(/^end/, '')) ? -1 : undefined
}
