import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Cause } from '../../src/causes.ts'
import { loadedBy, loadedUnder } from '../rig/loaded.ts'
import { createProject, type Document, type Project, repository } from '../rig/project.ts'
import { chain, oneFile } from './projects.ts'

const bundle = pathToFileURL(join(repository, 'dist')).href
const reversed = (lines: string): string => lines.split('\n').reverse().join('\n')

/** What the command says when it can remember nothing. */
async function fromScratch(project: Project, ...words: string[]) {
  rmSync(join(project.folder, '.assetstore', 'cache'), { recursive: true, force: true })
  return project.json(...words)
}

describe('an unchanged project', () => {
  test.each([['status'], ['check'], ['materialize']])(
    '%s loads neither modules, parser nor data engine',
    async (command) => {
      await using project = await createProject(chain)
      await project.assets('materialize')
      await project.assets('status')
      // What was written a moment ago is read once more when it has rested, and not again.
      const { loaded: first } = await loadedUnder(project, { aheadMs: 60_000 }, command)
      const { loaded, exitCode } = await loadedUnder(project, { aheadMs: 60_000 }, command)
      expect(exitCode).toBe(0)
      expect(loaded.filter((url) => /@duckdb|oxc-|\/assets\/\w+\.ts|assets\.config/.test(url))).toEqual([])
      // What of Node takes longest to load, behind its streams.
      expect(loaded).toContain('node:zlib')
      expect(loaded.filter((url) => /^node:(?:crypto|fs\/promises|perf_hooks)$/.test(url))).toEqual([])
      // What is bundled is told by its text: the driver is in there where the catalog is read, the query builder is not.
      const textOf = (urls: readonly string[]) =>
        urls.filter((url) => url.startsWith(bundle)).map((url) => readFileSync(new URL(url), 'utf8'))
      const text = textOf(loaded)
      const has = (texts: readonly string[], name: string) =>
        texts.some((code) => code.includes(`node_modules/${name}/`))
      expect(has(textOf(first), 'better-sqlite3')).toBe(true)
      expect([has(textOf(first), 'kysely'), has(text, 'better-sqlite3')]).toEqual([false, false])
      // Each file takes a moment, so that what these commands need is in one: beside it are the entry and the catalog.
      expect(text.length).toBeLessThan(10)
    },
  )

  test.each([
    ['in the order of its graph', chain],
    ['in the reverse of it', { ...chain, 'assets/index.ts': reversed(chain['assets/index.ts']!) }],
  ])('%s is answered as if nothing were remembered', async (_, files) => {
    await using project = await createProject(files)
    await project.assets('materialize')
    for (const words of [['status'], ['check'], ['plan'], ['materialize'], ['explain', 'report']]) {
      const remembered = await project.json(...words)
      const full = await fromScratch(project, ...words)
      expect(withoutTimes(remembered)).toEqual(withoutTimes(full))
    }
  })
})

describe('a source that nobody asks about', () => {
  const assets = `import { asset, source } from '#project'
export const pages = source.files('pages/*.md', { as: 'text' })
export const lengths = asset(({ pages }) => pages.pick('content').map(({ content }) => ({ n: content.length })))
export const beside = asset(() => [{ n: 1 }])
`

  test('is not looked at, with a memory and without', async () => {
    await using project = await createProject({ 'assets/index.ts': assets, 'pages/a.md': 'one' })
    const looked = join(project.folder, '.assetstore/cache/files')
    await project.assets('materialize')
    for (const remember of [true, false]) {
      for (const words of [
        ['status', 'beside'],
        ['plan', 'beside'],
        ['check', 'beside'],
        ['show', 'beside'],
      ]) {
        const cache = join(project.folder, '.assetstore/cache')
        rmSync(remember ? looked : cache, { recursive: true, force: true })
        expect((await project.assets(...words)).exitCode).toBe(0)
        expect([words, existsSync(looked)]).toEqual([words, false])
      }
      await project.assets('status')
      expect(existsSync(looked)).toBe(true)
    }
  })

  test('and has moved leaves what is remembered of the others; who asks about it is told', async () => {
    await using project = await createProject({ 'assets/index.ts': assets, 'pages/a.md': 'one' })
    await project.assets('materialize')
    project.edit({ 'pages/a.md': 'three' })
    const statusOf = async (...words: string[]) =>
      (await project.json(...words)).assets.map(({ name, status }: Document) => `${name} ${status}`)
    expect(await statusOf('status', 'beside')).toEqual(['beside fresh'])
    expect(await statusOf('status', 'lengths')).toEqual(['lengths maybe'])
    expect(await statusOf('check')).toEqual(['pages stale', 'lengths maybe', 'beside fresh'])
    expect((await project.json('materialize', 'beside')).counts).toMatchObject({ skipped: 1, ran: 0, observed: 0 })
    expect((await project.json('explain', 'pages')).status).toBe('stale')
  })
})

