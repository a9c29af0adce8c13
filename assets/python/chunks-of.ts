/** A text in pieces of five words. */
export function chunksOf(text: string): readonly string[] {
  const words = text.split(/\s+/).filter((word) => word !== '')
  return Array.from({ length: Math.ceil(words.length / 5) }, (_, at) => words.slice(at * 5, at * 5 + 5).join(' '))
}
