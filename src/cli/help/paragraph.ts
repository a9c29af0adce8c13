/** Text in lines of at most `columns`, each behind `indent`. A word that is longer has a line to itself. */
export function paragraph(text: string, { indent = 0, columns = 96 } = {}): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line !== '' && indent + longer.length > columns) {
      lines.push(line)
      line = word
    } else line = longer
  }
  return [...lines, line].map((each) => ' '.repeat(indent) + each)
}
