import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, posix, relative, sep } from 'node:path'

/**
 * What to write in place of a specifier that the compiler follows by `paths` or `baseUrl` of the nearest tsconfig.json,
 * and Node does not. `undefined` where that file does not say. The file is read as text, since it may have comments in
 * it, and the result is a proposal.
 */
export function compilerPathsCure(specifier: string, importer: string): string | undefined {
  const folder = nearestFolder(dirname(importer))
  if (folder === undefined) return undefined
  const text = readFileSync(join(folder, 'tsconfig.json'), 'utf8')
  const base = /"baseUrl"\s*:\s*"([^"]*)"/.exec(text)?.[1]
  const path = pathsIn(text).find(({ pattern }) => matches(pattern, specifier))
  if (path !== undefined) {
    const target = `./${posix.join(base ?? '.', path.target)}`
    return `Node does not read "paths" of tsconfig.json: add "imports": { "${ownName(path.pattern)}": "${target}" } to package.json, which the compiler reads too, and import "${ownName(specifier)}"`
  }
  const file = base === undefined ? undefined : fileAt(join(folder, base, specifier))
  if (file === undefined) return undefined
  const way = relative(dirname(importer), file).split(sep).join('/')
  return `Node does not read "baseUrl" of tsconfig.json: write "${way.startsWith('.') ? way : `./${way}`}"`
}

function nearestFolder(folder: string): string | undefined {
  if (existsSync(join(folder, 'tsconfig.json'))) return folder
  return folder === dirname(folder) ? undefined : nearestFolder(dirname(folder))
}

/** The first target of each pattern. */
function pathsIn(text: string): { readonly pattern: string; readonly target: string }[] {
  const [, paths = ''] = /"paths"\s*:\s*\{([^}]*)\}/.exec(text) ?? []
  return [...paths.matchAll(/"([^"]+)"\s*:\s*\[\s*"([^"]+)"/g)].map(([, pattern = '', target = '']) => {
    return { pattern, target }
  })
}

function matches(pattern: string, specifier: string): boolean {
  const [start = '', end] = pattern.split('*')
  if (end === undefined) return pattern === specifier
  return specifier.startsWith(start) && specifier.endsWith(end) && specifier.length >= start.length + end.length
}

/** `@/text/words.ts` -> `#text/words.ts`: names of a package's own begin so. */
const ownName = (name: string): string => `#${name.replace(/^[@~]?\/?/, '')}`

function fileAt(path: string): string | undefined {
  return [path, ...['.ts', '.mts', '.js', '.mjs', '/index.ts'].map((ending) => path + ending)].find((file) =>
    /\.[cm]?[jt]s$/.test(file) ? existsSync(file) : false,
  )
}
