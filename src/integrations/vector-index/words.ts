/** Many more words than a question has; a whole document as a question is asked by its first. */
const most = 64

/** The words of a question, each once, without anything that a database's query language would read as its own. */
export function wordsOf(text: string): readonly string[] {
  const words = text.toWellFormed().match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  return [...new Set(words.map((word) => word.toLowerCase()))].slice(0, most)
}
