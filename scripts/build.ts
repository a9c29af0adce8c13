/**
 * Builds `dist/`: the library as one file, the command as a small entry with what it loads on demand beside it, and the types.
 * Native modules and oxc stay outside. Runs in `prepare`, so that a clone and an install from a repository both have it.
 */
import { execFileSync } from 'node:child_process'
import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type InputOptions } from 'rolldown'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = join(root, 'dist')
const outside = [/^node:/, /^@duckdb\//, /^better-sqlite3$/, /^oxc-/, /^@oxc-/]

rmSync(dist, { recursive: true, force: true })
const common: InputOptions = { cwd: root, platform: 'node', external: outside, logLevel: 'warn' }
await build({
  ...common,
  input: { index: 'src/index.ts' },
  output: { dir: dist, format: 'esm', entryFileNames: '[name].js' },
})
await build({
  ...common,
  input: { bin: 'src/cli/bin.ts' },
  output: {
    dir: dist,
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: 'cli/[name].js',
    minify: { compress: true, mangle: false, codegen: false },
  },
})
chmodSync(join(dist, 'bin.js'), 0o755)

const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
execFileSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json')], { stdio: 'inherit' })
for (const entry of readdirSync(join(dist, 'types'), { recursive: true, withFileTypes: true })) {
  if (!entry.name.endsWith('.d.ts')) continue
  const file = join(entry.parentPath, entry.name)
  // A declaration file names its neighbours as they are after the build.
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/(from '\.[^']*)\.ts'/g, "$1.js'"))
}
