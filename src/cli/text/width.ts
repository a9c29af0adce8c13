import { stripVTControlCharacters } from 'node:util'

// ASCII, Latin, and the signs that the command itself prints (… → ─ ● ✓): a column each, and told without looking at
// graphemes.
const plain = /^[\x20-\x7e\xa1-\xac\xae-\u02ff\u2010-\u2027\u2190-\u21ff\u2500-\u25fc\u25ff\u2713\u2717]*$/
const pictograph = /\p{Emoji_Presentation}|\u{FE0F}/u
// The East Asian wide and fullwidth blocks of UAX #11, as ranges of first code points.
const wide =
  /^[\u1100-\u115f\u2329\u232a\u2630-\u2637\u268a-\u268f\u2e80-\u303e\u3041-\u33ff\u3400-\u9fff\ua000-\ua4c6\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6b\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18df2}\u{18e00}-\u{191d2}\u{1aff0}-\u{1b2fb}\u{1d300}-\u{1d376}\u{1f200}-\u{1f265}\u{20000}-\u{3fffd}]/u

// Characters that take no column: marks above or below a letter, joiners, controls, and the vowels and finals of a
// Korean syllable that is written in its parts.
const unseen =
  /[\p{Default_Ignorable_Code_Point}\p{Control}\p{Format}\p{Enclosing_Mark}\p{Nonspacing_Mark}\u1160-\u11ff]/u
const joiner = '\u200d'

/**
 * How many columns a terminal gives to this text. Colour takes none; a Chinese character or a pictograph takes two. The
 * answers are those of `string-width` 9, but for a few Arabic signs of numbers. Loading that package makes a segmenter
 * and its tables, which takes longer than everything else in a command that has nothing to do.
 */
export function width(text: string): number {
  if (plain.test(text)) return text.length
  const visible = stripVTControlCharacters(text)
  if (plain.test(visible)) return visible.length
  let columns = 0
  for (const { segment } of graphemes(visible)) columns += graphemeWidth(segment)
  return columns
}

/** Cuts to at most `columns`, with `ellipsis` as the last of them. For text without colour. */
export function truncate(text: string, columns: number, ellipsis = '…'): string {
  if (width(text) <= columns) return text
  let [start, used] = ['', width(ellipsis)]
  for (const { segment } of graphemes(text)) {
    used += graphemeWidth(segment)
    if (used > columns) break
    start += segment
  }
  return start + ellipsis
}

export function padEnd(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - width(text)))
}

function graphemeWidth(segment: string): number {
  if (pictograph.test(segment)) return 2
  let columns = 0
  for (const character of segment) {
    if (character === joiner) break
    if (!unseen.test(character)) columns += wide.test(character) ? 2 : 1
  }
  return columns
}

let segmenter: Intl.Segmenter | undefined

/** Made when the first text needs it: it takes longer than everything else a command with nothing to do does. */
function graphemes(text: string): Iterable<Intl.SegmentData> {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' })
  return segmenter.segment(text)
}
