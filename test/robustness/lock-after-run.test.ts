import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { unreachable } from '../../src/util/unreachable.ts'
import { call } from '../cli/call.ts'
import { createProject, type Project, repository, type StartOptions } from '../rig/project.ts'
import { oneFile, outcomesOf } from '../run/projects.ts'

/**
 * Three kinds of failure that a user mends: a file that cannot be parsed, a function that throws, and a row that is set aside. What they
 * read is outside of the code, so that the same key fails and succeeds.
 */
const files: Readonly<Record<string, string>> = {
  ...oneFile(
    "import { existsSync } from 'node:fs'",
    '// @assets-ignore: the test says with it whether a function fails',
    'const broken = (name: string) => { if (existsSync(`broken-` + name)) throw new Error(name + ` is broken`) }',
    "export const t = source.table('t.csv')",
    "export const rows = asset(({ t }) => t.pick('k').map({ key: 'k', onRowError: 'quarantine' }, ({ k }) => { if (Number(k) === 3) broken('row'); return { k, square: Number(k) ** 2 } }))",
    "export const whole = asset(async ({ t }) => { broken('whole'); return t })",
    "export const below = asset(({ rows, whole }) => { broken('below'); return rows.pick('k').map((row) => row) })",
  ),
  't.csv': 'k,j\n1,2\n3,4\n',
}
const storeOf = (project: Project) => join(project.folder, '.assetstore')
const lockOf = (project: Project) => readFileSync(join(storeOf(project), 'assets.lock'), 'utf8')
const materialize = (project: Project, ...words: string[]) => call(['materialize', ...words], { cwd: project.folder })

/** The lock that a store with nothing in it would write now. */
async function freshLock(project: Project): Promise<string> {
  const store = join(project.folder, 'another-store')
  const made = await materialize(project, '--store', store)
  expect(made.exitCode, made.stderr).toBe(0)
  const lock = readFileSync(join(store, 'assets.lock'), 'utf8')
  rmSync(store, { recursive: true })
  return lock
}

async function expectFreshLock(project: Project): Promise<void> {
  expect(lockOf(project)).toBe(await freshLock(project))
  expect((await call(['check'], { cwd: project.folder })).exitCode).toBe(0)
}

