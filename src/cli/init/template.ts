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
  "include": ["assets.config.ts", "assets"]
}
`,
}

/** What git is to leave alone. The store ignores its own tables. */
export const ignoredPaths: readonly string[] = ['node_modules/']
