import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { openRememberedCode } from '../../src/discover/remembered-code.ts'
import { basis, nodeNamed } from '../code/project.ts'

/** A file, a symbolic link to a path relative to the root, or nothing. */
export type Entry = string | Uint8Array | { readonly link: string } | null
export type Tree = Readonly<Record<string, Entry>>

export interface TreeProject extends Disposable {
  readonly root: string
  write(tree: Tree): void
  forget(): void
  /** What the asset `it` is made of, from memory where there is one. */
  it(): Promise<{
    readonly digest: string
    readonly packages: Readonly<Record<string, string>>
    readonly files: string[]
  }>
}

/** A project whose one asset is `it`, made of files, links and packages. */
export function treeProject(tree: Tree): TreeProject {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'assets-tree-')))
  const cacheFolder = join(root, '.assetstore', 'cache')
  mkdirSync(dirname(cacheFolder))
  const write = (entries: Tree) => {
    for (const [path, entry] of Object.entries(entries)) writeEntry(root, path, entry)
  }
  write({ ...basis, ...tree })
  return {
    root,
    write,
    forget: () => rmSync(cacheFolder, { recursive: true, force: true }),
    async it() {
      const at = { root, configFile: join(root, 'assets.config.ts'), entry: join(root, 'assets/index.ts'), cacheFolder }
      const code = await openRememberedCode(at)
      const { digest, packages, files } = code.fingerprint(nodeNamed('it'))
      code.keep()
      return { digest, packages, files: files.map((file) => file.slice(root.length + 1)) }
    },
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  }
}

function writeEntry(root: string, path: string, entry: Entry): void {
  const file = join(root, path)
  rmSync(file, { recursive: true, force: true })
  if (entry === null) return
  mkdirSync(dirname(file), { recursive: true })
  if (typeof entry === 'string' || entry instanceof Uint8Array) writeFileSync(file, entry)
  else symlinkSync(join(root, entry.link), file)
}

/** An asset that is this expression, below these imports. */
export const assetOf = (expression: string, ...imports: string[]): Tree => ({
  'assets/index.ts': [
    "import { asset } from '#project'",
    ...imports,
    `export const it = asset(async () => ${expression})`,
    '',
  ].join('\n'),
})

/** A package as it lies in a folder, with what its package.json says besides. */
export const packageIn = (folder: string, version: string, more: object = {}): Tree => ({
  [`${folder}/package.json`]: JSON.stringify({
    name: nameOf(folder),
    version,
    type: 'module',
    main: './index.js',
    ...more,
  }),
  [`${folder}/index.js`]: 'export const x = 1\n',
})

const nameOf = (folder: string): string => folder.replace(/^.*node_modules\//, '').replace(/^packages\//, '')
