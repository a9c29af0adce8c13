/**
 * The modules that a function's text may be from. Where there were types, Node evaluates blanks, so that the text is
 * found in its file with anything in their place.
 *
 * @param modules Path -> the text that was loaded.
 */
export function modulesWithText(modules: ReadonlyMap<string, string>, texts: ReadonlySet<string>): ReadonlySet<string> {
  const places = [...modules].filter(([, source]) => [...texts].some((text) => isIn(source, text)))
  return new Set(places.map(([path]) => path))
}

function isIn(source: string, text: string): boolean {
  const [start = ''] = /^\S+/.exec(text) ?? []
  for (let at = source.indexOf(start); at !== -1; at = source.indexOf(start, at + 1))
    if (isAt(source, text, at)) return true
  return false
}

function isAt(source: string, text: string, at: number): boolean {
  for (let index = 0; index < text.length; index++) {
    const char = text[index] as string
    if (char !== source[at + index] && char.trim() !== '') return false
  }
  return true
}
