import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { command, repository } from '../rig/project.ts'
import { call } from './call.ts'

const run = promisify(execFile)
let folder: string
beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'assets-init-')))
  await call(['init', '.'], { cwd: folder })
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(repository, join(folder, 'node_modules/assetstore'), 'dir')
  symlinkSync(join(repository, 'node_modules/@types'), join(folder, 'node_modules/@types'), 'dir')
})
afterAll(() => rmSync(folder, { recursive: true }))

const assets = (...words: string[]) => run(process.execPath, [command, ...words, '--json'], { cwd: folder })

test('a new project runs as it is, and has nothing to do the second time', { timeout: 30_000 }, async () => {
  const first = JSON.parse((await assets('materialize')).stdout)
  expect(first).toMatchObject({ ok: true, counts: { observed: 1, ran: 3, failed: 0 } })
  expect(JSON.parse((await assets('materialize')).stdout).counts.skipped).toBe(4)
  expect(JSON.parse((await assets('check')).stdout).ok).toBe(true)
  expect(JSON.parse((await assets('show', 'word_counts')).stdout).rows).toHaveLength(2)
})

test('the test of a new project passes, where the store is not', { timeout: 30_000 }, async () => {
  const { stdout } = await run(process.execPath, ['--test', '--test-reporter=spec'], { cwd: folder })
  expect(stdout).toContain('✔ the words of a note are counted')
  expect(stdout).toContain('pass 3')
})

test.each([['typescript'], ['typescript-5.9']])(
  'a new project has no mistake in its types for %s',
  { timeout: 30_000 },
  async (compiler) => {
    const tsc = join(repository, 'node_modules', compiler, 'bin/tsc')
    await expect(run(process.execPath, [tsc, '-p', folder])).resolves.toMatchObject({ stdout: '' })
  },
)
