import { describe, expect, test } from 'vitest'
import { createProject, type Document, type Files } from '../rig/project.ts'
import { oneFile } from './projects.ts'

/** What is warned of, the same with each cure that the warning names, and the answer to it. */
interface Warned {
  readonly name: string
  /** A definition, whose options are `option`. */
  readonly code: (option: string) => string
  /** What the cure says, and the definition after it. */
  readonly cures: Readonly<Record<string, string>>
  readonly reviewed: string
  /** What the project file has under the name, before and after the cure. */
  readonly resource?: readonly [before: string, after: string]
}

const lines = (...options: readonly string[]) => `{ ${options.filter(Boolean).join(', ')} }`
const asset = (name: string, body: string, parameters = '') =>
  `export const ${name} = asset((${parameters}) => ${body})`
const warned: readonly Warned[] = [
  {
    name: 'clock',
    code: (option) => `export const clock = asset(${lines(option)}, () => [{ at: Date.now() }])`,
    cures: { 'use `now` of the context': asset('clock', '[{ at: now }]', '_, { now }') },
    reviewed: 'clock',
  },
  {
    name: 'chance',
    code: (option) => `export const chance = asset(${lines(option)}, () => [{ x: Math.random() }])`,
    cures: {
      'a generator with a fixed seed': `const seeded = (seed: number) => () => (seed = (seed * 16807) % 2147483647)\n${asset('chance', '[{ x: seeded(7)() }]')}`,
    },
    reviewed: 'random',
  },
  {
    name: 'variable',
    code: (option) => `export const variable = asset(${lines(option)}, () => [{ x: process.env['A' + 'B'] ?? '' }])`,
    cures: { "use `env('NAME')` of the context": asset('variable', "[{ x: env('AB', '') }]", '_, { env }') },
    reviewed: 'environment',
  },
  {
    name: 'machine',
    code: (option) => `export const machine = asset(${lines(option)}, () => [{ x: hostname() + process.cwd() }])`,
    cures: { 'a plain value of `resources`': asset('machine', '[{ x: host }]', '_, { host }') },
    reviewed: 'environment',
    resource: ['host: 1', 'host: hostname() + process.cwd()'],
  },
  {
    name: 'reading',
    code: (option) => `export const reading = asset(${lines(option)}, () => [{ x: readFileSync('a.txt', 'utf8') }])`,
    cures: {
      "`new URL('./file', import.meta.url)`": asset(
        'reading',
        "[{ x: readFileSync(new URL('../a.txt', import.meta.url), 'utf8') }]",
      ),
      '`source.files`': "export const reading = source.files('a.txt', { as: 'text' })",
    },
    reviewed: 'files',
  },
  {
    name: 'writing',
    code: (option) =>
      `export const writing = asset(${lines(option)}, () => { writeFileSync('b.txt', ''); return [{ x: 1 }] })`,
    cures: {
      'return the data': asset('writing', "[{ x: '' }]"),
      'an `effect`': "export const writing = effect(() => { writeFileSync('b.txt', ''); return { x: 1 } })",
    },
    reviewed: 'files',
  },
  {
    name: 'network',
    code: (option) =>
      `export const network = asset(${lines(option)}, async () => [{ x: String(await fetch('data:,x')) }])`,
    cures: {
      'a `source` with `observe`':
        "export const network = source({ observe: () => 1 }, async () => [{ x: String(await fetch('data:,x')) }])",
    },
    reviewed: 'network',
  },
  {
    name: 'program',
    code: (option) => `export const program = asset(${lines(option)}, () => [{ x: String(execFileSync('true')) }])`,
    cures: {
      'a `source` with `observe`':
        "export const program = source({ observe: () => 1 }, () => [{ x: String(execFileSync('true')) }])",
    },
    reviewed: 'process',
  },
  {
    name: 'computed',
    code: (option) =>
      `export const computed = asset(${lines(option)}, async (_, { env }) => [{ ...(await import(env('LIB', '../lib.ts'))) }])`,
    cures: {
      'write the path as a literal': "export const computed = asset(async () => [{ ...(await import('../lib.ts')) }])",
      'declare `codeVersion`':
        "export const computed = asset({ codeVersion: '1' }, async (_, { env }) => [{ ...(await import(env('LIB', '../lib.ts'))) }])",
    },
    reviewed: 'code',
  },
  {
    name: 'computed_source',
    code: (option) =>
      `export const computed_source = source(${lines('observe: () => 1', option)}, async (_, { env }) => [{ ...(await import(env('LIB', '../lib.ts'))) }])`,
    cures: {
      'write the path as a literal':
        "export const computed_source = source({ observe: () => 1 }, async () => [{ ...(await import('../lib.ts')) }])",
    },
    reviewed: 'code',
  },
  {
    name: 'drawn',
    code: (option) => `export const drawn = asset(${lines(option)}, () => sql\`select random() as x\`)`,
    cures: {
      'choose by the rows themselves': asset('drawn', 'sql`select hash(1)::text as x`'),
      'volatile: true': 'export const drawn = asset({ volatile: true }, () => sql`select random() as x`)',
    },
    reviewed: 'random',
  },
  {
    name: 'drawn_check',
    code: (option) =>
      `export const drawn_check = check(${lines(option)}, ({ base }) => sql\`select * from \${base} where random() > 2\`)`,
    cures: {
      'choose by the rows themselves': 'export const drawn_check = check(({ base }) => base.where(sql`hash(id) = 2`))',
    },
    reviewed: 'random',
  },
  {
    name: 'clock_check',
    code: (option) => `export const clock_check = check(${lines(option)}, ({ base }) => Date.now() > base.count)`,
    cures: {
      'use `now` of the context': 'export const clock_check = check(({ base }, { now }) => now.getTime() > base.count)',
    },
    reviewed: 'clock',
  },
  {
    name: 'writing_check',
    code: (option) =>
      `export const writing_check = check(${lines(option)}, ({ base }) => { writeFileSync('c.txt', ''); return base.count > 0 })`,
    cures: {
      'write it in an `effect`': `export const writing_check = check(({ base }) => base.count > 0)
export const written = effect(({ base }) => { writeFileSync('c.txt', ''); return { rows: base.count } })`,
    },
    reviewed: 'files',
  },
  {
    name: 'deciding_effect',
    code: (option) =>
      `export const deciding_effect = effect(${lines(option)}, ({ base }) => ({ a: process.env['A' + 'B'] ?? '', n: base.count }))`,
    cures: {
      "use `env('NAME')` of the context":
        "export const deciding_effect = effect(({ base }, { env }) => ({ a: env('AB', ''), n: base.count }))",
    },
    reviewed: 'environment',
  },
  {
    name: 'opened',
    code: (option) => `export const opened = asset(${lines(option)}, (_, { started }) => [{ x: started }])`,
    cures: {
      'in the function that needs the time': asset('opened', '[{ x: now }]', '_, { now }'),
    },
    reviewed: 'clock',
    resource: ['started: resource({ open: () => Date.now() })', 'started: 1'],
  },
  {
    name: 'opened_variable',
    code: (option) => `export const opened_variable = asset(${lines(option)}, (_, { model }) => [{ x: model }])`,
    cures: {
      "`env('NAME')`, which `open` of a resource is given": asset('opened_variable', '[{ x: model }]', '_, { model }'),
    },
    reviewed: 'environment',
    resource: [
      "model: resource({ open: () => process.env['A' + 'B'] ?? '' })",
      "model: resource({ open: ({ env }) => env('AB', '') })",
    ],
  },
  {
    name: 'opened_machine',
    code: (option) => `export const opened_machine = asset(${lines(option)}, (_, { cores }) => [{ x: cores }])`,
    cures: { 'a plain value of `resources`': asset('opened_machine', '[{ x: cores }]', '_, { cores }') },
    reviewed: 'environment',
    resource: ['cores: resource({ open: () => cpus().length })', 'cores: cpus().length'],
  },
]

