import { readdirSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { join } from 'node:path'
import { publint } from 'publint'
import { beforeAll, describe, expect, test } from 'vitest'
import { repository } from '../rig/project.ts'
import { pack, run } from './npm.ts'

let packed: Awaited<ReturnType<typeof pack>>
beforeAll(async () => {
  packed = await pack()
})

const dist = join(repository, 'dist')
const manifest = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'))

describe('the tarball', () => {
  test('holds what was built, and the papers', () => {
    const outside = packed.files.filter((path) => !path.startsWith('dist/'))
    expect(outside.sort()).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json'])
    const [folders, loose] = [new Set<string>(), [] as string[]]
    for (const path of packed.files.filter((one) => one.startsWith('dist/'))) {
      const [, first = '', second] = path.split('/')
      if (second === undefined) loose.push(first)
      else folders.add(first)
    }
    expect(loose.sort()).toEqual([
      'THIRD-PARTY.md',
      'bin.js',
      'dbt.js',
      'embedder.js',
      'expectations.js',
      'index.js',
      'kysely.js',
      'run.js',
      'testing.js',
      'vector-index.js',
    ])
    expect([...folders].sort()).toEqual(['ask-dbt', 'cli', 'library', 'prebuilds', 'python', 'types'])
  })

  test('has no script that npm asks to be allowed', () => {
    const asked = ['preinstall', 'install', 'postinstall', 'prepublish', 'preprepare', 'prepare', 'postprepare']
    expect(asked.filter((name) => name in manifest.scripts)).toEqual([])
  })

  test('has a binary of SQLite for every platform that DuckDB has one for', () => {
    const lock = JSON.parse(readFileSync(join(repository, 'package-lock.json'), 'utf8'))
    const engines = Object.keys(lock.packages['node_modules/@duckdb/node-bindings'].optionalDependencies)
    const platforms = engines.map((name) => name.replace('@duckdb/node-bindings-', ''))
    const named = platforms.map((name) => name.replace(/^linux-(.*)-musl$/, 'linuxmusl-$1'))
    const binaries = packed.files.filter((path) => path.startsWith('dist/prebuilds/'))
    expect(binaries).toEqual(expect.arrayContaining(named.map((name) => `dist/prebuilds/${name}.node`)))
  })

  test('publint finds nothing', async () => {
    const tarball = new Uint8Array(readFileSync(packed.tarball)).buffer
    const { messages } = await publint({ strict: true, pack: { tarball } })
    expect(messages).toEqual([])
  })

  test('attw finds that types and code agree', async () => {
    // Node reads ES modules by `require` too, in every version that is supported; the resolution of Node 10 knows no `exports`.
    const words = [join(repository, 'node_modules/@arethetypeswrong/cli/dist/index.js'), packed.tarball]
    const place = { cwd: repository, env: { NO_COLOR: '1' } }
    const { exitCode, stdout } = await run(process.execPath, [...words, '--profile', 'esm-only', '--no-emoji'], place)
    expect(exitCode, stdout).toBe(0)
  })
})

describe('what is bundled and what is not', () => {
  const scripts = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((path) => /\.c?js$/.test(path))
  const text = scripts.map((path) => readFileSync(join(dist, path), 'utf8')).join('\n')

  test('everything that is loaded by name comes with an install', () => {
    const named = [
      ...text.matchAll(/(?:\brequire[$\d]*|\bimport)\("([^."][^"]*)"\)|^import .*? from "([^."][^"]*)";$/gm),
    ]
    const packages = new Set(named.map(([, required, imported]) => required ?? imported ?? ''))
    // ajv writes modules for others to keep, which we never ask of it: their text names a file of its own.
    packages.delete('ajv/dist/runtime/validation_error')
    // What writes queries with the Kysely of a project comes to those alone who have it.
    expect(manifest.peerDependenciesMeta.kysely).toEqual({ optional: true })
    packages.delete('kysely')
    const foreign = [...packages].filter((name) => !name.startsWith('node:') && !builtinModules.includes(name))
    expect(foreign.sort()).toEqual(Object.keys(manifest.dependencies).sort())
  })

  test('what an install brings has one version', () => {
    for (const version of Object.values(manifest.dependencies)) expect(version).toMatch(/^\d+\.\d+\.\d+(-[\w.]+)?$/)
  })

  test('the licence of every package that was bundled is kept', () => {
    const bundled = new Set([...text.matchAll(/^\/\/ node_modules\/((?:@[^/]+\/)?[^/]+)\//gm)].map(([, name]) => name))
    const notices = readFileSync(join(dist, 'THIRD-PARTY.md'), 'utf8')
    const noticed = [...notices.matchAll(/^## (\S+) \S+ \(\S+\)\n\n(?:(?!## ).*\n)*?.*copyright/gim)].map(
      ([, name]) => name,
    )
    expect(bundled.size).toBeGreaterThan(3)
    expect(noticed).toEqual(expect.arrayContaining([...bundled]))
  })
})