describe('any doubt takes the full path', () => {
  test.each([
    [
      'a module of which more than functions was edited',
      (project: Project) =>
        project.edit({ 'assets/raw.ts': chain['assets/raw.ts']!.replace('asset(', 'asset({ tags: [] }, ') }),
    ],
    [
      'a new module that declares assets',
      (project: Project) => project.edit({ 'assets/new.ts': chain['assets/raw.ts']! }),
    ],
    ['a lost file', (project: Project) => project.loseObject('clean')],
  ])('%s', async (_, change) => {
    await using project = await createProject(chain)
    await project.assets('materialize')
    await project.assets('status')
    await change(project)
    const { loaded } = await loadedBy(project, 'status')
    expect(loaded.some((url) => url.endsWith('/assets/index.ts'))).toBe(true)
  })

  test('a project whose modules do anything at load but declare is not remembered', async () => {
    await using project = await createProject(
      oneFile(
        "import { readFileSync } from 'node:fs'",
        "const text = readFileSync('package.json', 'utf8')",
        'export const a = asset(() => [{ text }])',
      ),
    )
    await project.assets('materialize')
    const { loaded } = await loadedBy(project, 'status')
    expect(loaded.some((url) => url.endsWith('/assets/index.ts'))).toBe(true)
    const { checks } = await project.json('doctor')
    expect(checks.filter(({ name }: Document) => name === 'memory')).toEqual([
      {
        name: 'memory',
        state: 'warn',
        found:
          'assets/index.ts:5  does more than declare while it is loaded, so that every command loads the whole project',
        fix: 'move it into a function, which runs when an asset does; or leave it, and each command takes longer',
      },
    ])
    const why = 'assets/index.ts:5  does more than declare while it is loaded, so that every command loads the whole'
    expect((await project.assets('status', '--verbose')).stderr).toContain(why)
    expect((await project.assets('status')).stderr).not.toContain(why)
  })

  test('a variable that was read while loading', async () => {
    await using project = await createProject(
      oneFile('export const a = asset({ description: process.env.WHAT }, () => [{ n: 1 }])'),
    )
    await project.assets('materialize')
    await project.run(['status'], { env: { WHAT: 'x' } })
    const list = await project.run(['list', '--json'], { env: { WHAT: 'y' } })
    expect(JSON.parse(list.stdout).assets[0].description).toBe('y')
  })

  test('files of a source: one more, one less, one edited', async () => {
    await using project = await createProject({
      ...oneFile("export const texts = source.files('data/*.txt', { as: 'text' })"),
      'data/a.txt': 'a',
    })
    await project.assets('materialize')
    const status = async () => (await project.json('status')).assets[0].status
    expect(await status()).toBe('fresh')
    project.edit({ 'data/b.txt': 'b' })
    expect(await status()).toBe('stale')
    project.edit({ 'data/b.txt': null })
    expect(await status()).toBe('fresh')
    project.edit({ 'data/a.txt': 'A' })
    expect(await status()).toBe('stale')
  })
})

describe('what was asked to find the answer', () => {
  const asking = {
    ...oneFile(
      "import { x } from 'plain'",
      "import { readdirSync } from 'node:fs'",
      "const prompts = new URL('../prompts/', import.meta.url)",
      'export const a = asset(() => [{ x, prompts: readdirSync(prompts).length }])',
    ),
    'prompts/one.md': 'one',
    'node_modules/plain/package.json': '{ "name": "plain", "version": "1.0.0", "type": "module", "main": "x.js" }',
    'node_modules/plain/x.js': 'export const x = 1\n',
  }

  test('a folder beside the module is its files, and a package its version, also where nothing is locked', async () => {
    await using project = await createProject(asking)
    expect((await project.assets('materialize')).exitCode).toBe(0)
    const causes = async () => (await project.json('status')).assets[0].causes.map(({ message }: Cause) => message)
    expect(await causes()).toEqual([])
    expect(await causes()).toEqual([])
    project.edit({ 'prompts/one.md': 'two' })
    expect(await causes()).toEqual(['code changed: prompts edited'])
    project.edit({ 'prompts/one.md': 'one', 'prompts/more/two.md': 'two' })
    expect(await causes()).toEqual(['code changed: prompts edited'])
    project.edit({ 'prompts/more/two.md': null })
    expect(await causes()).toEqual([])
    const manifest = asking['node_modules/plain/package.json'].replace('1.0.0', '1.0.1')
    project.edit({ 'node_modules/plain/package.json': manifest })
    expect(await causes()).toEqual(['package changed: plain 1.0.0 → 1.0.1'])
    expect((await project.assets('materialize')).exitCode).toBe(0)
    expect(await causes()).toEqual([])
    const entry = { version: '1.0.1', integrity: 'sha512-aaaa' }
    const lock = { lockfileVersion: 3, packages: { 'node_modules/plain': entry } }
    project.edit({ 'package-lock.json': JSON.stringify(lock) })
    expect(await causes()).toEqual(['package changed: plain 1.0.1, other contents'])
  })
})

