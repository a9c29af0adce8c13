/**
 * Characters that a terminal acts on instead of showing them: control characters of ASCII and of Latin-1 (which begin
 * CSI and OSC sequences, links among them), and the marks that turn the direction of writing. Line ends and tabs are
 * text.
 */
const acts = /[^\P{Cc}\n\t]|[\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu

/** The text with those as one reads them in a source: `\u001b`. */
export function visible(text: string): string {
  return text.replaceAll('\r\n', '\n').replaceAll(acts, shown)
}

/** The same in one line. */
export function oneLine(text: string, raw = false): string {
  const line = text.replaceAll('\r', '\\r').replaceAll('\n', '\\n').replaceAll('\t', '\\t')
  return raw ? line : visible(line)
}

const shown = (mark: string): string => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`

/** The colours of `paintFor`, which change nothing but the colour of what follows. */
const esc = String.fromCharCode(27)
const ownColours = new RegExp(`(${esc}\\[(?:1|2|22|31|32|33|36|39)m)`, 'g')

/** Text for a terminal with colours: our own colour codes stay, and no other control characters. */
export function visibleInColour(text: string): string {
  return text
    .split(ownColours)
    .map((part, index) => (index % 2 === 1 ? part : visible(part)))
    .join('')
}

/** A line that GitHub's runner would take for a command of the workflow, wherever it came from, is a line of text. */
export function withoutCommands(text: string): string {
  return text.replaceAll(/^(\s*)::/gm, '$1\\::').replaceAll('##[', '#\\#[')
}
