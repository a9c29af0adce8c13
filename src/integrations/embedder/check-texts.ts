import { AssetError } from '../../index.ts'

/** @throws AssetError `EMBEDDING_TEXT` for a value that no model can embed. */
export function checkTexts(texts: unknown): asserts texts is readonly string[] {
  if (!Array.isArray(texts)) {
    throw new AssetError({
      code: 'EMBEDDING_TEXT',
      message: `embed was called with ${kindOf(texts)}, not with a list of texts`,
      fix: 'call embed([text]), also for one text',
    })
  }
  texts.forEach((text: unknown, index) => {
    if (typeof text === 'string' && text.trim() !== '') return
    const what = typeof text !== 'string' ? kindOf(text) : text === '' ? 'empty' : 'only white space'
    throw new AssetError({
      code: 'EMBEDDING_TEXT',
      message: `text ${index + 1} of ${texts.length} is ${what}, and has no embedding`,
      facts: { index, texts: texts.length },
      fix: "leave such rows out before, for instance with .where(sql`trim(content) <> ''`)",
    })
  })
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
