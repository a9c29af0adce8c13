import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { repository } from '../rig/project.ts'
import { nodeFolder } from './nodes.ts'
import { emptyFolder, npm, type Place, pack, run } from './npm.ts'

let tarball: string
/** A folder that it is installed in. Tests that begin with one have a copy: to unpack the binaries of DuckDB takes npm seconds. */
let installed: string
let installOutput: string
beforeAll(async () => {
  tarball = (await pack()).tarball
  installed = emptyFolder()
  writeFileSync(join(installed, 'package.json'), '{ "private": true }')
  installOutput = (await npm(['install', tarball], { cwd: installed })).stderr
}, 300_000)
afterAll(() => {
  for (const folder of [dirname(tarball), installed]) rmSync(folder, { recursive: true })
})

function copyOfInstalled(): string {
  const folder = emptyFolder()
  cpSync(installed, folder, { recursive: true, verbatimSymlinks: true })
  return folder
}

const noNetwork = `--import=data:text/javascript,${encodeURIComponent(
  "import { Socket } from 'node:net'; Socket.prototype.connect = () => { throw new Error('the network was asked') }",
)}`

/** Runs the command as a user does, with no network to ask. */
const npx = (place: Place, ...words: string[]) => succeeding(place, 'npx', ['assets', ...words])
/** The same by the link that npx finds, without an npm around it. */
const assets = (place: Place, ...words: string[]) =>
  succeeding(place, join(place.cwd, 'node_modules/.bin/assets'), words)

async function succeeding(place: Place, program: string, words: readonly string[]) {
  const said = await run(program, words, { ...place, env: { NODE_OPTIONS: noNetwork } })
  const { exitCode, stdout, stderr } = said
  expect({ exitCode, stderr }, `assets ${words.join(' ')} said: ${stdout}`).toMatchObject({ exitCode: 0 })
  // Nothing of Node's own: that a feature is experimental, that something is deprecated.
  expect(stderr).not.toMatch(/warning/i)
  return said
}

describe.each([['22.18.0'], ['24.21.0'], ['26.10.0']])('on Node %s', (version) => {
  let folder: string
  let node: string
  beforeAll(async () => {
    node = await nodeFolder(version)
    folder = copyOfInstalled()
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('the tarball is installed, makes a project, and the project makes its assets', {
    timeout: 300_000,
  }, async () => {
    const outer = { cwd: folder, node }
    expect((await npx(outer, 'doctor')).stdout).toContain(`${version} on `)
    await assets(outer, 'init', 'demo')

    const demo = { cwd: join(folder, 'demo'), node }
    const { dependencies } = JSON.parse(readFileSync(join(demo.cwd, 'package.json'), 'utf8'))
    expect(dependencies).toEqual({ assetstore: `file:${tarball}` })
    // Nothing to allow, and nothing to read up on.
    expect((await npm(['install'], demo)).stderr).not.toContain('scripts')
    const first = JSON.parse((await npx(demo, 'materialize', '--json')).stdout)
    expect(first).toMatchObject({ ok: true, counts: { ran: 3, observed: 1, failed: 0 } })
    expect((await assets(demo, 'materialize')).stderr).toMatch(/^✓ 4 fresh, nothing to do/)
    expect((await run('npm', ['run', '-s', 'check'], demo)).stdout).toContain('up to date')
    expect(
      (await assets(demo, 'query', 'select words from word_counts order by words', '--format', 'csv')).stdout,
    ).toBe('words\n22\n23\n')
  })
})

describe('what npm installs for it', () => {
  test('runs no script and compiles nothing, from a lock file too', { timeout: 300_000 }, async () => {
    expect(installOutput).not.toContain('scripts')
    const cwd = copyOfInstalled()
    await npm(['ci'], { cwd })
    const lock = JSON.parse(readFileSync(join(cwd, 'package-lock.json'), 'utf8'))
    const locked = Object.entries<{ hasInstallScript?: boolean }>(lock.packages)
    expect(locked.filter(([, { hasInstallScript }]) => hasInstallScript)).toEqual([])
    const { stdout } = await run('find', ['node_modules', '-name', 'binding.gyp'], { cwd })
    expect(stdout).toBe('')
    rmSync(cwd, { recursive: true })
  })

  test('its types hold in a new project, and say what those of the sources say', { timeout: 300_000 }, async () => {
    const cwd = copyOfInstalled()
    await assets({ cwd }, 'init', 'demo')
    const demo = join(cwd, 'demo')
    await npm(['install', `zod@${manifest.devDependencies.zod}`], { cwd: demo })
    for (const compiler of compilers) expect(await compile(compiler, demo), compiler).toEqual(silence)
    await npm(['install', `kysely@${manifest.devDependencies.kysely}`], { cwd: demo })
    writeTypeTests(demo)
    for (const compiler of compilers) expect(await compile(compiler, demo), compiler).toEqual(silence)
    rmSync(cwd, { recursive: true })
  })
})

const manifest = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'))
const compilers = ['typescript', 'typescript-5.9']
const silence = { exitCode: 0, stdout: '', stderr: '' }

/** As strict as a user may be, and with the declarations of the package under the same eye. */
function compile(compiler: string, project: string) {
  const options = ['--skipLibCheck', 'false', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess']
  const words = [join(repository, 'node_modules', compiler, 'bin/tsc'), '-p', '.', ...options]
  return run(process.execPath, words, { cwd: project })
}

/** Exact types and mistakes that the compiler has to find, as the type tests have them, on the package instead of its sources. */
function writeTypeTests(project: string): void {
  const fixture = join(repository, 'test/types/fixture')
  rmSync(join(project, 'assets'), { recursive: true })
  mkdirSync(join(project, 'assets'))
  for (const path of readdirSync(fixture, { recursive: true, encoding: 'utf8' }).filter((one) => one.endsWith('.ts'))) {
    const text = readFileSync(join(fixture, path), 'utf8')
      .replaceAll(/'(\.\.\/)+src\/index\.ts'/g, "'assetstore'")
      .replaceAll(/'(\.\.\/)+src\/testing\/testing\.ts'/g, "'assetstore/testing'")
      .replaceAll(/'(\.\.\/)+src\/api\/run\.ts'/g, "'assetstore/run'")
      .replaceAll(/'(\.\.\/)+src\/integrations\/([\w-]+)\/\2\.ts'/g, "'assetstore/$2'")
    expect(text).not.toContain('/src/')
    writeFileSync(join(project, path), text)
  }
  const settings = JSON.parse(readFileSync(join(project, 'tsconfig.json'), 'utf8'))
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ ...settings, include: ['*.ts', 'assets'] }))
}
