/**
 * The files of a new project but its `package.json`, by path. Small enough to be read in a minute, and deleted in
 * another.
 */
export const templateFiles: Readonly<Record<string, string>> = {
  'assets.config.ts': `import { defineProject } from 'assetstore'

const project = defineProject({
  assets: () => import('./assets/index.ts'),
})
export default project
export const { asset, source, check, effect } = project
`,
  'assets/index.ts': `// The table of contents, upstream first. The name of an export is the name of the asset.
export * from './notes.ts'
`,
  'assets/notes.ts': `import { sql } from 'assetstore'
import { asset, check, source } from '#project'

/** One row a file. A new, an edited and a removed file make what is below run again. */
export const notes = source.files('notes/*.md', { as: 'text' })

export const sentences = asset({ description: 'One row a sentence' }, async function* ({ notes }) {
  for await (const { path, content } of notes) {
    for (const text of content.split(/(?<=[.!?])\\s+/)) {
      if (text.trim() !== '') yield { path, text: text.trim() }
    }
  }
})

export const word_counts = asset({ description: 'How long each note is' }, ({ sentences }) => {
  return sql<{ path: string; sentences: number; words: number }>\`
    select path, count(*)::integer as sentences, sum(len(string_split(text, ' ')))::integer as words
    from \${sentences} group by path order by path\`
})

/** The rows of a query are the failures. */
export const every_note_has_words = check(({ word_counts }) => sql\`select * from \${word_counts} where words < 2\`)
`,
  'test/notes.test.ts': `import assert from 'node:assert/strict'
import { test } from 'node:test'
import { run } from 'assetstore/testing'
import { every_note_has_words, sentences, word_counts } from '../assets/index.ts'

// An asset alone: its function, with the rows that are given. \`npm test\` runs it, and nothing of the store is
// touched.
test('a note is split into its sentences', async () => {
  const content = 'One sentence. And another!'
  const notes = [{ path: 'a.md', sizeBytes: content.length, sha256: '', content }]
  const rows = await run(sentences, { given: { notes } })
  assert.deepEqual(rows, [
    { path: 'a.md', text: 'One sentence.' },
    { path: 'a.md', text: 'And another!' },
  ])
})

test('the words of a note are counted', async () => {
  const rows = await run(word_counts, { given: { sentences: [{ path: 'a.md', text: 'two words' }] } })
  assert.deepEqual(rows, [{ path: 'a.md', sentences: 1, words: 2 }])
})

test('a note of one word is found', async () => {
  const word_counts = [{ path: 'a.md', sentences: 1, words: 1 }]
  const { passed, rows } = await run(every_note_has_words, { given: { word_counts } })
  assert.deepEqual({ passed, rows }, { passed: false, rows: word_counts })
})
`,
  'notes/assets.md': `An asset is a function and its name. Its parameters name what it reads. What it makes is kept as a table.
`,
  'notes/staleness.md': `Edit this file and ask for the status. Only what reads it is stale! Run it again and the rest is left alone.
`,
  'tsconfig.json': `{
  "compilerOptions": {
    "target": "es2024",
    "lib": ["es2024", "esnext.disposable"],
    "module": "nodenext",
    "types": ["node"],
    "noEmit": true,
    "strict": true,
    "skipLibCheck": true,
    "allowImportingTsExtensions": true,
    "verbatimModuleSyntax": true,
    "erasableSyntaxOnly": true
  },
  "include": ["assets.config.ts", "assets", "test"]
}
`,
}

/** What git is to leave alone: with a slash behind it, no link. The store ignores its own tables. */
export const ignoredPaths: readonly string[] = ['node_modules']
