import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync } from 'oxc-parser'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../src')
/** What a user imports is exported for nobody of ours. */
const doors = /^(?:index\.ts|api\/run\.ts|testing\/testing\.ts|integrations\/)/

test('nothing that is exported is there for tests alone', () => {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
  const texts = files.map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }))
  const uses = Map.groupBy(
    texts.flatMap(({ text }) => text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '').match(/[\w$]+/g) ?? []),
    (word) => word,
  )
  const unused = texts
    .filter(({ file }) => !doors.test(file))
    .flatMap(({ file, text }) => exportedNames(file, text).map((name) => ({ file, name })))
    .filter(({ name }) => uses.get(name)?.length === 1)
  expect(unused).toEqual([])
})

/** Those that the file declares itself: what it hands on is declared elsewhere. */
function exportedNames(file: string, text: string): string[] {
  const entries = parseSync(file, text).module.staticExports.flatMap((one) => one.entries)
  return entries.flatMap(({ moduleRequest, exportName }) =>
    moduleRequest === null && exportName.name !== null ? [exportName.name] : [],
  )
}
