import type { Node } from '../../src/graph/node.ts'
import { type Files, nodeNamed } from './project.ts'

const lock = {
  name: 'fixture',
  lockfileVersion: 3,
  packages: {
    '': { name: 'fixture' },
    'node_modules/tokenize': { version: '1.0.0', integrity: 'sha512-aaaa' },
    'node_modules/otherlib': { version: '1.0.0', integrity: 'sha512-bbbb' },
    'node_modules/assetstore': { version: '0.1.0', integrity: 'sha512-cccc' },
  },
}
const installed = (name: string) => ({
  [`node_modules/${name}/package.json`]: JSON.stringify({ name, version: '1.0.0', type: 'module', main: 'index.js' }),
  [`node_modules/${name}/index.js`]: 'export const split = (text) => text.split(" ")\n',
})

/** A project with twenty nodes that between them reach code in every way there is. */
export const fixture: Files = {
  'package.json': JSON.stringify({ name: 'fixture', type: 'module', imports: { '#project': './assets.config.ts' } }),
  'package-lock.json': JSON.stringify(lock, null, 2),
  ...installed('tokenize'),
  ...installed('otherlib'),
  ...installed('assetstore'),
  'assets.config.ts': `import { defineProject, resource } from 'assetstore'
import { connect } from './src/connect.ts'
const DIMENSIONS = 8
const project = defineProject({
  assets: () => import('./assets/index.ts'),
  salt: 'one',
  resources: {
    embed: async (texts: string[]) => texts.map(() => new Float32Array(DIMENSIONS)),
    database: resource({ settings: { host: 'one' }, open: () => connect(1) }),
  },
})
export default project
export const { asset, source, check } = project
`,
  'assets/index.ts': `export * from './documents.ts'
export * from './helpers-user.ts'
export * as crm from './crm.ts'
export { renamed as shown, default as preset, shadowing } from './ways.ts'
`,
  'assets/documents.ts': `// The documents.
import { asset, check, source } from '#project'
import { split } from 'tokenize'
import { chunk } from '../src/chunk.ts'
import type { Options } from '../src/chunk.ts'
import { rowSchema } from '../src/schema.ts'
import '../src/polyfill.ts'

type Row = { id: number; text: string }
const THRESHOLD = 10
const UNUSED = 99

export const raw_documents = source.files('docs/*.md', { as: 'text', description: 'as they are' })
export const feed = source({ observe: ({ env }) => revision(env('FEED')) }, async () => [{ id: 1 }])
function revision(text: string) { return text.trim() }

// Cuts them.
export const chunks = asset({ description: 'Chunks', retries: 3 }, async function* ({ raw_documents }: { raw_documents: Row[] }) {
  for (const doc of raw_documents) {
    const parts = chunk(doc.text, { size: THRESHOLD } as Options)
    for (const part of parts) yield { id: doc.id, part }
  }
})
export const tokens = asset(async ({ chunks }) => chunks.map((c) => split(c.part)))
export const vectors = asset({ schema: rowSchema, ordered: true }, async ({ chunks }, { embed }) => embed(chunks))
export const not_empty = check({ severity: 'warn' }, ({ chunks }) => chunks.length > 0)
`,
  'src/polyfill.ts': `;(globalThis as { ready?: number }).ready = 1\n`,
  'src/chunk.ts': `import { limits } from './limits.ts'
export interface Options { size: number }
export function chunk(text: string, { size = 5 }: Partial<Options> = {}, overlap = limits.overlap) {
  const out: string[] = []
  for (let at = 0; at < text.length; at += size - overlap) out.push(text.slice(at, at + size))
  return out
}
export function unusedHelper(text: string) { return text + '!' }
`,
  'src/limits.ts': `export const limits = { overlap: 2, unread: 1 }
export const spare = 5
`,
  'src/schema.ts': `export const rowSchema = { '~standard': { version: 1, vendor: 'own', validate: (value: unknown) => check(value) } }
function check(value: unknown) { return { value } }
`,
  'src/connect.ts': `export function connect(pool: number) { return { pool } }
`,
  'assets/helpers-user.ts': `import { asset } from '#project'
import { norm, Mean, Level } from '../src/index.ts'
import * as math from '../src/math.ts'
import settings from '../src/settings.json' with { type: 'json' }
import { registry, table, untouched } from '../src/state.ts'
import { even } from '../src/even.ts'
import Greeter, { Units } from '../src/greeter.ts'
import { readFileSync } from 'node:fs'

const LABELS = { polite: 'dear', short: 'hi' }
export const normed = asset(({ chunks }) => chunks.map((row) => norm(row.length)))
export const mean = asset(({ chunks }) => { const m = new Mean(); for (const c of chunks) m.add(c.length); return [{ v: m.value }] })
export const levels = asset(() => [{ level: Level.High }])
export const clamped = asset(() => [{ v: math.clamp(3, 1) }])
export const configured = asset(() => [{ from: settings.years.from }])
export const registered = asset(() => [{ v: registry.get('k'), w: table.a }])
export const still = asset(() => [{ v: untouched(1), ready: (globalThis as { ready?: number }).ready }])
export const parity = asset(() => [{ even: even(4) }])
export const labelled = asset(() => [{ label: new Greeter('a').greet(LABELS.polite), unit: Units.metre }])
export const queried = asset(() => [{ sql: readFileSync(new URL('../src/q.sql', import.meta.url), 'utf8') }])
`,
  'src/index.ts': `export { norm } from './stats.ts'
export * from './stats.ts'
`,
  'src/stats.ts': `export function norm(x: number) { return x / 100 }
export class Mean {
  #n = 0
  total: number = 0
  static unit = 'px'
  get value() { return this.total / this.#n }
  add(x: number) { this.#n++; this.total += x; return this }
}
export enum Level { Low = 1, High = 2 }
`,
  'src/alt.ts': `export function norm(x: number) { return x / 200 }
`,
  'src/greeter.ts': `class Base {
  protected stop = '.'
  end() { return this.stop }
}
export default class Greeter extends Base {
  constructor(private name: string) { super() }
  greet(word: string) { return word + ' ' + this.name + this.end() }
}
export namespace Units { export const metre = 1; export const foot = metre * 0.3 }
`,
  'src/math.ts': `export const clamp = (x: number, lo: number) => Math.max(x, lo)
export const double = (x: number) => x * 2
`,
  'src/settings.json': JSON.stringify({ years: { from: 1990, to: 2000 }, other: 1 }),
  'src/state.ts': `export const registry = new Map<string, number>()
registry.set('k', 1)
export const table: Record<string, number> = { a: 1 }
Object.assign(table, { b: 2 })
export function untouched(x: number) { return x * 3 }
`,
  'src/register.ts': `import { registry } from './state.ts'
export function register(key: string, value: number) { registry.set(key, value) }
`,
  'src/even.ts': `import { odd } from './odd.ts'
export function even(n: number): boolean { return n === 0 ? true : odd(n - 1) }
`,
  'src/odd.ts': `import { even } from './even.ts'
export function odd(n: number): boolean { return n === 0 ? false : even(n - 1) }
`,
  'src/q.sql': 'select 1 as a\n',
  'assets/crm.ts': `import { asset } from '#project'
import { bump } from '../src/counter.ts'
import { register } from '../src/register.ts'
const { first, second } = pair()
function pair() { return { first: 1, second: 2 } }
register('crm', 1)
export const customers = asset(({ raw_documents }, { database }) => {
  const chunks = raw_documents.length
  return [{ chunks, first, n: bump() }]
})
`,
  'src/counter.ts': `let counter = 1
export function bump() { counter += 1; return counter }
`,
  'assets/ways.ts': `import { asset } from '#project'
import { chunk } from '../src/chunk.ts'
async function build({ chunks: rows }: { chunks: unknown[] }) {
  const { late } = await import('../src/late.ts')
  return rows.map((row) => late(row))
}
const lazily = asset({ tags: ['x'] }, build)
export { lazily as renamed }
export default asset(() => [{ n: 1_000, label: "it's" }])
export const shadowing = asset(({ normed }) => {
  const chunk = (text: string) => text.length
  return normed.map((row) => chunk(row.text))
})
`,
  'src/late.ts': `export function late(x: unknown) { return [x, 42] }
export function later(x: unknown) { return [x, 43] }
`,
}

/** As the loader would give them: the resources are those that the context's pattern names. */
export const nodes: readonly Node[] = [
  nodeNamed('raw_documents', { kind: 'source' }),
  nodeNamed('feed', { kind: 'source' }),
  nodeNamed('chunks', { upstream: ['raw_documents'] }),
  nodeNamed('tokens', { upstream: ['chunks'] }),
  nodeNamed('vectors', { upstream: ['chunks'], resources: ['embed'] }),
  nodeNamed('not_empty', { kind: 'check', upstream: ['chunks'] }),
  ...['normed', 'mean', 'levels', 'clamped', 'configured', 'registered', 'still', 'parity', 'labelled', 'queried'].map(
    (name) => nodeNamed(name),
  ),
  nodeNamed('crm.customers', { upstream: ['raw_documents'], resources: ['database'] }),
  ...['shown', 'preset', 'shadowing'].map((name) => nodeNamed(name)),
]
