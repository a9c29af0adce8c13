/**
 * Builds `dist/`: the library as one file, the command as a small entry with what it loads on demand beside it, the types, and the
 * notices of the packages that went in. Runs in the script `dependencies`, which npm calls where the repository itself is installed, be it
 * a clone or on the way to an install from a repository. To whoever installs the package it is no script that asks to be allowed, as
 * `prepare` is.
 */
import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundleCommand, bundleEntry, bundleKysely, bundleLibrary, bundleWorker } from './bundles.ts'
import { noticesOf } from './notices.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const { exports: exported } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly exports: Readonly<Record<string, { readonly types?: string }>>
}
// Built beside and put in place when it is whole: a build that fails leaves the last one, and what runs at the same time finds one.
const building = join(root, 'node_modules', `.dist-${process.pid}`)

try {
  const modules = [
    ...(await bundleLibrary(root, building)),
    ...(await bundleKysely(root, building)),
    ...(await bundleCommand(root, join(building, 'cli'))),
    ...(await bundleWorker(root, join(building, 'cli'))),
    ...(await bundleEntry(root, building)),
  ]
  chmodSync(join(building, 'bin.js'), 0o755)
  // The binaries ship here and not as a dependency: npm compiles that package anew from every lock file, and fails where there is no
  // Python, although each platform that DuckDB runs on has a binary in it.
  cpSync(join(root, 'node_modules/better-sqlite3/prebuilds'), join(building, 'prebuilds'), { recursive: true })
  cpSync(join(root, 'src/python/assetstore'), join(building, 'python/assetstore'), {
    recursive: true,
    filter: isSource,
  })
  cpSync(join(root, 'src/integrations/dbt/ask/ask-dbt'), join(building, 'ask-dbt'), {
    recursive: true,
    filter: isSource,
  })
  writeFileSync(join(building, 'THIRD-PARTY.md'), noticesOf(modules))
  declareTypes(join(building, 'types'))
  rmSync(join(root, 'dist'), { recursive: true, force: true })
  renameSync(building, join(root, 'dist'))
} finally {
  rmSync(building, { recursive: true, force: true })
}

function declareTypes(folder: string): void {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  const words = [tsc, '-p', join(root, 'tsconfig.build.json'), '--outDir', folder]
  execFileSync(process.execPath, words, { stdio: 'inherit' })
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.name.endsWith('.d.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
  for (const file of files) {
    // A declaration file names its neighbours as they are after the build.
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/((?:from '|import\(")\.[^'"]*)\.ts(['"])/g, '$1.js$2'))
  }
  const reached = new Set<string>()
  for (const { types } of Object.values(exported).filter(({ types }) => types !== undefined)) {
    reach(join(folder, relative('dist/types', types as string)), reached)
  }
  for (const file of files) if (!reached.has(file)) rmSync(file)
  removeEmptyFolders(folder)
}

/** An entry may be made of much of which nothing is in its types: who installs the package need not have that. */
function reach(file: string, reached: Set<string>): void {
  if (reached.has(file)) return
  reached.add(file)
  for (const [, , neighbour] of readFileSync(file, 'utf8').matchAll(/(from '|import\(")(\.[^'"]*)\.js['"]/g))
    reach(join(dirname(file), `${neighbour}.d.ts`), reached)
}

function removeEmptyFolders(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true }))
    if (entry.isDirectory()) removeEmptyFolders(join(folder, entry.name))
  if (readdirSync(folder).length === 0) rmdirSync(folder)
}

function isSource(file: string): boolean {
  return !file.includes('__pycache__')
}
