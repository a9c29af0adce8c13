/**
 * What the transcripts note about the room. A parenthesis is removed only when it holds nothing else: "(USMCA)" and
 * "[under]" are the speaker's or the editor's words, and stay.
 */
const reactions =
  'applause|laughter|laughs?|cheers|cheering|boos|booing|crosstalk|inaudible|pause|audience chant(?:s|ing)?'
const reaction = `(?:${reactions})(?:(?:,| and|;) (?:${reactions}))*\\.?`
/** "[At this point, audience members responded.]" */
const narration = 'at this point,[^\\[\\]()]{1,300}\\.'
const direction = `(?:\\(\\s*(?:${reaction}|${narration})\\s*\\)|\\[\\s*(?:${reaction}|${narration})\\s*\\])`

const betweenDashes = new RegExp(`([-–—])\\s*${direction}\\s*[-–—]`, 'giu')
const anywhere = new RegExp(`\\s*${direction}`, 'giu')
/**
 * Characters that are not seen and split words: soft hyphen, zero-width space and joiners, byte order mark, controls.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
const invisible = /[\u00ad\u200b-\u200d\u2060\ufeff\u0000-\u0008\u000e-\u001f\u007f]/gu

/**
 * Unicode NFC, one space between words, one empty line between paragraphs, no stage directions.
 * Cleaning a clean text changes nothing.
 */
export function cleanText(text: string): string {
  const paragraphs = withoutDirections(text.replace(invisible, ''))
    .normalize('NFC')
    .replace(/\r\n?/g, '\n')
    .split(/\n[^\S\n]*\n\s*/)
  return paragraphs
    .map((paragraph) => paragraph.replace(/\s+/g, ' ').trim())
    .filter((paragraph) => paragraph !== '')
    .join('\n\n')
}

/** A direction in the middle of an interrupted sentence leaves one of its two dashes. */
function withoutDirections(text: string): string {
  return text.replace(betweenDashes, '$1').replace(anywhere, '')
}
