import { cutAt, type Span } from './span.ts'

/** A full stop after these never ends a sentence: a name or a number follows. */
const titles = new Set(
  'mr mrs ms messrs dr prof rev hon st gen col maj capt lt sgt adm sen rep gov pres no nos art sec vol fig vs cf viz'.split(
    ' ',
  ),
)
/** A full stop after these may end a sentence as well; the next word decides. */
const abbreviations = new Set('jr sr co inc corp ltd etc esq jan feb mar apr aug sept oct nov dec'.split(' '))
/** Words that start a sentence far more often than they follow an abbreviation. */
const openers = new Set(
  `a after all also an and any as at because before but by during each even every for from he here his how however i if
   in instead it its last let many more most my never no nor not now of on once one or our she since so some that the
   their then there these they this those though thus to today together tonight under unless until we what when where
   which while who why with yet you your`.split(/\s+/),
)

/** A stop, the quotes or brackets that close after it, white space, and what may start a sentence. */
const candidate = /[.!?…]+["'”’)\]]*\s+(?=["'“‘([—-]*[\p{Lu}\p{N}$])/gu

/**
 * The sentences of one paragraph, in order, without the white space between them. The rules are written out, not taken
 * from `Intl.Segmenter`: its rules change with the version of Node, and the same text has to give the same chunks.
 */
export function sentenceSpans(text: string, span: Span): Span[] {
  const paragraph = text.slice(span.start, span.end)
  const cuts: number[] = []
  for (const match of paragraph.matchAll(candidate)) {
    const after = match.index + match[0].length
    if (endsSentence(paragraph, match, after)) cuts.push(span.start + after)
  }
  return cutAt(text, span, cuts)
}

function endsSentence(text: string, match: RegExpExecArray, after: number): boolean {
  if (!/^\.\s/.test(match[0])) return true
  const word = /[\p{L}\p{N}.]*$/u.exec(text.slice(Math.max(0, match.index - 30), match.index))![0]
  const lower = word.toLowerCase()
  if (titles.has(lower)) return false
  // "U.S.", "a.m.", and initials such as the F in "John F. Kennedy".
  const initials = /^(?:\p{L}\.)*\p{L}$/u.test(word)
  // "I" before a full stop is far more often the pronoun than an initial.
  if (word === 'I' || !(initials || abbreviations.has(lower))) return true
  const next = /[\p{L}\p{N}'’]+/u.exec(text.slice(after, after + 40))?.[0].split(/['’]/)[0] ?? ''
  return openers.has(next.toLowerCase())
}