/** The chain, with an effect at its end whose target never is what the receipt says. */
const withEffect: Readonly<Record<string, string>> = {
  ...chain,
  'assets/index.ts': `${chain['assets/index.ts']}export * from './send.ts'\n`,
  'assets/send.ts': `
    import { effect } from '#project'
    import { called } from '../rig.ts'
    export const send = effect({ verify: () => false }, async ({ report }, { key }) => {
      await called('send')
      return { key, sent: report.count }
    })`,
}

async function killInTheEffect(project: Project): Promise<void> {
  const held = project.calls.hold('send')
  const run = project.start(['materialize', '--force', 'send'])
  await Promise.race([held.waiting(), run.ended])
  run.process.kill('SIGKILL')
  await run.ended
  held.release()
}

type Edit = readonly [file: string, from: string, to: string] | 'materialize' | 'verify' | 'kill' | 'lose'

const edits = fc.constantFrom<Edit>(
  ['assets/raw.ts', "' a '", "'changed'"],
  ['assets/raw.ts', "'changed'", "' a '"],
  ['assets/clean.ts', 'trim()', 'trim().trim()'],
  ['assets/clean.ts', 'trim().trim()', 'trim()'],
  ['assets/report.ts', 'join()', "join('-')"],
  ['assets/report.ts', 'asset(async', "asset({ description: 'x' }, async"],
  ['assets/report.ts', '.text)', '.text)/* a comment */'],
  ['assets/send.ts', 'report.count', 'report.count + 1'],
  ['assets/send.ts', 'report.count + 1', 'report.count'],
  'materialize',
  'verify',
  'kill',
  'lose',
)

test('over random edits every remembered answer is the full one', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(edits, { minLength: 2, maxLength: 5 }), async (changes) => {
      await using project = await createProject(withEffect)
      const files: Record<string, string> = { ...withEffect }
      await project.assets('materialize')
      for (const change of changes) {
        if (change === 'materialize') await project.assets('materialize')
        else if (change === 'verify') await project.assets('materialize', '--verify')
        else if (change === 'kill') await killInTheEffect(project)
        else if (change === 'lose') await project.loseObject('clean').catch(() => undefined)
        else {
          const [file, from, to] = change
          files[file] = files[file]!.replace(from, to)
          project.edit({ [file]: files[file]! })
        }
        await project.assets('status')
        for (const words of [['status'], ['explain', 'clean'], ['explain', 'send']]) {
          const remembered = await project.json(...words)
          expect(withoutTimes(remembered)).toEqual(withoutTimes(await fromScratch(project, ...words)))
        }
      }
    }),
    { numRuns: 6, examples: [[['kill', 'verify', 'kill', 'materialize']]] },
  )
})

function withoutTimes(document: unknown): unknown {
  return JSON.parse(JSON.stringify(document, (name, value) => (/^(run|durationMs)$/.test(name) ? undefined : value)))
}

test('a file that was never loaded is not taken for one that only declares', async () => {
  await using project = await createProject({
    ...oneFile('export const a = asset(() => [{ n: 1 }])'),
    'assets/helper.ts':
      "import { readFileSync } from 'node:fs'\nexport const text = readFileSync('data.txt', 'utf8')\n",
    'data.txt': 'before',
  })
  await project.assets('materialize')
  project.edit(
    oneFile("import { text } from './helper.ts'", 'export const a = asset({ description: text }, () => [{ n: 1 }])'),
  )
  await project.assets('status')
  project.edit({ 'data.txt': 'after' })
  expect((await project.json('list')).assets[0].description).toBe('after')
})