describe('after a run that exits 0 the lock is the one that a new store would write', () => {
  test('when a source was broken and is good again', async () => {
    await using project = await createProject(files)
    await materialize(project)
    project.edit({ 't.csv': 'k,j\n"1' })
    expect((await materialize(project)).exitCode).toBe(1)
    project.edit({ 't.csv': 'k,j\n1,2\n5,4\n' })
    const mended = await materialize(project)
    expect(mended.exitCode, mended.stderr).toBe(0)
    await expectFreshLock(project)
  })

  test('when what was made is still right under other names', async () => {
    await using project = await createProject(files)
    await materialize(project)
    const text = files['assets/index.ts'] as string
    const renamed = text.replace(/\bwhole\b(?!')/g, 'entire')

    project.edit({ 'assets/index.ts': renamed })
    // The modules of a project are loaded once a process.
    const again = await project.json('materialize')
    expect(outcomesOf(again)).toMatchObject({ t: 'skipped', below: 'skipped' })
    const kept = lockOf(project)
    rmSync(storeOf(project), { recursive: true })
    expect((await project.assets('materialize')).exitCode).toBe(0)
    const withoutFiles = (lock: string) => lock.replace(/"files":"\w+",/g, '')
    expect(withoutFiles(kept)).toBe(withoutFiles(lockOf(project)))
  })

  test('when the lock was changed by hand or by git, also where a reader has looked at that before', async () => {
    await using project = await createProject(files)
    await materialize(project)
    const lock = lockOf(project)
    const [head, ...lines] = lock.trimEnd().split('\n')
    const conflict = [head, '<<<<<<< ours', ...lines, '=======', '>>>>>>> theirs', ''].join('\n')
    for (const text of [conflict, `${head}\n`, lock.replace(/"version":"\w/, '"version":"0'), null]) {
      for (const reader of ['status', 'check', 'plan', 'list']) {
        project.edit({ '.assetstore/assets.lock': text })
        expect((await call([reader], { cwd: project.folder })).exitCode).toBe(0)
        expect((await materialize(project)).exitCode).toBe(0)
        expect(lockOf(project)).toBe(lock)
      }
    }
  })

  test('when declarations have other names, and nothing is made', async () => {
    await using project = await createProject(files)
    await project.assets('materialize')
    const text = files['assets/index.ts'] as string
    project.edit({ 'assets/index.ts': text.replaceAll('broken(', 'breaks(').replace('const broken', 'const breaks') })
    await project.assets('status')
    expect(outcomesOf(await project.json('materialize'))).toMatchObject({ whole: 'skipped', below: 'skipped' })
    const kept = lockOf(project)
    rmSync(storeOf(project), { recursive: true })
    expect((await project.assets('materialize')).exitCode).toBe(0)
    const withoutFiles = (lock: string) => lock.replace(/"files":"\w+",/g, '')
    expect(withoutFiles(kept)).toBe(withoutFiles(lockOf(project)))
  })

  test('of a part of the project, which reads no file of another part, and leaves its lines', async () => {
    await using project = await createProject({
      ...oneFile(
        "import { partitions } from 'assetstore'",
        "export const t = source.table('t.csv')",
        "export const u = source.table('u.csv')",
        'export const of_t = asset(({ t }) => t)',
        'export const of_u = asset(({ u }) => u)',
        "export const by_day = asset({ partitions: partitions.of(['a', 'b']) }, () => [{ k: 1 }])",
      ),
      't.csv': 'k\n1\n',
      'u.csv': 'k\n2\n',
    })
    expect((await materialize(project)).exitCode).toBe(0)
    const lock = lockOf(project)
    for (const name of ['catalog.sqlite', 'catalog.sqlite-wal', 'objects', 'records', 'cache'])
      rmSync(join(storeOf(project), name), { recursive: true, force: true })
    expect((await materialize(project, 'of_t')).exitCode).toBe(0)
    // One file is kept for each source whose files were read.
    expect(readdirSync(join(storeOf(project), 'cache/files'))).toHaveLength(1)
    expect(lockOf(project)).toBe(lock)
  })

  test('whatever failed, was killed and ran at once before it', { timeout: 600_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(events, { minLength: 3, maxLength: 6 }), async (history) => {
        await using project = await createProject(files)
        for (const event of [...history, ...mended, run]) await happens(project, event)
      }),
      { numRuns: Number(process.env.LOCK_HISTORIES ?? 2) },
    )
  })
})

type Event =
  | { readonly type: 'data'; readonly text: string }
  | { readonly type: 'failure'; readonly of: string; readonly mended: boolean }
  | { readonly type: 'run'; readonly words: readonly string[] }
  | { readonly type: 'kill'; readonly step: string }
  | { readonly type: 'race'; readonly processes: number }

const good = ['k,j\n1,2\n3,4\n', 'k,j\n1,2\n', 'k,j\n5,6\n3,4\n'] as const
const broken = 'k,j\n"1'
const things = ['t', 'row', 'whole', 'below']
const run: Event = { type: 'run', words: [] }
const mended = things.map((of): Event => ({ type: 'failure', of, mended: true }))
const events: fc.Arbitrary<Event> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ type: fc.constant('data' as const), text: fc.constantFrom(...good) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      type: fc.constant('failure' as const),
      of: fc.constantFrom(...things),
      mended: fc.boolean(),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      type: fc.constant('run' as const),
      words: fc.constantFrom<readonly string[]>(
        [],
        ['--force'],
        ['rows'],
        ['--force', '--only', 'whole'],
        ['rows', '--force'],
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('kill' as const),
      step: fc.constantFrom('hashed', 'linked', 'committed'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant('race' as const), processes: fc.integer({ min: 2, max: 4 }) }),
  },
)

async function happens(project: Project, event: Event): Promise<void> {
  switch (event.type) {
    case 'data':
      return project.edit({ 't.csv': event.text })
    case 'failure': {
      breaks(project, event.of, true)
      const { exitCode } = await materialize(project)
      expect([0, 1]).toContain(exitCode)
      if (event.mended) breaks(project, event.of, false)
      return
    }
    case 'kill':
      await project.start(['materialize', '--force'], killedAt(event.step)).ended
      return
    case 'run': {
      const { exitCode } = await materialize(project, ...event.words)
      // A run of a part leaves the lines of the others to a run of them.
      if (exitCode === 0 && event.words.every((word) => word.startsWith('-'))) await expectFreshLock(project)
      return
    }
    case 'race': {
      const runs = Array.from({ length: event.processes }, () => project.assets('materialize'))
      const codes = (await Promise.all(runs)).map(({ exitCode }) => exitCode)
      if (codes.every((code) => code === 0)) await expectFreshLock(project)
      return
    }
    default:
      return unreachable(event)
  }
}

function breaks(project: Project, what: string, isBroken: boolean): void {
  if (what === 't') project.edit({ 't.csv': isBroken ? broken : good[0] })
  else project.edit({ [`broken-${what}`]: isBroken ? '' : null })
}

/** Started with it, a command is killed when it has done this step of publishing. */
const killedAt = (step: string): StartOptions => ({
  env: {
    NODE_OPTIONS: `--import=${pathToFileURL(join(repository, 'test/store/kill-at-step.mjs'))}`,
    KILL_AT: step,
  },
})
