import { execFileSync, type StdioOptions, spawnSync } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { command, createProject as create, type Files, type Project, type ProjectOptions } from '../rig/project.ts'
import { oneFile, outcomesOf } from '../run/projects.ts'
import { documentOf } from './mistakes.ts'

/** A disk that is taken away must not be the folder of a process that goes on. */
const createProject = (files: Files, options: ProjectOptions = {}) => create(files, { ...options, ownProcesses: true })

const pair = oneFile('export const a = asset(() => [{ n: 1 }])', 'export const b = asset(({ a }) => a)')
const storeOf = (project: Project) => join(project.folder, '.assetstore')

/** Mounting needs rights that a developer's machine may not give; where it does not, the test says that it was left out. */
const mounts = (() => {
  try {
    execFileSync('unshare', ['--mount', 'true'], { stdio: 'ignore' })
    return process.getuid?.() === 0
  } catch {
    return false
  }
})()

describe.skipIf(!existsSync('/dev/full'))('a stream to a file on a disk that is full', () => {
  const run = (project: Project, words: readonly string[], of: 'stdout' | 'stderr') => {
    const full = openSync('/dev/full', 'w')
    const stdio: StdioOptions = of === 'stdout' ? ['ignore', full, 'pipe'] : ['ignore', 'pipe', full]
    const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...words], {
      ...{ cwd: project.folder, encoding: 'utf8', stdio },
    })
    closeSync(full)
    return { status, said: (of === 'stdout' ? stderr : stdout) ?? '' }
  }

  test('with the answer is told with a cure, and is no bug; with the progress it stops no run', async () => {
    await using project = await createProject(pair)
    expect(run(project, ['materialize'], 'stderr').status).toBe(0)
    for (const words of [
      ['export', 'a', '-', '--format', 'csv'],
      ['query', 'from a'],
      ['status', '--json'],
    ]) {
      const { status, said } = run(project, words, 'stdout')
      expect([words, status]).toEqual([words, 1])
      expect(said).toContain('error EXPORT_FAILED\n  the answer cannot be written to stdout: ENOSPC')
      expect(said).not.toContain('at ')
    }
  })
})

describe.skipIf(!mounts)('a disk', () => {
  test('that is full fails what did not fit, keeps the rest, and the next run needs only what failed', async () => {
    await using project = await createProject(
      oneFile(
        "export const a = asset(async () => { await called('a'); return [{ n: 1 }] })",
        'export const big = asset(async function* ({ a }) {',
        "  await called('big')",
        '  const { randomBytes } = await import("node:crypto")',
        '  for (let i = 0; i < 80; i++) yield { i, bytes: randomBytes(50_000) }',
        '})',
      ),
    )
    mkdirSync(storeOf(project))
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', storeOf(project)])
    try {
      const document = await documentOf(project, ['materialize'])
      expect(document.exitCode).toBe(1)
      expect(outcomesOf(document)).toEqual({ a: 'ran', big: 'failed' })
      expect(document.error).toMatchObject({
        code: 'STORE_DISK_FULL',
        fix: 'free some space on that disk and run again: everything that was finished is kept',
      })
      expect((await project.json('show', 'a')).rows).toEqual([{ n: 1 }])
      execFileSync('mount', ['-o', 'remount,size=50m', storeOf(project)])
      project.calls.reset()
      expect(outcomesOf(await documentOf(project, ['materialize']))).toEqual({ a: 'skipped', big: 'ran' })
      expect(project.calls.names).toEqual(['big'])
    } finally {
      execFileSync('umount', [storeOf(project)])
    }
  })

  test('that may only be read is read, and what would write says so', async () => {
    await using project = await createProject(pair)
    await project.assets('materialize', 'a')
    execFileSync('mount', ['--bind', storeOf(project), storeOf(project)])
    execFileSync('mount', ['-o', 'remount,bind,ro', storeOf(project)])
    try {
      const document = await documentOf(project, ['materialize'])
      expect(document.error).toMatchObject({
        code: 'STORE_NOT_WRITABLE',
        fix: `make ${storeOf(project)} writable for this user, or choose another store with --store <dir>`,
      })
      expect((await documentOf(project, ['show', 'a'])).rows).toEqual([{ n: 1 }])
      expect((await documentOf(project, ['status'])).counts).toMatchObject({ fresh: 1, missing: 1 })
    } finally {
      execFileSync('umount', [storeOf(project)])
    }
    expect((await documentOf(project, ['materialize'])).exitCode).toBe(0)
  })
})