const projectOf = (definitions: readonly string[], isCured: boolean): Files => ({
  ...oneFile(
    "import { execFileSync } from 'node:child_process'",
    "import { readFileSync, writeFileSync } from 'node:fs'",
    "import { hostname } from 'node:os'",
    'export const base = asset(() => [{ id: 1 }])',
    ...definitions,
  ),
  'assets.config.ts': `
import { cpus, hostname } from 'node:os'
import { defineProject, resource } from 'assetstore'
const project = defineProject({
  assets: () => import('./assets/index.ts'),
  resources: {
    ${warned.flatMap(({ resource }) => (resource === undefined ? [] : [resource[isCured ? 1 : 0]])).join(',\n    ')},
  },
})
export default project
export const { asset, source, check, effect } = project
`,
  'lib.ts': 'export const x = 1\n',
  'a.txt': 'a',
})

const findings = (document: Document): readonly Document[] =>
  document.checks.filter(({ name, state }: Document) => state === 'warn' && warned.some((one) => one.name === name))

describe('each kind of warning', () => {
  test('names its cures, and the answer to it', async () => {
    await using project = await createProject(
      projectOf(
        warned.map(({ code }) => code('')),
        false,
      ),
    )
    const { warnings } = await project.json('materialize')
    const found = findings(await project.json('doctor'))
    expect(found.map(({ name }) => name).sort()).toEqual(warned.map(({ name }) => name).sort())
    for (const { name, cures, reviewed } of warned) {
      const [{ found: said, fix }] = found.filter((one) => one.name === name) as [Document]
      for (const cure of [...Object.keys(cures), `reviewed: { ${reviewed}: '…' }`])
        expect([name, fix]).toEqual([name, expect.stringContaining(cure)])
      expect(warnings.map(({ at }: Document) => at)).toContain(said.split('  ')[0])
    }
    // What was told when it was made is not told at every run.
    expect((await project.json('materialize')).warnings).toEqual([])
  })

  const most = Math.max(...warned.map(({ cures }) => Object.keys(cures).length))
  test.each([...Array(most).keys()])('is gone after its cure (%i)', async (nth) => {
    const cured = warned.flatMap(({ cures }) => Object.values(cures)[nth] ?? [])
    await using project = await createProject(projectOf(cured, true))
    const made = await project.json('materialize')
    expect([made.exitCode, made.warnings]).toEqual([0, []])
    expect(findings(await project.json('doctor'))).toEqual([])
  })

  test('is gone where the code answers it, which explain shows', async () => {
    const answered = warned.map(({ code, reviewed }) => code(`reviewed: { ${reviewed}: 'it is known' }`))
    await using project = await createProject(projectOf(answered, false))
    const made = await project.json('materialize')
    expect([made.exitCode, made.warnings]).toEqual([0, []])
    expect(findings(await project.json('doctor'))).toEqual([])
    for (const { name } of warned) {
      const { reviewed } = await project.json('explain', name)
      expect([name, reviewed]).toEqual([name, [expect.objectContaining({ because: 'it is known' })]])
    }
  })
})
