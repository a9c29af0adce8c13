/** Whether a text has the name as a word of its own: `a` is no word of `damaged`. Case does not count, as in SQL. */
export function mentions(text: string, name: string): boolean {
  const word = name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`(?<![\\p{L}\\p{N}_$])${word}(?![\\p{L}\\p{N}_$])`, 'iu').test(text)
}
