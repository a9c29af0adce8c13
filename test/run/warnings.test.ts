import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { createProject } from '../rig/project.ts'
import { oneFile } from './projects.ts'

const helpers = (body: string) => `export const stamp = () => ${body}\nexport const dice = () => Math.random()\n`
const project = (body = 'Date.now()', options = '') => ({
  'assets/index.ts': `import { asset } from '#project'
import { dice, stamp } from '../src/clock.ts'
export const raw = asset(${options}() => [{ at: stamp() }])
export const other = asset(${options}async ({ raw }) => [{ at: stamp(), n: raw.count, dice: dice() }])
export const pure = asset(async ({ raw }) => [{ n: raw.count }])
`,
  'src/clock.ts': helpers(body),
})
const clock = {
  kind: 'impurity',
  message: 'src/clock.ts stamp reads the clock (Date.now), which no fingerprint of code can see',
  at: 'src/clock.ts:1',
  fix: 'use `now` of the context, or declare the asset `volatile: true`',
}
const random = {
  kind: 'impurity',
  message: 'src/clock.ts dice draws a random number (Math.random), which no fingerprint of code can see',
  at: 'src/clock.ts:2',
  fix: 'draw from a generator with a fixed seed, or declare the asset `volatile: true`',
}

describe('what code reads besides its parameters', () => {
  test('is warned of once in a run, with its place and its cure, and by explain', async () => {
    await using it = await createProject(project())
    const { warnings } = await it.json('materialize')
    expect(warnings).toEqual([clock, random])
    expect((await it.json('explain', 'raw')).warnings).toEqual([clock])
    expect((await it.json('explain', 'pure')).warnings).toEqual([])
    expect((await it.assets('explain', 'raw')).stdout).toContain(
      '  Seen in the code\n    src/clock.ts:1\n      stamp reads the clock (Date.now), which no fingerprint of code can see\n      use `now`',
    )
  })

  test('is a line on stderr, and none under --json', async () => {
    await using it = await createProject(project())
    const { stderr } = await it.assets('materialize')
    expect(stderr.split('\n')).toContain(`! ${clock.message}  ${clock.at}`)
    expect(stderr.split('\n')).toContain(`    ${clock.fix}`)
    expect(stderr.split(clock.message)).toHaveLength(2)
    it.edit(project('Date.now() + 1'))
    const quiet = await it.start(['materialize', '--json']).ended
    expect(quiet.stderr).toBe('')
    expect(JSON.parse(quiet.stdout).warnings).toEqual([clock])
  })

  test('is not told again while the declaration is the one that the data was made with', async () => {
    await using it = await createProject(project())
    await it.assets('materialize')
    expect((await it.json('materialize')).warnings).toEqual([])
    expect((await it.json('materialize', '--force')).warnings).toEqual([])
  })

  test('is no news of an asset that says so itself', async () => {
    await using it = await createProject(project('Date.now()', '{ volatile: true }, '))
    expect((await it.json('materialize')).warnings).toEqual([])
  })
})

test('code that cannot be analysed counts by whole files, and that is said', async () => {
  await using it = await createProject(
    oneFile("export const a = asset(async (_, { env }) => [{ x: (await import(env('LIB', '../lib.ts'))).x }])"),
  )
  it.edit({ 'lib.ts': 'export const x = 1\n' })
  const { warnings } = await it.json('materialize')
  expect(warnings).toMatchObject([{ kind: 'whole-files', at: 'assets/index.ts:4' }])
  expect((await it.json('explain', 'a')).warnings).toEqual(warnings)
  expect((await it.json('materialize')).warnings).toEqual([])
})

describe('the time of the run', () => {
  const reading = {
    ...oneFile(
      "export const stamped = asset(async (_, { now }) => { await called('stamped'); return [{ at: now }] })",
      "export const below = asset(async ({ stamped }) => { await called('below'); return [{ n: stamped.count }] })",
    ),
  }

  test('makes an asset that is never called fresh: every run makes it, and cutoff saves what is below', async () => {
    await using it = await createProject(reading)
    expect((await it.json('materialize')).warnings).toEqual([])
    expect(await it.json('status', 'stamped')).toMatchObject({
      assets: [
        {
          status: 'unknown',
          causes: [{ kind: 'volatile', message: 'it reads the time of the run (now), which is another at every run' }],
        },
      ],
    })
    expect((await it.json('status', 'below')).assets[0].status).toBe('fresh')
    expect((await it.assets('check')).exitCode).toBe(0)
    await it.assets('materialize')
    expect(it.calls.count('stamped')).toBe(2)
    expect(it.calls.count('below')).toBe(2)
  })

  test('counts only for what names it, as a variable counts only for what reads it', async () => {
    await using it = await createProject(
      oneFile(
        "export const a = asset(async (_, { env }) => { await called('a'); return [{ x: 1 }] })",
        "export const b = asset(async (_, { env }) => { await called('b'); return [{ x: env('STAMP', '') }] })",
      ),
    )
    const env = { STAMP: '1' }
    await it.assets('materialize')
    expect((await it.json('status')).counts.fresh).toBe(2)
    const { assets } = JSON.parse((await it.start(['status', '--json'], { env }).ended).stdout)
    expect(assets.map(({ status }: { status: string }) => status)).toEqual(['fresh', 'stale'])
  })

  test('is in the lock: a clean clone says the same', async () => {
    await using it = await createProject(reading)
    await it.assets('materialize')
    const { assets } = await it.json('check')
    await using clone = await createProject(reading)
    clone.edit({ '.assetstore/assets.lock': readFileSync(`${it.folder}/.assetstore/assets.lock`, 'utf8') })
    const locked = await clone.json('check')
    expect(locked.basis).toBe('lock')
    expect(locked.assets[0]).toMatchObject({ status: 'unknown', causes: assets[0].causes })
  })
})
