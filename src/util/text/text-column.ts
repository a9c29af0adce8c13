/** The lines of a text that has very many: a line is cut out where somebody asks for it. */
export interface TextColumn {
  at(place: number): string
  every(fits: (line: string) => boolean): boolean
}

/** `undefined` where the text has more or fewer lines than that. */
export function columnOf(text: string, count: number): TextColumn | undefined {
  const starts = new Uint32Array(count + 1)
  let start = 0
  for (let place = 1; place <= count; place += 1) {
    const end = text.indexOf('\n', start)
    if ((end === -1) !== (place === count)) return undefined
    start = (end === -1 ? text.length : end) + 1
    starts[place] = start
  }
  const at = (place: number) => text.slice(starts[place], (starts[place + 1] as number) - 1)
  const every = (fits: (line: string) => boolean) => {
    for (let place = 0; place < count; place += 1) if (!fits(at(place))) return false
    return true
  }
  return { at, every }
}
