/**
 * Builds `dist/`: the library as one file, the command as a small entry with what it loads on demand beside it, the types, and the
 * notices of the packages that went in. Runs in `prepare`, so that a clone and an install from a repository both have it.
 */
import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type InputOptions } from 'rolldown'
import { noticesOf } from './notices.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = join(root, 'dist')
const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
// What an install brings stays outside, everything else goes in: the two lists cannot part.
const outside = [/^node:/, ...Object.keys(dependencies)]

rmSync(dist, { recursive: true, force: true })
const common: InputOptions = { cwd: root, platform: 'node', external: outside, logLevel: 'warn' }
const library = await build({
  ...common,
  input: { index: 'src/index.ts' },
  output: { dir: dist, format: 'esm', entryFileNames: '[name].js' },
})
const command = await build({
  ...common,
  input: { bin: 'src/cli/bin.ts' },
  // better-sqlite3 looks for its binary from where it stands, which is a CommonJS file no longer.
  transform: { define: { __dirname: 'import.meta.dirname' } },
  output: {
    dir: dist,
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: 'cli/[name].js',
    minify: { compress: true, mangle: false, codegen: false },
  },
})
chmodSync(join(dist, 'bin.js'), 0o755)
// The binaries ship here and not as a dependency: npm compiles that package anew from every lock file, and fails where there is no
// Python, although each platform that DuckDB runs on has a binary in it.
cpSync(join(root, 'node_modules/better-sqlite3/prebuilds'), join(dist, 'prebuilds'), { recursive: true })

const modules = [...library.output, ...command.output].flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []))
writeFileSync(join(dist, 'THIRD-PARTY.md'), noticesOf(modules))

const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
execFileSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json')], { stdio: 'inherit' })
for (const entry of readdirSync(join(dist, 'types'), { recursive: true, withFileTypes: true })) {
  if (!entry.name.endsWith('.d.ts')) continue
  const file = join(entry.parentPath, entry.name)
  // A declaration file names its neighbours as they are after the build.
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/(from '\.[^']*)\.ts'/g, "$1.js'"))
}
