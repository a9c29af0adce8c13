import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { repository } from '../rig/project.ts'
import { nodeFolder } from './nodes.ts'
import { installation, npm, type Place, run } from './npm.ts'

/** A project that `assets init` made, after `npm install`, which found out what there is to install. */
let example: { readonly folder: string; readonly tarball: string; readonly warnings: string }
beforeAll(async () => {
  const { folder, tarball, stderr } = await installation()
  await assets({ cwd: folder }, 'init', 'demo')
  const { stderr: more } = await npm(['install'], { cwd: join(folder, 'demo') })
  example = { folder, tarball, warnings: stderr + more }
}, 300_000)

/** A project that the command makes, with what npm left in the other one. */
async function initialized(outer: Place, ...left: readonly string[]): Promise<string> {
  await assets(outer, 'init', 'demo')
  const demo = join(outer.cwd, 'demo')
  for (const name of left)
    cpSync(join(example.folder, 'demo', name), join(demo, name), { recursive: true, verbatimSymlinks: true })
  return demo
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
    folder = (await installation()).folder
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('the tarball is installed, makes a project, and the project makes its assets', {
    timeout: 300_000,
  }, async () => {
    const outer = { cwd: folder, node }
    expect((await npx(outer, 'doctor')).stdout).toContain(`${version} on `)
    const demo = { cwd: await initialized(outer, 'package-lock.json'), node }
    const { dependencies } = JSON.parse(readFileSync(join(demo.cwd, 'package.json'), 'utf8'))
    expect(dependencies).toEqual({ assetstore: `file:${example.tarball}` })
    // Nothing to allow, and nothing to read up on.
    expect((await npm(['install'], demo)).stderr).not.toContain('scripts')
    const outcome = JSON.parse((await npx(demo, 'materialize', '--json')).stdout)
    expect(outcome).toMatchObject({ ok: true, counts: { ran: 3, observed: 1, failed: 0 } })
    expect((await assets(demo, 'materialize')).stderr).toMatch(/^✓ 4 fresh, nothing to do/)
    expect((await run('npm', ['run', '-s', 'check'], demo)).stdout).toContain('up to date')
    expect(
      (await assets(demo, 'query', 'select words from word_counts order by words', '--format', 'csv')).stdout,
    ).toBe('words\n22\n23\n')
  })
})

describe('what npm installs for it', () => {
  test('runs no script and compiles nothing, from a lock file too', { timeout: 300_000 }, async () => {
    expect(example.warnings).not.toContain('scripts')
    const cwd = (await installation()).folder
    await npm(['ci'], { cwd })
    const lock = JSON.parse(readFileSync(join(cwd, 'package-lock.json'), 'utf8'))
    const locked = Object.entries<{ hasInstallScript?: boolean }>(lock.packages)
    expect(locked.filter(([, { hasInstallScript }]) => hasInstallScript)).toEqual([])
    const { stdout } = await run('find', ['node_modules', '-name', 'binding.gyp'], { cwd })
    expect(stdout).toBe('')
    rmSync(cwd, { recursive: true })
  })

  test('its types hold in a new project, and say what those of the sources say', { timeout: 300_000 }, async () => {
    const cwd = (await installation()).folder
    const demo = await initialized({ cwd }, 'package-lock.json', 'node_modules')
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
