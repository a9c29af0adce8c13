import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readFileFacts } from '../../src/discover/code/file-facts.ts'
import { loadProject } from '../../src/discover/load/load.ts'
import { lineOfEffect } from '../../src/discover/load/load-effect.ts'
import { repository } from '../rig/project.ts'
import { tempProject } from './temp-project.ts'

const declares = (text: string, path = '/p/assets/a.ts') =>
  lineOfEffect(path, readFileFacts(path, text), (specifier) => specifier === '#project') === undefined
const head = `import { asset, source, check } from '#project'\nimport { z } from 'zod'\nimport * as v from 'valibot'\n`

describe('a module that only declares', () => {
  it.each([
    '',
    'export {}',
    `export * from './a.ts'; export * as b from './b.ts'; export { x } from './c.ts'`,
    `import './other.ts'`,
    `import { readFileSync } from 'node:fs'\nexport const read = () => readFileSync('x')`,
    `import type { X } from './x.ts'\nexport type Y = X\nexport interface Z { a: X }\ndeclare const q: number`,
    `const size = 64\nexport const options = { size, deep: [1, 'two', /three/, -4n, null, undefined, \`n \${size}\`] } as const`,
    `import { shared } from './shared.ts'\nexport const options = { ...shared, list: [...shared.list], on: shared.a ?? 1 }`,
    `export const one = asset({ description: 'x' }, async function* ({ a }) { yield await fetch(String(Date.now())) })`,
    `export const files = source.files('data/*.md', { as: 'text' })\nexport const ok = check(() => Math.random() > 2)`,
    `const row = z.object({ id: z.string().min(1).optional() }).refine((r) => r.id !== 'x')
     export const one = asset({ schema: row.extend({ n: z.number() }) }, () => [])`,
    `export const s = v.object({ a: v.pipe(v.string(), v.minLength(2)) })`,
    `import { defineProject, resource } from 'assetstore'
     const project = defineProject({ assets: () => import('./assets/index.ts'), resources: { db: resource({ open: () => 1 }) } })
     export default project
     export const { asset, source: src } = project`,
    `import { defineProject } from 'assetstore'
     const project = defineProject(({ environment, env }) => ({
       assets: () => import('./assets/index.ts'),
       resources: { model: env('MODEL', environment === 'production' ? 'large' : 'small'), now: () => Date.now() },
     }))
     export default project`,
    `import { defineProject as define } from 'assetstore'
     export default define(({ env: read }) => { const model = read('MODEL'); return { resources: { model } } })`,
    `import { defineProject } from 'assetstore'\nconst options = { resources: {} }\nexport default defineProject(options)`,
    `import { sql } from 'assetstore'\nconst where = sql\`lang = \${'en'}\`\nexport const x = where`,
    `function helper() { return Date.now() }\nexport const o = { helper }`,
    `export class A extends Error { static size = 1; #x = Date.now(); method() { return process.env.X } }`,
    `const kinds = new Set(['a', 'b'])\nexport const by = new Map([['a', 1]])\nexport const f = Object.freeze({ kinds })`,
    `export const here = import.meta.url`,
    `export default function () {}`,
    `export const first = new Date('1790-01-01'), exact = new Date('2020-01-01T00:00:00Z'), at = new Date(0)`,
    `const titles = new Set('mr mrs ms'.split(' '))\nexport const low = 'A B'.toLowerCase()`,
    `const dash = '[-–]'\nexport const dashes = new RegExp(\`\${dash}+\`, 'gu')`,
  ])('%s', (text) => {
    expect(declares(head + text)).toBe(true)
  })
})

