import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { packageName } from '../../src/cli/init/manifest.ts'
import { dependencyOn } from '../../src/cli/init/origin.ts'
import { frameworkVersion } from '../../src/util/framework-version.ts'
import { call } from './call.ts'

let folder: string
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'assets-init-')))
})
afterEach(() => rmSync(folder, { recursive: true }))

const write = (path: string, text: string) => {
  mkdirSync(join(folder, path, '..'), { recursive: true })
  writeFileSync(join(folder, path), text)
}
const json = (path: string) => JSON.parse(readFileSync(join(folder, path), 'utf8'))

describe('init', () => {
  test('makes a project in a new folder, and says how to go on', async () => {
    const { exitCode, stdout, stderr } = await call(['init', 'demo project'], { cwd: folder })
    expect([exitCode, stderr]).toEqual([0, ''])
    expect(stdout).toBe(`made 9 files in ${join(folder, 'demo project')}
next:
  cd 'demo project'
  npm install
  npx assets materialize
`)
    expect(readdirSync(join(folder, 'demo project')).sort()).toEqual([
      '.gitignore',
      'assets',
      'assets.config.ts',
      'notes',
      'package.json',
      'test',
      'tsconfig.json',
    ])
    expect(json('demo project/package.json')).toEqual({
      name: 'demo-project',
      private: true,
      type: 'module',
      imports: { '#project': './assets.config.ts' },
      scripts: { materialize: 'assets materialize', test: 'node --test', tsc: 'tsc', check: 'tsc && assets check' },
      engines: { node: '>=22.18' },
      dependencies: { assetstore: dependencyOn() },
      devDependencies: { '@types/node': '^22.18.0', typescript: '^7.0.2' },
    })
  })

  test('adds to a package.json and a .gitignore that are there, and keeps what they say', async () => {
    write(
      'package.json',
      JSON.stringify({ name: 'mine', type: 'commonjs', scripts: { check: 'x' }, devDependencies: { assetstore: '9' } }),
    )
    write('.gitignore', '*.log')
    write('README.md', '# mine')
    const { exitCode, stdout } = await call(['init', '--json'], { cwd: folder })
    expect(exitCode).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, folder, next: ['npm install', 'npx assets materialize'] })
    expect(json('package.json')).toMatchObject({
      name: 'mine',
      type: 'module',
      scripts: { check: 'x' },
      devDependencies: { assetstore: '9' },
    })
    expect(json('package.json').dependencies).toEqual({})
    expect(readFileSync(join(folder, '.gitignore'), 'utf8')).toBe('*.log\nnode_modules\n')
    expect(readFileSync(join(folder, 'README.md'), 'utf8')).toBe('# mine')
  })

  test('refuses a folder with something in it, and touches nothing', async () => {
    write('thesis.docx', 'years of work')
    const { exitCode, stderr } = await call(['init', '.'], { cwd: folder })
    expect(exitCode).toBe(2)
    expect(stderr).toBe(
      `error PROJECT_EXISTS\n  ${folder} is not empty: thesis.docx\n  name a new folder, such as: assets init my-assets\n`,
    )
    expect(readdirSync(folder)).toEqual(['thesis.docx'])
  })

  test('refuses a file, and a package.json that is no JSON', async () => {
    write('file', '')
    expect((await call(['init', 'file'], { cwd: folder })).stderr).toContain(
      `error PROJECT_EXISTS\n  ${folder}/file is a file\n`,
    )
    write('broken/package.json', '{')
    const { stderr } = await call(['init', 'broken'], { cwd: folder })
    expect(stderr).toMatch(
      /^error PROJECT_EXISTS\n {2}.*broken\/package\.json is there and is no JSON: .*\n {2}mend it, or remove it\n$/,
    )
    expect(readdirSync(join(folder, 'broken'))).toEqual(['package.json'])
  })
})

describe('the dependency of a new project', () => {
  const installed = () => join(folder, 'node_modules/assetstore')
  const resolved = (text: string) =>
    write(
      'node_modules/.package-lock.json',
      JSON.stringify({ packages: { 'node_modules/assetstore': { resolved: text } } }),
    )

  test('is the version, where it came from a registry', () => {
    resolved('https://registry.example/assetstore/-/assetstore-0.1.0.tgz')
    expect(dependencyOn(installed())).toBe(frameworkVersion)
  })

  test('is the tarball, where it came from one', () => {
    resolved('file:../packs/assetstore-0.1.0.tgz')
    expect(dependencyOn(installed())).toBe(`file:${join(folder, '../packs/assetstore-0.1.0.tgz')}`)
  })

  test('is what the project says, where another package manager installed it', () => {
    write('package.json', JSON.stringify({ devDependencies: { assetstore: 'file:./a.tgz' } }))
    expect(dependencyOn(installed())).toBe(`file:${join(folder, 'a.tgz')}`)
  })

  test('is the checkout, where it runs from one', () => {
    expect(dependencyOn('/home/ada/assetstore')).toBe('file:/home/ada/assetstore')
    expect(dependencyOn()).toBe(`file:${join(import.meta.dirname, '../..')}`)
  })
})

test.each([
  ['My Project', 'my-project'],
  ['.hidden_', 'hidden_'],
  ['文書', 'my-assets'],
  ['assetstore', 'my-assets'],
])('the folder "%s" gives the package the name %s', (name, given) => expect(packageName(name)).toBe(given))
