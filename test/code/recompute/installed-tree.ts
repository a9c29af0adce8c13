import type { Tree } from '../../discover/tree.ts'

/** An asset that is these rows, below these lines, and one that has nothing to do with it. */
export const tableOf = (lines: string, rows: string): Tree => ({
  'assets/index.ts': `import { asset } from '#project'\n${lines}\nexport const it = asset(async () => ${rows})\nexport const apart = asset(({ a }) => [a.length * 3])\n`,
})

export const manifest = (more: object): string => JSON.stringify({ type: 'module', version: '1.0.0', ...more })
export const projectWith = (more: object): Tree => ({
  'package.json': manifest({
    name: 'fixture',
    ...more,
    imports: { '#project': './assets.config.ts', ...('imports' in more ? (more.imports as object) : {}) },
  }),
})
export const x = (value: number): string => `export const x = ${value}\n`
export const cjs = (value: number): string => `exports.x = ${value}\n`

/** A package that is installed: what is in it moves with its version. */
export const installed = (folder: string, version: string, more: object = {}): Tree => ({
  [`${folder}/package.json`]: manifest({
    name: folder.replace(/^.*node_modules\//, ''),
    main: './index.js',
    version,
    ...more,
  }),
  [`${folder}/index.js`]: `export const x = '${version}'\n`,
})
/** A package of the workspace. */
export const linked = (name: string, more: object, files: Tree): Tree => ({
  [`packages/${name}/package.json`]: manifest({ name, ...more }),
  ...Object.fromEntries(Object.entries(files).map(([path, text]) => [`packages/${name}/${path}`, text])),
  [`node_modules/${name}`]: { link: `packages/${name}` },
})
/** A module of WebAssembly that exports a global `x`. */
export const wasm = (value: number): Uint8Array =>
  Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, 6, 6, 1, 127, 0, 65, value, 11, 7, 5, 1, 1, 120, 3, 0)
/** Hooks that give another text for a module. */
export const hooks = (value: number): string =>
  `import { registerHooks } from 'node:module'
registerHooks({ load: (url, context, next) => url.endsWith('two.js') ? { format: 'module', shortCircuit: true, source: 'export const x = ${value}' } : next(url, context) })
`
export const importing = (specifier: string): Tree => tableOf(`import { x } from '${specifier}'`, '[x]')
export const requiring = (specifier: string): Tree =>
  tableOf(
    "import { createRequire } from 'node:module'\nconst require = createRequire(import.meta.url)",
    `[require('${specifier}').x]`,
  )
