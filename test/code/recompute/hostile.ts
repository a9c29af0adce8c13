import type { Files } from '../project.ts'
import type { Program } from './recompute.ts'

/** Programs by what they do. The edit of each is that wherever it says 11, it says 77 afterwards. */
export type Programs = Readonly<Record<string, Program>>

const basis: Files = {
  'package.json': '{ "name": "fixture", "type": "module", "imports": { "#project": "./assets.config.ts" } }',
  'assets.config.ts': [
    "import { defineProject } from 'assetstore'",
    "const project = defineProject({ assets: () => import('./assets/index.ts') })",
    'export default project',
    'export const { asset } = project',
  ].join('\n'),
  'packages/shared/package.json': '{ "name": "shared", "type": "module", "exports": "./index.ts" }',
  'packages/shared/index.ts': 'export {}\n',
  'node_modules/counter/package.json':
    '{ "name": "counter", "version": "1.0.0", "type": "module", "main": "index.js" }',
  'node_modules/counter/index.js': [
    'let now = 0',
    'export const counter = { put(v) { now = v }, take: () => now }',
    'export class Bag { #n = 0; get(k) { return k + this.#n++ } int(v = 0) { this.#n += v; return this.#n } }',
    'export const make = () => (x) => { x.v = 7 }',
    'export const bag = () => new Bag()',
  ].join('\n'),
}

export const program = (files: Files, more: Partial<Program> = {}): Program => ({
  files: { ...basis, ...files },
  assets: ['it', 'apart'],
  typed: false,
  ...more,
})

export const edited = ({ files, ...rest }: Program): Program => ({
  ...rest,
  files: Object.fromEntries(Object.entries(files).map(([path, text]) => [path, text.replaceAll('11', '77')])),
})

/** State in one file, what is done to it in another, and an asset that reads it. */
export function elsewhere(home: string, effect: string, read: string, files: Files = {}): Program {
  const names = [...home.matchAll(/export (?:const|let|class|(?:async )?function\*?) (\w+)|export \{ (\w+), (\w+) \}/g)]
    .flatMap((found) => found.slice(1))
    .filter((name) => name !== undefined)
  const imports = (text: string, from: string) => {
    const used = names.filter((name) => new RegExp(`\\b${name}\\b`).test(text))
    return used.length > 0 ? `import { ${used.join(', ')} } from '${from}'\n` : ''
  }
  return program({
    'src/home.ts': `${home}\n`,
    'src/setup.ts': `${imports(effect, './home.ts')}${effect}\nexport {}\n`,
    ...table(
      `import '../src/setup.ts'\n${imports(read, '../src/home.ts')}export const it = asset(async () => [${read}])`,
    ),
    ...files,
  })
}

/** A table of contents with the asset `it`, and one that has nothing to do with it. */
export const table = (body: string): Files => ({
  'assets/index.ts': `import { asset } from '#project'\n${body}\nexport const apart = asset(({ a }) => [a.length * 3])\n`,
})