describe('a module that does more than declare', () => {
  it.each([
    'const now = Date.now()',
    `import { defineProject as define } from 'assetstore'\nexport default define(() => ({ resources: { now: Date.now() } }))`,
    `import { defineProject as define } from 'assetstore'\nexport default define(({ environment }) => ({ resources: { a: environment() } }))`,
    `import { defineProject as define } from 'assetstore'\nexport default define(() => { console.log(1); return {} })`,
    `import { defineProject as define } from 'assetstore'\nexport default define(async () => ({}))`,
    `import { defineProject as define } from 'assetstore'\nexport default define((all) => all)`,
    `import { defineProject as define } from 'assetstore'\nexport default define(({ env = () => Date.now() }) => ({ resources: { a: env() } }))`,
    `import { defineProject } from 'assetstore'\nfunction options() { return { now: Date.now() } }\nexport default defineProject(options)`,
    `import * as all from 'assetstore'\nexport default all.defineProject(() => ({ now: Date.now() }))`,
    'const now = new Date()',
    'export const x = Math.random()',
    "const local = new Date('2020-01-01T00:00:00')",
    "const local = new Date('1 January 2020')",
    'const local = new Date(2020, 0, 1)',
    'class Date {}\nconst x = new Date(0)',
    "const o = { split: () => Math.random() }\nexport const x = o.split(' ')",
    "const by = { [Symbol.split]: () => Math.random() }\nexport const x = 'a b'.split(by)",
    'const text = { toString: () => String(Math.random()) }\nexport const x = new RegExp(text)',
    `const text = { toString: () => String(Math.random()) }\nexport const x = new RegExp(\`\${text}\`)`,
    `const { text } = { text: 'a' }\nexport const x = new RegExp(text)`,
    'export const x = Math.PI',
    'const key = process.env.KEY',
    'const all = { ...process.env }',
    'await fetch("https://a.b")',
    'export const x = await import("./x.ts")',
    'import("./x.ts")',
    'console.log("hello")',
    'globalThis.x = 1',
    'let counter = 0',
    'var old = 1',
    'const o = { a: 1 }\no.a = 2',
    'const o = { a: 1 }\ndelete o.a',
    'if (true) { }',
    'for (const x of []) { }',
    'try { } catch { }',
    '{ }',
    '1 + 1',
    `import 'dotenv/config'`,
    `import { readFileSync } from 'node:fs'\nconst text = readFileSync('x', 'utf8')`,
    `import { readFileSync } from 'fs'\nexport const read = readFileSync`,
    `import fs from 'node:fs'\nconst text = fs.readFileSync('x', 'utf8')`,
    `import { globbySync } from 'globby'\nconst files = globbySync('*.md')`,
    `import { make } from './make.ts'\nexport const one = make('x')`,
    'const make = () => 1\nexport const one = make()',
    'function make() { return 1 }\nexport const one = asset({ tags: [make()] }, () => [])',
    'export const one = asset({ tags: [String(1)] }, () => [])',
    'export const list = [1, 2].map((n) => n * 2)',
    'export const o = { get now() { return Date.now() } }',
    'export class A { static { console.log(1) } }',
    'export class A { static now = Date.now() }',
    'export class A { static get now() { return 1 } }',
    'export class A { [Symbol.iterator]() { } }',
    'const make = () => Object\nexport class A extends make() { }',
    'export default Date.now()',
    'const { a = Date.now() } = { a: 1 }',
    'const [a] = [1]',
    'const row = z.string().transform(() => Date.now())\nexport const x = row.parse("a")',
    'export const x = z.string().transform(() => Date.now()).safeParse("a")',
    'export const x = v.parse(v.string(), "a")',
    'const type = z.string()\nexport const x = type("a")',
    `export const x = z['parse']('a')`,
    'const Set = z.object\nexport const x = new Set([1])',
    'export const x = new Proxy({}, {})',
    'export const x = new z.Thing()',
    'export const x = unknownGlobal',
    `export const x = \`\${unknownGlobal}\``,
    'export const x = (1, 2)',
    'export const x = class { static { } }',
    'export const x = require("./x.cjs")',
  ])('%s', (text) => {
    expect(declares(head + text)).toBe(false)
  })

  it('nor does a language that is not read here', () => {
    expect(declares('{ "a": 1 }', '/p/a.json')).toBe(true)
    expect(declares('exports.a = 1', '/p/a.cjs')).toBe(false)
    expect(declares('', '/p/a.wasm')).toBe(false)
  })
})

describe('a whole project', () => {
  it('declares only if each of its modules does', async () => {
    const one = `import { asset } from '#project'\nimport { size } from '../lib/size.ts'\nexport const one = asset({ tags: [size] }, () => [{ id: 1 }])\n`
    const files = { 'assets/index.ts': `export * from './one.ts'\n`, 'assets/one.ts': one }
    const pure = tempProject({ ...files, 'lib/size.ts': `export const size = 'big'\n` })
    expect((await loadProject({ cwd: pure })).loadEffect()).toBe(undefined)
    const impure = tempProject({ ...files, 'lib/size.ts': `export const size = String(process.pid)\n` })
    const { loadEffect, modules } = await loadProject({ cwd: impure })
    expect(loadEffect()).toEqual({ path: join(impure, 'lib/size.ts'), line: 1 })
    expect(modules.map(({ path }) => path)).toContain(join(impure, 'lib/size.ts'))
  })

  it('as this repository does, whose example is remembered', async () => {
    expect((await loadProject({ cwd: repository })).loadEffect()).toBe(undefined)
  })
})
