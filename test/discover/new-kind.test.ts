import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openProject } from '../../src/api/run.ts'
import { definitionKinds } from '../../src/define/definition.ts'
import { type NodeKind, nodeKinds } from '../../src/define/node-kinds.ts'
import { definerAt } from '../../src/discover/code/definers.ts'
import type { Kind } from '../../src/discover/kinds/kind.ts'
import { kinds } from '../../src/discover/kinds/kinds.ts'
import type { SourceEvidence, SourceKind } from '../../src/discover/kinds/source-kind.ts'
import { sourceKinds } from '../../src/discover/kinds/source-kinds.ts'
import { rememberedFile } from '../../src/store/remembered-file.ts'
import { createProject } from '../rig/project.ts'

interface NumbersOrigin {
  readonly type: 'numbers'
  readonly to: number
}

/** How far the data goes: what a new kind of source looks at. */
let reach = 0
let evidence: SourceEvidence = 'unknowable'

/** Everything that there is of a kind, in one object. */
const numbers: SourceKind<NumbersOrigin> = {
  type: 'numbers',
  roots: [],
  mistakes: ({ origin }) =>
    origin.to > 0 ? [] : [{ message: `goes to ${origin.to}`, fix: 'give it a number above 0' }],
  keyed: ({ origin }) => [['to', origin.to]],
  observe: async () => ({ type: 'known', version: `reach ${reach}` }),
  evidence: () => evidence,
  rows: async ({ to }) => Array.from({ length: Math.min(to, reach) }, (_, n) => ({ n: n + 1 })),
  columns: () => [{ name: 'n', type: 'DOUBLE' }],
}
const list = sourceKinds as unknown as SourceKind<NumbersOrigin>[]
list.push(numbers)

const assets = (to: number) => `
  import { asset } from '#project'
  import { called } from '../rig.ts'
  const origin = { type: 'numbers', to: ${to} }
  const at = { file: import.meta.filename, line: 4, column: 1 }
  export const counted = { [Symbol.for('assetstore.definition')]: { kind: 'source', origin, options: {}, at } }
  export const total = asset(async ({ counted }) => {
    await called('total')
    return [{ total: (await counted.all()).reduce((sum, { n }) => sum + n, 0) }]
  })
`

async function opened(to: number) {
  const project = await createProject({ 'assets/index.ts': assets(to) })
  const open = async () => {
    const api = await openProject({ cwd: project.folder })
    onTestFinished(() => api[Symbol.asyncDispose]())
    return api
  }
  onTestFinished(() => project[Symbol.asyncDispose]())
  return {
    project,
    open,
    memory: rememberedFile({ folder: join(project.folder, '.assetstore'), environment: 'development' }),
  }
}

test('a kind of source is one object in the list: it is observed, read, keyed, and makes what is below it stale', async () => {
  reach = 2
  evidence = 'unknowable'
  const { project, open, memory } = await opened(9)
  const api = await open()
  expect((await api.materialize()).steps).toMatchObject([
    { asset: 'counted', outcome: 'observed', rows: 2 },
    { asset: 'total', outcome: 'ran' },
  ])
  expect(await (await api.table('total')).all()).toEqual([{ total: 3 }])
  expect((await api.status()).counts).toMatchObject({ fresh: 2 })
  reach = 4
  expect((await api.status()).assets).toMatchObject([{ name: 'counted', status: 'stale' }, { status: 'maybe' }])
  await api.materialize()
  expect(await (await api.table('total')).all()).toEqual([{ total: 10 }])
  expect((await api.materialize()).counts).toMatchObject({ skipped: 2 })
  expect(project.calls.count('total')).toBe(2)

  project.edit({ 'assets/index.ts': assets(1) })
  expect((await (await open()).status()).assets[0]?.causes).toMatchObject([
    { kind: 'code_changed', subject: 'assets/index.ts origin' },
    { kind: 'options_changed', subject: '/options/to', before: '9', after: '1' },
  ])
  // Only the open project can tell whether it has moved: no later command answers from memory.
  expect(existsSync(memory)).toBe(false)
})

test('its own mistakes are told, no rows have its columns, and what the project tells anyway is remembered', async () => {
  const { open } = await opened(0)
  await expect(open().then((api) => api.list())).rejects.toMatchObject({
    code: 'ASSET_OPTIONS',
    message: 'counted goes to 0',
  })
  reach = 0
  evidence = 'covered'
  const empty = await opened(3)
  const api = await empty.open()
  expect((await api.materialize('counted')).steps).toMatchObject([{ outcome: 'observed', rows: 0 }])
  expect((await api.table('counted')).columns).toMatchObject([{ name: 'n' }])
})

test('the slice knows the member of `source` that makes it', () => {
  expect(definerAt(['source', 'numbers'])).toBe('numbers')
  expect(definerAt(['source', 'letters'])).toBeUndefined()
  expect(definerAt(['project', 'source', 'files'])).toBe('files')
  expect(definerAt(['source', 'function'])).toBeUndefined()
})

test('a kind of node is what it is in loading and what it is to the others: one that judges holds back what it judges', async () => {
  const judgements = kinds as Record<string, Kind>
  judgements.audit = { ...kinds.check, keyed: () => [['by', 'nobody']] } as Kind
  const toOthers = nodeKinds as Record<string, NodeKind>
  toOthers.audit = { ...nodeKinds.check, title: 'an audit' }
  const names = definitionKinds as readonly string[] as string[]
  names.push('audit')
  onTestFinished(() => {
    delete judgements.audit
    delete toOthers.audit
    names.pop()
  })
  const contents = (passes: boolean, more = '') => `
    import { asset } from '#project'
    export const numbers = asset(() => [{ n: 1 }])
    export const total = asset(async ({ numbers }) => [{ n: 1 }])
    const at = { file: import.meta.filename, line: 5, column: 1 }
    const run = async ({ numbers }) => ${passes}
    export const audited = { [Symbol.for('assetstore.definition')]: { kind: 'audit', run, options: {}, at } }
    ${more}
  `
  await using project = await createProject({ 'assets/index.ts': contents(false) })
  const materialized = async () => {
    await using api = await openProject({ cwd: project.folder })
    return (await api.materialize()).steps
  }
  expect(await materialized()).toMatchObject([
    { asset: 'numbers', outcome: 'failed', error: { code: 'CHECK_FAILED' } },
    { asset: 'audited', outcome: 'failed' },
    { asset: 'total', outcome: 'blocked' },
  ])
  project.edit({ 'assets/index.ts': contents(true) })
  expect(await materialized()).toMatchObject([
    { asset: 'numbers', outcome: 'reused' },
    { asset: 'audited', outcome: 'ran' },
    { asset: 'total', outcome: 'ran' },
  ])
  const again = `export const again = { [Symbol.for('assetstore.definition')]: { kind: 'audit', run: async ({ audited }) => true, options: {}, at } }`
  project.edit({ 'assets/index.ts': contents(true, again) })
  await expect(materialized()).rejects.toMatchObject({
    code: 'ASSET_UNKNOWN_UPSTREAM',
    message: 'again names "audited", which is an audit: its failing rows are read by assets alone',
  })
})
