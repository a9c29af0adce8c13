import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { installation, npm, run } from './npm.ts'

/** A project of `assets init` with these packages beside it, and these files. */
async function installed(packages: readonly string[], files: Readonly<Record<string, string>>): Promise<string> {
  const { folder } = await installation()
  const { dependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  const manifest = { private: true, type: 'module', imports: { '#project': './assets.config.ts' }, dependencies }
  write('package.json', JSON.stringify(manifest))
  await npm(['install', '--save-exact', ...packages], { cwd: folder })
  await run('npx', ['assets', 'init', 'made'], { cwd: folder })
  for (const path of ['assets', 'notes', 'assets.config.ts'])
    cpSync(join(folder, 'made', path), join(folder, path), { recursive: true })
  for (const [path, text] of Object.entries(files)) write(path, text)
  return folder
}

test('assets are tested under Jest, as modules; a project is opened elsewhere, and that is said', {
  timeout: 600_000,
}, async () => {
  const folder = await installed(['jest@30.5.2'], {
    'strip.mjs': `import { stripTypeScriptTypes } from 'node:module'
      const process = (text) => ({ code: stripTypeScriptTypes(text) })
      export default { process, processAsync: async (text) => process(text) }`,
    'jest.config.js': `export default {
      extensionsToTreatAsEsm: ['.ts'], transform: { '[.]ts$': './strip.mjs' }, cacheDirectory: './cache', testMatch: ['**/words.test.ts'] }`,
    'words.test.ts': `import { expect, test } from '@jest/globals'
      import { openProject } from 'assetstore/run'
      import { run } from 'assetstore/testing'
      import { every_note_has_words, word_counts } from './assets/index.ts'
      test('an asset', async () => {
        const rows = await run(word_counts, { given: { sentences: [{ path: 'a.md', text: 'two words' }] } })
        expect(rows).toEqual([{ path: 'a.md', sentences: 1, words: 2 }])
      })
      test('a check', async () => {
        const { passed } = await run(every_note_has_words, { given: { word_counts: [{ path: 'a.md', sentences: 1, words: 1 }] } })
        expect(passed).toBe(false)
      })
      test('a project', async () => {
        await using project = await openProject({ cwd: import.meta.dirname })
        await expect(project.status()).rejects.toMatchObject({ code: 'PROJECT_LOAD', fix: expect.stringContaining('assetstore/testing') })
      })`,
  })
  const { exitCode, stderr } = await run('npx', ['jest'], {
    cwd: folder,
    env: { NODE_OPTIONS: '--experimental-vm-modules' },
  })
  expect([exitCode, /^Tests: +(.*)$/m.exec(stderr)?.[1]], stderr).toEqual([0, '3 passed, 3 total'])
})

test('a route of Next reads the tables of a project, and makes them', { timeout: 900_000 }, async () => {
  const folder = await installed(['next@16.4.6', 'react@19.3.1', 'react-dom@19.3.1'], {
    'next.config.mjs': "export default { serverExternalPackages: ['assetstore'] }",
    'app/layout.js': 'export default ({ children }) => <html><body>{children}</body></html>',
    'app/page.js': `import { openProject } from 'assetstore/run'
      export const dynamic = 'force-dynamic'
      export default async function Page() {
        await using project = await openProject()
        const { rows } = await project.query('select count(*)::integer as n from sentences')
        return <p>{rows[0].n + ' sentences'}</p>
      }`,
    'app/words/route.js': `import { openProject } from 'assetstore/run'
      export async function POST() {
        await using project = await openProject()
        const run = await project.materialize()
        return Response.json({ ok: run.ok, rows: await (await project.table('word_counts')).all() })
      }`,
  })
  const env = { NEXT_TELEMETRY_DISABLED: '1' }
  const built = await run('npx', ['next', 'build'], { cwd: folder, env })
  expect(built.exitCode, built.stdout + built.stderr).toBe(0)
  const child = spawn(process.execPath, [join(folder, 'node_modules/next/dist/bin/next'), 'start', '-p', '0'], {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    const address = await new Promise<string>((resolve, reject) => {
      let said = ''
      child.stdout.on('data', (chunk) => {
        said += chunk
        const [, found] = /Local: +(http:\S+)[\s\S]*Ready/.exec(said) ?? []
        if (found !== undefined) resolve(found)
      })
      child.on('exit', () => reject(new Error(`next start ended: ${said}`)))
    })
    const words = await (await fetch(`${address}/words`, { method: 'POST' })).json()
    expect(words).toMatchObject({ ok: true, rows: [{ words: 22 }, { words: 23 }] })
    expect(await (await fetch(address)).text()).toContain('6 sentences')
  } finally {
    child.kill('SIGKILL')
  }
})
