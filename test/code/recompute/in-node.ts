import { mkdirSync, readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import { openRememberedCode } from '../../../src/discover/remembered-code.ts'
import { type Tree, treeProject } from '../../discover/tree.ts'
import { identity, nodeNamed } from '../project.ts'
import { frameworkText } from './make-rows.ts'

/** A project on disk, with links and packages, and what is edited in it. */
export interface Edit {
  readonly before: Tree
  readonly edit: Tree
  /** Words for Node, such as `--conditions=development`; `<root>` is the folder of the project. */
  readonly words?: readonly string[]
  /** Where the project lies in it: the whole of it where nothing is said. */
  readonly folder?: string
}

/** What is wrong about an edit; nothing where it is called what it is, by memory and without one. */
export type Wrong = 'missed' | 'needless' | 'idle' | 'remembered otherwise'

const assets = ['it', 'apart']
const framework: Tree = {
  'node_modules/assetstore/package.json':
    '{ "name": "assetstore", "version": "1.0.0", "type": "module", "main": "index.js" }',
  'node_modules/assetstore/index.js': frameworkText,
}

/**
 * Makes both versions in a Node of their own, and asks their slices: each anew, and one after the other with a memory.
 */
export async function wrongAbout({ before, edit, words = [], folder = '' }: Edit): Promise<readonly Wrong[]> {
  const versions = [
    { ...framework, ...before },
    { ...framework, ...before, ...edit },
  ]
  const first = await madeAndCut(versions[0] as Tree, { words, folder })
  const second = await madeAndCut(versions[1] as Tree, { words, folder })
  const wrong: Wrong[] = []
  let changed = 0
  for (const asset of assets) {
    const makesOther = first.rows[asset] !== second.rows[asset]
    const isOther = first.identities[asset] !== second.identities[asset]
    if (makesOther) changed++
    if (makesOther && !isOther) wrong.push('missed')
    if (!makesOther && isOther) wrong.push('needless')
  }
  if (changed === 0) wrong.push('idle')
  using project = treeProject(versions[0] as Tree)
  const root = join(project.root, folder)
  using _ = nodeOptions(words, root)
  const remembered = [await cut(root)]
  project.write(edit)
  remembered.push(await cut(root))
  if (JSON.stringify(remembered) !== JSON.stringify([first.identities, second.identities]))
    wrong.push('remembered otherwise')
  return wrong
}

/** Slices are cut in this process, as if it were started with these words. */
function nodeOptions(words: readonly string[], root: string): Disposable {
  const { NODE_OPTIONS } = process.env
  if (words.length > 0) process.env.NODE_OPTIONS = wordsIn(root, words).join(' ')
  return {
    [Symbol.dispose]() {
      if (NODE_OPTIONS === undefined) delete process.env.NODE_OPTIONS
      else process.env.NODE_OPTIONS = NODE_OPTIONS
    },
  }
}

const wordsIn = (root: string, words: readonly string[]) => words.map((word) => word.replace('<root>', root))

async function madeAndCut(tree: Tree, { words, folder }: Required<Pick<Edit, 'words' | 'folder'>>) {
  using project = treeProject(tree)
  const root = join(project.root, folder)
  using _ = nodeOptions(words, root)
  return { rows: await makeInNode(root, wordsIn(root, words)), identities: await cut(root) }
}

async function cut(root: string): Promise<Readonly<Record<string, string>>> {
  mkdirSync(`${root}/.assetstore`, { recursive: true })
  const at = { root, configFile: `${root}/assets.config.ts`, entry: `${root}/assets/index.ts` }
  const code = await openRememberedCode({ ...at, cacheFolder: `${root}/.assetstore/cache` })
  const found = Object.fromEntries(assets.map((name) => [name, identity(code.fingerprint(nodeNamed(name)))]))
  code.keep()
  return found
}

function makeInNode(root: string, words: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const main = new URL('./node-worker.ts', import.meta.url).href
  const own = ['assets.config.ts', 'assets/index.ts'].map((path) => pathToFileURL(join(root, path)).href)
  const files = [main, new URL('./make-rows.ts', import.meta.url).href, ...own]
  const worker = new Worker(new URL('./node-thread.mjs', import.meta.url), {
    workerData: {
      root,
      assets,
      env: {},
      main,
      plain: Object.fromEntries(files.map((url) => [url, withoutTypes(url)])),
    },
    execArgv: ['--disable-warning=ExperimentalWarning', ...words],
  })
  return new Promise((resolve, reject) => {
    worker.on('error', reject)
    worker.on('message', ({ made, error }) => {
      void worker.terminate()
      if (made === undefined) reject(new Error(error))
      else resolve(made)
    })
  })
}

/** Text of a module -> the same without its types: a thread that takes them away itself loads a compiler for that. */
const plainTexts = new Map<string, string>()

function withoutTypes(url: string): string {
  const text = readFileSync(new URL(url), 'utf8')
  const plain = plainTexts.get(text) ?? stripTypeScriptTypes(text)
  plainTexts.set(text, plain)
  return plain
}
