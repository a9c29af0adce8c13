import { describe, test } from 'vitest'
import type { ProjectOptions } from '../../src/define/project/project.ts'
import type { Document } from '../rig/project.ts'
import { type Example, ended, holdExample, shown } from './example.ts'

const two = "[{ id: 1, text: 'a' }, { id: 2, text: 'b' }]"
const config = (option: string) =>
  [
    "import { defineProject } from 'assetstore'",
    `const project = defineProject({ assets: () => import('./assets/index.ts')${option && `, ${option}`} })`,
    'export default project',
    'export const { asset, source, check, effect } = project',
    '',
  ].join('\n')
const rows: Example['lines'] = () => [`export const it = asset(async () => { await called('it'); return ${two} })`]

const statusWithSalt: Example['see'] = async (project) => {
  await project.assets('materialize')
  const { assets } = JSON.parse((await project.run(['status', '--json'], { env: { SALT: 'x' } })).stdout)
  return assets.map(({ status }: Document) => status)
}

const ofProjects: Omit<Record<keyof ProjectOptions<object, object>, Example>, 'assets'> = {
  resources: {
    config,
    lines: () => [
      "export const it = asset((_: {}, { greeting }: { greeting?: string }) => [{ said: greeting ?? 'nothing' }])",
    ],
    option: "resources: { greeting: 'hello' }",
    see: ended,
    without: 'refused',
    with: 'ran',
  },
  store: {
    config,
    lines: rows,
    option: "store: 'kept/here'",
    see: async (project) => {
      await project.assets('materialize')
      return (await project.json('show', 'it', '--schema')).path.includes('/kept/here/objects/')
    },
    without: false,
    with: true,
  },
  python: {
    config,
    lines: () => ["export const it = asset.python('./it.py')"],
    option: "python: 'no/such/python'",
    see: async (project) => {
      project.edit({ 'assets/it.py': 'def it(): ...' })
      return (await project.assets('materialize')).stderr.includes(
        'which `python` of the project file names, is not there',
      )
    },
    without: false,
    with: true,
  },
  spark: {
    config: (option) => config(option && "spark: { conf: { 'spark.sql.ansi.enabled': process.env.SALT ?? '' } }"),
    lines: () => [
      "import { foreignFunction } from 'assetstore'",
      "const facts = () => ({ upstream: [], scheme: 'x', declarations: [], packages: { 'pypi:pyspark': '4' }, files: {} })",
      `export const it = asset({}, foreignFunction({ facts, call: () => ${two} }))`,
    ],
    option: 'spark',
    see: statusWithSalt,
    without: ['fresh'],
    with: ['stale'],
  },
  concurrency: {
    config,
    lines: () => [
      'let [running, most] = [0, 0]',
      'const one = (name) => async () => { running += 1; most = Math.max(most, running); for (let wait = 0; most < 2 && wait < 20; wait += 1) await new Promise((resolve) => setTimeout(resolve, 50)); running -= 1; return [{ most }] }',
      "export const a = asset(one('a'))",
      "export const b = asset(one('b'))",
      'export const it = asset(async ({ a, b }) => [{ most: Math.max(...[...(await a.all()), ...(await b.all())].map((row) => row.most)) }])',
    ],
    option: 'concurrency: 1',
    see: shown,
    without: [{ most: 2 }],
    with: [{ most: 1 }],
  },
  alerts: {
    config: (option) => config(option).replace('{ defineProject }', '{ command, defineProject }'),
    lines: rows,
    option: "alerts: [{ when: ['finished'], to: command(['node', '--version']) }]",
    see: async (project) => (await project.assets('alerts', 'test')).exitCode,
    without: 2,
    with: 0,
  },
  pools: {
    config,
    lines: () => [`export const it = asset({ pool: 'api' }, () => ${two})`],
    option: 'pools: { api: 1 }',
    see: ended,
    without: 'refused',
    with: 'ran',
  },
  schedules: {
    config,
    lines: rows,
    option: "schedules: { often: { every: '1s' } }",
    see: async (project) => (await project.assets('schedule', 'tick')).exitCode,
    without: 2,
    with: 0,
  },
  salt: {
    config: (option) => config(option && "salt: process.env.SALT ?? ''"),
    lines: rows,
    option: 'salt',
    see: statusWithSalt,
    without: ['fresh'],
    with: ['stale'],
  },
}

describe('an option of defineProject changes what it is for:', () => {
  test.each(Object.entries(ofProjects))('%s', (_, example) => holdExample(example))
})
