import { stripVTControlCharacters } from 'node:util'

// ASCII, Latin, and the signs that the command itself prints (… → ─ ● ✓): a column each, and told without looking at
// graphemes.
const plain = /^[\x20-\x7e\xa1-\xac\xae-\u02ff\u2010-\u2027\u2190-\u21ff\u2500-\u25ff\u2713\u2717]*$/
const pictograph = /\p{Emoji_Presentation}|\u{FE0F}/u
// The East Asian wide and fullwidth blocks of UAX #11, as ranges of first code points.
const wide =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u

/** How many columns a terminal gives to this text. Colour takes none; a Chinese character or a pictograph takes two. */
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
  let [kept, used] = ['', width(ellipsis)]
  for (const { segment } of graphemes(text)) {
    used += graphemeWidth(segment)
    if (used > columns) break
    kept += segment
  }
  return kept + ellipsis
}

export function padEnd(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - width(text)))
}

export function padStart(text: string, columns: number): string {
  return ' '.repeat(Math.max(0, columns - width(text))) + text
}

function graphemeWidth(segment: string): number {
  return pictograph.test(segment) || wide.test(segment) ? 2 : 1
}

let segmenter: Intl.Segmenter | undefined

/** Made when the first text needs it: it takes longer than everything else a command with nothing to do does. */
function graphemes(text: string): Iterable<Intl.SegmentData> {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' })
  return segmenter.segment(text)
}
