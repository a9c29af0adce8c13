import type { Files } from '../rig/project.ts'

/** A small library: a source of files, a source that is asked, a shared helper, a variable, picked columns and a check. */
export const library = {
  'assets.config.ts': `
    import { defineProject } from 'assetstore'
    const project = defineProject({
      assets: () => import('./assets/index.ts'),
      resources: { settings: { shortest: 1 } },
    })
    export default project
    export const { asset, source, check } = project
  `,
  'books/a.txt': 'one two',
  'books/b.txt': 'three',
  'assets/clean.ts': 'export const clean = (text: string) => text.trim()\nexport const unused = () => 1\n',
  'assets/index.ts': `
import { asset, check, source } from '#project'
import { called } from '../rig.ts'
import { clean } from './clean.ts'
export const books = source.files('books/*.txt', { as: 'text' })
export const prices = source({ observe: () => 7 }, () => [{ path: 'books/a.txt', price: 3 }])
export const words = asset(async ({ books }) => {
  await called('words')
  return (await books.all()).flatMap((book) => clean(book.content).split(' ').map((word) => ({ path: book.path, word, size: word.length })))
})
export const short = asset(async ({ words }, { settings }) => {
  await called('short')
  return (await words.pick('word').all()).filter((row) => row.word.length > settings.shortest)
})
export const greeting = asset(async (_, { env }) => {
  await called('greeting')
  return [{ text: env('GREETING', 'hello') }]
})
export const report = asset(async ({ short, prices, greeting }) => {
  await called('report')
  return [{ words: (await short.all()).length, prices: (await prices.all()).length, text: (await greeting.all())[0]?.text }]
})
export const has_words = check(async ({ words }) => words.count > 0)
`,
} satisfies Files

export const everyName = ['books', 'prices', 'words', 'short', 'greeting', 'report', 'has_words']
