import { readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createProject, type Project } from '../rig/project.ts'
import { chain } from '../run/projects.ts'
import { clone, statusesOf } from './clone.ts'
import { library } from './library.ts'

const fileOf = ({ folder }: Project) => join(folder, '.assetstore', 'assets.lock')
/** The store as a clone has it. */
function leaveLockAlone({ folder }: Project): void {
  for (const name of readdirSync(join(folder, '.assetstore')))
    if (name !== 'assets.lock') rmSync(join(folder, '.assetstore', name), { recursive: true })
}
const linesOf = (project: Project) =>
  Object.fromEntries(
    readFileSync(fileOf(project), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => [JSON.parse(line).asset as string, line]),
  )

describe('materialize keeps the lock', () => {
  test('a run that makes nothing does not touch it', async () => {
    await using project = await createProject(library)
    await project.assets('materialize')
    utimesSync(fileOf(project), 7, 7)
    expect((await project.assets('materialize')).exitCode).toBe(0)
    expect(statSync(fileOf(project)).mtimeMs).toBe(7000)
  })

  test('two machines that make the same write the same', async () => {
    await using one = await createProject(library)
    await using other = await createProject(library)
    for (const project of [one, other]) await project.assets('materialize')
    // The port at which the rig is told of calls is in its code.
    const text = (project: Project) =>
      readFileSync(fileOf(project), 'utf8').replaceAll(/"(definition|key|files)":"\w+"/g, '')
    const withoutRig = (project: Project) => text(project).replaceAll(/"rig\.ts \w+":"\w+"/g, '')
    expect(withoutRig(one)).toBe(withoutRig(other))
    expect(withoutRig(one)).toContain('"asset":"report"')
  })

  test('an edit changes the lines of what it made again, and no other', async () => {
    await using project = await createProject(chain)
    await project.assets('materialize')
    const before = linesOf(project)
    project.edit({ 'assets/clean.ts': chain['assets/clean.ts']!.replace('trim()', 'trim().trim()') })
    await project.assets('materialize')
    const after = linesOf(project)
    expect(Object.keys(after)).toEqual(['clean', 'raw', 'report'])
    expect(after.raw).toBe(before.raw)
    expect(after.report).toBe(before.report)
    expect(after.clean).not.toBe(before.clean)
  })

  test('another version under the key that the lock has is told: the function makes other rows of the same', async () => {
    await using project = await createProject({
      'assets/index.ts': `import { asset } from '#project'
export const weights = asset({ reviewed: { random: 'stands for the rounding of another processor' } }, () => [{ n: Math.random() }])
export const doubled = asset(({ weights }) => weights.map(({ n }) => ({ n: n * 2 })))
`,
    })
    expect((await project.json('materialize')).warnings).toEqual([])
    const before = linesOf(project)
    const { warnings } = await project.json('materialize', '--force', 'weights')
    expect(linesOf(project).weights).not.toBe(before.weights)
    expect(warnings).toEqual([
      {
        kind: 'other-rows',
        message: 'weights made other rows than assets.lock has of it under the same key: of the same code and data',
        at: 'assets/index.ts:2',
        fix: 'round what it computes in floating point, which differs by processor; where it asks for the time, chance or the world, say volatile: true or make that a source',
      },
    ])
    expect((await project.json('materialize')).warnings).toEqual([])
    expect((await project.json('materialize', '--force', 'doubled')).warnings).toEqual([])
  })

  test('in a clone, a run of one asset takes no line from an asset of which no partition was made there', async () => {
    await using project = await createProject({
      'assets/index.ts': `import { asset } from '#project'
import { partitions } from 'assetstore'
export const parts = asset({ partitions: partitions.of(['a', 'b']) }, () => [{ n: 1 }])
export const total = asset(({ parts }) => parts.pick('n'))
export const other = asset(() => [{ n: 2 }])
`,
    })
    await project.assets('materialize')
    const text = readFileSync(fileOf(project), 'utf8')
    leaveLockAlone(project)
    await project.assets('materialize', 'other')
    expect(readFileSync(fileOf(project), 'utf8')).toBe(text)
    await project.assets('materialize', 'total')
    expect(readFileSync(fileOf(project), 'utf8')).toBe(text)
  })

  test('in a clone, a run of one asset keeps which columns of it are read below, by what no run was asked for', async () => {
    await using project = await createProject({
      'assets/index.ts': `import { asset, source } from '#project'
export const files = source.files('notes/*.md', { as: 'text' })
export const parts = asset(() => [{ n: 1, more: 2 }])
export const read = asset(({ parts, files }) => parts.pick('n'))
`,
      'notes/a.md': 'a',
    })
    await project.assets('materialize')
    const text = readFileSync(fileOf(project), 'utf8')
    leaveLockAlone(project)
    await project.assets('materialize', 'parts')
    expect(readFileSync(fileOf(project), 'utf8')).toBe(text)
  })

  test('the line of an asset that fails stays, that of one that is gone goes', async () => {
    await using project = await createProject(chain)
    await project.assets('materialize')
    const before = linesOf(project)
    project.edit({
      'assets/index.ts': "export * from './raw.ts'\nexport * from './clean.ts'\n",
      'assets/clean.ts': chain['assets/clean.ts']!.replace('trim()', 'trim().trim()'),
    })
    project.calls.fail('clean')
    expect((await project.assets('materialize')).exitCode).toBe(1)
    expect(linesOf(project)).toEqual({ raw: before.raw, clean: before.clean })
  })

  test('a lock that was lost or taken from another branch is right again after a run that makes nothing', async () => {
    await using project = await createProject(library)
    await project.assets('materialize')
    const before = readFileSync(fileOf(project), 'utf8')
    project.calls.reset()
    rmSync(fileOf(project))
    await project.assets('materialize')
    expect(readFileSync(fileOf(project), 'utf8')).toBe(before)
    writeFileSync(fileOf(project), before.replace(/"version":"......"/, '"version":"000000"'))
    await project.assets('materialize')
    expect(readFileSync(fileOf(project), 'utf8')).toBe(before)
    expect(project.calls.names).toEqual([])
  })

  test('a run resolves the conflict of a merge: by what is in the store, and by what both sides agree on', async () => {
    await using project = await createProject(chain)
    await project.assets('materialize')
    const lock = readFileSync(fileOf(project), 'utf8')
    project.calls.reset()
    const lineOf = (asset: string) => lock.split('\n').find((line) => line.includes(`"asset":"${asset}"`))!
    const theirs = (line: string) =>
      line.replace(/"version":"......"/, '"version":"000000"').replace(/"key":"./, '"key":"0')
    const inConflict = lock.replace(
      lineOf('clean'),
      (line) => `<<<<<<< HEAD\n${line}\n||||||| base\n=======\n${theirs(line)}\n>>>>>>> topic`,
    )
    writeFileSync(fileOf(project), inConflict)
    using copy = clone(project)
    const { exitCode, error } = await copy.json(['check'])
    expect([exitCode, error]).toMatchObject([2, { code: 'LOCK_INVALID', fix: 'assets materialize' }])
    expect((await project.assets('materialize', 'raw')).exitCode).toBe(0)
    expect(readFileSync(fileOf(project), 'utf8')).toBe(lock)
    expect(project.calls.names).toEqual([])
    // Where nothing in the store says which side is right, neither is taken.
    project.edit({
      '.assetstore/catalog.sqlite': null,
      '.assetstore/records': null,
      '.assetstore/assets.lock': inConflict,
    })
    await project.assets('materialize', 'raw')
    expect(Object.keys(linesOf(project))).toEqual(['raw', 'report'])
  })

  test('a lock whose marks of a conflict are not whole is told before anything runs', async () => {
    await using project = await createProject(chain)
    await project.assets('materialize')
    project.calls.reset()
    project.edit({ 'assets/clean.ts': chain['assets/clean.ts']!.replace('trim()', 'trim().trim()') })
    writeFileSync(fileOf(project), `<<<<<<< HEAD\n${readFileSync(fileOf(project), 'utf8')}`)
    const ended = await project.assets('materialize')
    expect(ended.exitCode).toBe(2)
    expect(ended.stderr).toContain('LOCK_INVALID  .assetstore/assets.lock:1')
    expect(project.calls.names).toEqual([])
  })

  test.each([
    ['ours', '{ broken', undefined],
    ['theirs', undefined, 'no line'],
    ['neither', 'no line', '{ broken'],
  ])(
    'a conflict whose half is no line of a lock has one cure, whoever tells it, and it cures: %s',
    async (_, ...halves) => {
      await using project = await createProject(chain)
      await project.assets('materialize')
      const lock = readFileSync(fileOf(project), 'utf8')
      const line = lock.split('\n').find((each) => each.includes('"asset":"clean"'))!
      const [ours = line, theirs = line] = halves
      const at = lock.split('\n').indexOf(line) + 1
      writeFileSync(fileOf(project), lock.replace(line, `<<<<<<< HEAD\n${ours}\n=======\n${theirs}\n>>>>>>> topic`))
      project.edit({ 'assets/clean.ts': chain['assets/clean.ts']!.replace('trim()', 'trim().trim()') })
      const told = await project.json('materialize')
      using copy = clone(project)
      const { error } = await copy.json(['check'])
      expect(told.error).toEqual(error)
      expect(error).toMatchObject({ code: 'LOCK_INVALID', at: `.assetstore/assets.lock:${at}` })
      const side = { ours: '--theirs', theirs: '--ours', neither: 'remove .assetstore/assets.lock' }[_]
      expect(error.fix).toContain(side)
      expect(told.errors).toBeUndefined()
    },
  )

  test('two runs at the same time lose no line', async () => {
    await using project = await createProject(chain)
    await Promise.all([project.assets('materialize', 'report'), project.assets('materialize', 'clean')])
    expect(Object.keys(linesOf(project))).toEqual(['clean', 'raw', 'report'])
    using copy = clone(project)
    expect((await copy.json(['check'])).exitCode).toBe(0)
  })

  test('columns that are picked are in it, so that another column is no reason and a picked one is', async () => {
    const picking = (rows: string) => ({
      'assets/index.ts': `
        import { asset } from '#project'
        export const raw = asset(() => ${rows})
        export const picked = asset(async ({ raw }) => raw.pick('id').all())
      `,
    })
    await using project = await createProject(picking("[{ id: 1, title: 'x' }]"))
    await project.assets('materialize')
    const made = async (rows: string) => {
      project.edit(picking(rows))
      await project.assets('materialize', 'raw', '--only')
      using copy = clone(project)
      return statusesOf(await copy.json(['check']))
    }
    expect(await made("[{ id: 1, title: 'y' }]")).toEqual({ raw: 'fresh', picked: 'fresh' })
    expect(await made("[{ id: 2, title: 'y' }]")).toEqual({ raw: 'fresh', picked: 'stale' })
  })

  test('a renamed upstream is not a change, in a clone too', async () => {
    await using project = await createProject(chain)
    await project.assets('materialize')
    project.edit({
      'assets/clean.ts': chain['assets/clean.ts']!.replace('export const clean', 'export const tidy'),
      'assets/report.ts': chain['assets/report.ts']!.replaceAll('clean', 'tidy'),
    })
    await project.assets('materialize')
    using copy = clone(project)
    expect(statusesOf(await copy.json(['check']))).toEqual({ raw: 'fresh', tidy: 'fresh', report: 'fresh' })
  })
})
