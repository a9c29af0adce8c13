import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { cureOf } from '../../src/project/cures.ts'
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
  fix: "use `now` of the context; where the time does not reach the data, say why: reviewed: { clock: '…' }",
}
const random = {
  kind: 'impurity',
  message: 'src/clock.ts dice draws a random number (Math.random), which no fingerprint of code can see',
  at: 'src/clock.ts:2',
  fix: "draw from a generator with a fixed seed; where chance does not reach the data, say why: reviewed: { random: '…' }",
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

  test('is told of what is made, and not of what nobody selected', async () => {
    await using it = await createProject(project())
    expect((await it.json('materialize', 'pure')).warnings).toEqual([clock])
    expect((await it.assets('materialize', 'raw')).stderr).not.toContain('random')
    expect((await it.json('materialize')).warnings).toEqual([clock, random])
  })

  test('is a line on stderr, and none under --json', async () => {
    await using it = await createProject(project())
    const { stderr } = await it.assets('materialize')
    expect(stderr.split('\n')).toContain(`! ${clock.message}  ${clock.at}`)
    expect(stderr.split('\n')).toContain(`    ${clock.fix}`)
    expect(stderr.split(clock.message)).toHaveLength(2)
    it.edit(project('Date.now() + 1'))
    const quiet = await it.run(['materialize', '--json'])
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

describe('what nobody has answered for', () => {
  const line = (count: string) => `! ${count} what no fingerprint sees: assets doctor`

  test('is one line of every command that judges, from memory too, and the doctor lists it', async () => {
    await using it = await createProject(project())
    const planned = await it.run(['plan'])
    expect(planned.stderr).toContain(line('2 assets read'))
    await it.assets('materialize')
    for (const words of [['materialize'], ['check'], ['plan'], ['check', 'raw', 'pure']]) {
      const { stderr } = await it.assets(...words)
      expect(stderr).toContain(line(words.length === 3 ? '1 asset reads' : '2 assets read'))
    }
    expect((await it.json('check')).unseen).toEqual(['raw', 'other'])
    expect((await it.assets('check', 'pure')).stderr).toBe('')
    const { checks } = await it.json('doctor')
    expect(checks.filter(({ name }: { name: string }) => name === 'raw' || name === 'other')).toEqual([
      { name: 'raw', state: 'warn', found: `${clock.at}  ${clock.message}`, fix: clock.fix },
      { name: 'other', state: 'warn', found: `${clock.at}  ${clock.message}`, fix: clock.fix },
      { name: 'other', state: 'warn', found: `${random.at}  ${random.message}`, fix: random.fix },
    ])
  })

  test('is told of an asset once, however many partitions it has', async () => {
    await using it = await createProject(
      oneFile(
        "import { partitions } from 'assetstore'",
        "export const raw = asset({ partitions: partitions.of(['a', 'b', 'c']) }, () => [{ at: Date.now() }])",
      ),
    )
    expect((await it.run(['plan'])).stderr).toContain(line('1 asset reads'))
    for (let time = 0; time < 2; time += 1) expect((await it.json('materialize')).unseen).toEqual(['raw'])
  })

  test('is answered in the code, runs nothing, and is told by explain', async () => {
    await using it = await createProject(project())
    await it.assets('materialize')
    it.edit(
      project('Date.now()', "{ reviewed: { clock: 'for the log', random: 'a seed of no matter', code: 'none' } }, "),
    )
    const { stderr } = await it.assets('materialize')
    expect(stderr).toContain('nothing to do')
    expect(stderr).not.toContain('fingerprint')
    expect((await it.assets('explain', 'raw')).stdout).toContain(
      'stamp reads the clock (Date.now), which no fingerprint of code can see\n      reviewed: for the log',
    )
    expect(await it.json('explain', 'raw')).toMatchObject({
      warnings: [],
      reviewed: [{ message: clock.message, at: clock.at, because: 'for the log' }],
    })
    const { checks } = await it.json('doctor')
    expect(checks.find(({ name }: { name: string }) => name === 'raw')).toMatchObject({
      found: 'reviewed.random answers nothing that its code does',
      fix: 'remove it',
    })
  })

  test('in the project file is cured there: by `env` of a resource, or by a plain value', async () => {
    const config = (resources: string) => ({
      'assets.config.ts': [
        "import { defineProject, resource } from 'assetstore'",
        'const project = defineProject({',
        "  assets: () => import('./assets/index.ts'),",
        `  resources: { ${resources} },`,
        '})',
        'export default project',
        'export const { asset, source, check, effect } = project',
      ].join('\n'),
    })
    const files = oneFile('export const a = asset((_, { model }) => [{ model: String(model) }])')
    await using it = await createProject({
      ...files,
      ...config('model: resource({ open: () => process.env["MO" + "DEL"] })'),
    })
    const env = { MODEL: 'one' }
    const run = async (value = 'one') =>
      JSON.parse((await it.run(['materialize', '--json'], { env: { MODEL: value } })).stdout)
    expect((await run()).warnings).toMatchObject([
      { at: 'assets.config.ts:4', fix: expect.stringContaining("`env('NAME')`, which `open` of a resource is given") },
    ])
    it.edit(config("model: resource({ open: ({ env }) => env('MODEL') })"))
    expect(await run()).toMatchObject({ warnings: [], counts: { unchanged: 1 } })
    expect((await it.run(['status', '--json'], { env })).stdout).toContain('"fresh":1')
    expect((await run('two')).steps[0].causes).toMatchObject([{ kind: 'env_changed', subject: 'MODEL' }])
    it.edit(config('model: process.env.MODEL'))
    expect((await run()).warnings).toEqual([])
    expect((await run('three')).steps[0].causes).toMatchObject([{ kind: 'config_changed' }])
  })
})

test.each([
  [
    'files',
    'asset',
    "return the data, or write it in an `effect`; where nobody relies on the file, say why: reviewed: { files: '…' }",
    true,
  ],
  [
    'network',
    'asset',
    "read it in a `source` with `observe`; where equal input always gives equal output, say why: reviewed: { network: '…' }",
  ],
  [
    'process',
    'check',
    "read it in a `source` with `observe`; where equal input always gives equal output, say why: reviewed: { process: '…' }",
  ],
] as const)('the cure of %s works where it stands, in an %s', (impurity, kind, cure, writes = undefined) => {
  const note = {
    kind: 'impurity',
    impurity,
    label: '',
    message: '',
    at: 'a.ts:1',
    ...(writes ? { writes } : {}),
  } as const
  expect(cureOf(note, { kind, inConfig: false })).toBe(cure)
})

test('the time of the run is there for observe', async () => {
  await using it = await createProject(
    oneFile('export const hourly = source({ observe: ({ now }) => now.getTime() > 0 }, () => [{ id: 1 }])'),
  )
  expect((await it.json('materialize')).steps[0].error.message).toContain('observe of hourly returned true')
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
    const { assets } = JSON.parse((await it.run(['status', '--json'], { env })).stdout)
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
