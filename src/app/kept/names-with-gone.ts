import { type Selectable, type SelectionWords, selectNames } from '../open/selection.ts'

/**
 * The names that are selected, where what was made under a name that is gone from the project may be selected, and left
 * out, by that name as it is. Without words that is everything that the project has.
 */
export async function namesWithGone(
  session: Selectable,
  { words, select = [], exclude = [] }: SelectionWords,
  wasMade: (name: string) => boolean | Promise<boolean>,
): Promise<readonly string[]> {
  const gone = new Set<string>()
  for (const word of [...words, ...select, ...exclude])
    if (!session.graph.ids.has(word) && (await wasMade(word))) gone.add(word)
  const isThere = (word: string) => !gone.has(word)
  const named = new Set([...words, ...select].filter((word) => gone.has(word) && !exclude.includes(word)))
  const present = { words: words.filter(isThere), select: select.filter(isThere), exclude: exclude.filter(isThere) }
  const isOfGoneAlone = words.length + select.length > 0 && present.words.length + present.select.length === 0
  return isOfGoneAlone ? [...named] : [...named, ...(await selectNames(session, present))]
}
