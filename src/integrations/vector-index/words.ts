/** More words than any question has: if a document is passed as a question, only its first words are used. */
const most = 64

/** The words of a question, each once, without anything that a database's query language would read as its own. */
export function wordsOf(text: string): readonly string[] {
  const words = text.toWellFormed().match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  return [...new Set(words.map((word) => word.toLowerCase()))].slice(0, most)
}
