import { oneFile } from '../run/projects.ts'

export const docs = [
  { id: 'a', text: 'one. two' },
  { id: 'b', text: 'three' },
  { id: 'c', text: 'four' },
]

export interface Written {
  readonly rows?: readonly object[]
  /** What the function does besides. */
  readonly extra?: string
  readonly where?: string
  readonly options?: string
}

/** files → docs (not row by row) → chunks (flatMap, by document) → vectors (map, by chunk). */
export function rowProject({
  rows = docs,
  extra = '',
  where = '',
  options = "{ key: 'id' }",
}: Written = {}): Record<string, string> {
  return oneFile(
    `export const docs = asset(() => (${JSON.stringify(rows)}))`,
    `export const chunks = asset(({ docs }) => docs.pick('id', 'text')${where}.flatMap(${options}, async ({ id, text }) => {`,
    '  let at = 0',
    "  return text.split('. ').map((part, n) => {",
    `    const chunk = { chunk: id + n, doc: id, start: at, part: part + '${extra}' }`,
    '    at += part.length + 2',
    '    return chunk',
    '  })',
    '}))',
    "export const vectors = asset(({ chunks }) => chunks.pick('chunk', 'part').map({ key: 'chunk' }, ({ chunk, part }) =>",
    '  ({ chunk, length: part.length, vector: Float32Array.from([part.length, 1]) })))',
  )
}
