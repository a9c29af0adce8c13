import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { storeFailure } from '../../src/store/failure.ts'
import { diskFailure } from '../../src/table/engine/disk-error.ts'
import { sqlError } from '../../src/table/engine/sql-error.ts'
import { command, createProject, type Project } from '../rig/project.ts'
import { oneFile } from '../run/projects.ts'

const limit = {
  code: 'STORE_LIMIT',
  message: expect.stringMatching(/^a limit of this system keeps the store from using .+: /),
  fix: 'raise the limit, of open files with "ulimit -n" and of the size of a file with "ulimit -f", or run fewer assets at once with --concurrency; then run again',
}
const disk = {
  code: 'STORE_IO',
  message: expect.stringMatching(/^the disk answers with an error for .+: /),
  fix: 'look at the log of the system for the disk, and copy the store to another one while it can be read; where a limit of the size of a file is set, raise it with "ulimit -f"',
}

describe('what the system refuses is neither a bug nor a fault of the function', () => {
  test.each([
    ['EMFILE', limit],
    ['ENFILE', limit],
    ['EFBIG', limit],
    ['EIO', disk],
    ['SQLITE_IOERR_WRITE', disk],
  ])('%s', (code, told) => {
    expect(storeFailure(Object.assign(new Error('said'), { code }), __filename)).toMatchObject(told)
  })

  test.each([
    ['IO Error: Could not read from file "x.parquet": Input/output error', disk, 'x.parquet'],
    ['IO Error: Cannot open file "y.parquet": Too many open files', limit, 'y.parquet'],
    ['IO Error: Could not write file "z.parquet": File too large', limit, 'z.parquet'],
    ['IO Error: Could not write file "z.parquet": No space left on device', { code: 'STORE_DISK_FULL' }, 'z.parquet'],
  ])('DuckDB: %s', (said, told, file) => {
    const context = { code: 'ASSET_SQL', what: 'the sql of a' } as const
    for (const found of [diskFailure(new Error(said)), sqlError(new Error(said), context)]) {
      expect(found).toMatchObject({ ...told, facts: { file } })
    }
  })

  test('an error of a function that only sounds like it is its own', () => {
    expect(diskFailure(new Error('my disk: Input/output error'))).toBeUndefined()
  })
})

const wide = oneFile(
  'export const a = asset(() => [{ n: 1 }])',
  'export const big = asset(async function* () {',
  '  const { randomBytes } = await import("node:crypto")',
  '  for (let i = 0; i < 40; i++) yield { i, bytes: randomBytes(50_000) }',
  '})',
)

test('a limit of the size of a file is told as one', async () => {
  await using project = await createProject(wide)
  const words = `ulimit -f 600 && exec ${process.execPath} ${command} materialize --json`
  const { stdout } = spawnSync('bash', ['-c', words], { cwd: project.folder, encoding: 'utf8' })
  const { steps } = JSON.parse(stdout)
  expect(steps.map(({ error }: { error?: object }) => error)).toEqual([undefined, expect.objectContaining(limit)])
  expect((await project.json('materialize')).exitCode).toBe(0)
})

const mounts = process.getuid?.() === 0 && spawnSync('unshare', ['--mount', 'true']).status === 0

test.skipIf(!mounts)('a disk with no byte left is read as any other', async () => {
  await using project = await createProject(wide, { ownProcesses: true })
  await withStoreOnFullDisk(project, async () => {
    for (const words of [['status'], ['check'], ['plan'], ['explain', 'big'], ['show', 'a'], ['history'], ['logs']]) {
      const { exitCode, error } = await project.json(...words)
      expect([words, exitCode, error]).toEqual([words, 0, undefined])
    }
  })
})

async function withStoreOnFullDisk(project: Project, work: () => Promise<void>): Promise<void> {
  const store = join(project.folder, '.assetstore')
  mkdirSync(store)
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=20m', 'tmpfs', store])
  try {
    expect((await project.json('materialize')).exitCode).toBe(0)
    spawnSync('dd', ['if=/dev/zero', `of=${join(store, 'filler')}`, 'bs=1k'])
    await work()
  } finally {
    execFileSync('umount', [store])
  }
}
