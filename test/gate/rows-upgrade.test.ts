import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readLock } from '../../src/store/lock/read-lock.ts'
import { rowsScheme } from '../../src/store/row-schemes.ts'
import { createProject, type Document, type Project } from '../rig/project.ts'
import { clone, statusesOf } from './clone.ts'

/**
 * A project with its store, as the command of 0.1.0 left it. It was made by that release: `assets materialize`, twice with an edit of `prices.csv`
 * and of `top` that were taken back again; then caches and logs were removed.
 */
const archive = join(import.meta.dirname, 'project-0.1.0.tar.gz')

let project: Project
beforeEach(async () => {
  project = await createProject({})
  execFileSync('tar', ['-xzf', archive, '-C', project.folder])
})
afterEach(() => project[Symbol.asyncDispose]())

const names = 'prices names wide total loud ranked top vectors lengths valid refused some dear'.split(' ')
const allFresh = Object.fromEntries(names.map((name) => [name, 'fresh']))
const lockOf = () => readFileSync(join(project.folder, '.assetstore', 'assets.lock'), 'utf8')
const schemes = () => new Set(readLock(lockOf()).entries.map((entry) => entry.schemes.rows))
/** What was made, and what was taken from the store. */
async function ran(...words: string[]): Promise<Record<string, string>> {
  const { steps } = await project.json('materialize', ...words)
  const outcomes = steps.filter(({ outcome }: Document) => outcome !== 'skipped')
  return Object.fromEntries(outcomes.map(({ asset, outcome }: Document) => [asset, outcome]))
}
const edit = (file: string, from: string, to: string) => {
  const path = join(project.folder, file)
  const text = readFileSync(path, 'utf8')
  expect(text).toContain(from)
  writeFileSync(path, text.replace(from, to))
}

describe('a store of 0.1.0, whose rows are hashed in another way now', () => {
  test('is fresh as it is, on the lock of a clean clone too; the first run makes nothing and hashes what is there', async () => {
    expect(statusesOf(await project.json('check'))).toEqual(allFresh)
    using copy = clone(project)
    expect(statusesOf(await copy.json(['check']))).toEqual(allFresh)
    expect(await ran()).toEqual({})
    expect(schemes()).toEqual(new Set([rowsScheme]))
    expect(statusesOf(await project.json('check'))).toEqual(allFresh)
    expect(await ran()).toEqual({})
    using later = clone(project)
    expect(statusesOf(await later.json(['check']))).toEqual(allFresh)
  })

  test('what is made again with the rows that it had stops what is below it', async () => {
    const outcomes = await ran('--force', 'ranked', 'wide', 'loud', 'total')
    expect(outcomes).toMatchObject({ ranked: 'unchanged', loud: 'unchanged', total: 'unchanged' })
    // Its list of floats holds a null, which makes it another type of column since then.
    expect(outcomes.wide).toBe('ran')
    expect(statusesOf(await project.json('check'))).toEqual(allFresh)
  })

  test('of what is computed row by row only the rows that are new are computed', async () => {
    edit('prices.csv', 'Bread', 'Rye bread')
    const { steps } = await project.json('materialize')
    const work = (name: string) => steps.find(({ asset }: Document) => asset === name).work
    expect(work('vectors')).toMatchObject({ computed: 1, reused: 3 })
    expect(work('lengths')).toMatchObject({ computed: 1, reused: 3 })
    edit('prices.csv', 'Milk', 'Oat milk')
    const again = await project.json('materialize')
    expect(again.steps.find(({ asset }: Document) => asset === 'vectors').work).toMatchObject({
      computed: 1,
      reused: 3,
    })
  })

  test('its sql may be laid out in another way, before the first run of what it kept and after it', async () => {
    edit('assets/index.ts', 'sql`select sum', 'sql`\n  select sum')
    const laidOut = Object.entries(statusesOf(await project.json('check'))).filter(([, status]) => status !== 'fresh')
    expect(laidOut.length, 'it knew the text as it was written, and nothing else').toBeGreaterThan(0)
    edit('assets/index.ts', 'sql`\n  select sum', 'sql`select sum')
    expect(await ran()).toEqual({})
    edit('assets/index.ts', 'sql`select sum', 'sql`\n  select sum')
    expect(statusesOf(await project.json('check'))).toEqual(allFresh)
    using copy = clone(project)
    expect(statusesOf(await copy.json(['check']))).toEqual(allFresh)
    expect(await ran()).toEqual({})
  })

  test('what it kept of other code and other data is found, and no function runs', async () => {
    edit('assets/index.ts', 'slice(0, 2)', 'slice(0, 3)')
    expect(await ran()).toEqual({ top: 'reused' })
    edit('prices.csv', 'Tea', 'Coffee')
    expect(await ran('prices')).toEqual({ prices: 'reused' })
  })

  test('plan and lineage read its row maps before anything is written', async () => {
    edit('prices.csv', 'Bread', 'Rye bread')
    await project.assets('materialize', 'prices')
    const { steps } = await project.json('plan', 'vectors')
    expect(steps.find(({ asset }: Document) => asset === 'vectors')).toMatchObject({ work: { compute: 1, of: 4 } })
    expect((await project.assets('lineage', 'vectors', '--row', 'Milk')).stdout).toContain('from prices')
  })

  test('a run of a part of it leaves lines of 0.1.0 in the lock, and a clean clone compares them with what they were written with', async () => {
    edit('assets/index.ts', 'toUpperCase() }', 'toUpperCase(), more: 1 }')
    edit('assets/index.ts', 'slice(0, 2)', 'slice(0, 4)')
    await project.assets('materialize', 'wide')
    expect(schemes().size).toBe(2)
    edit('assets/index.ts', 'toUpperCase(), more: 1 }', 'toUpperCase() }')
    edit('assets/index.ts', 'slice(0, 4)', 'slice(0, 2)')
    using copy = clone(project)
    expect(statusesOf(await copy.json(['check']))).toEqual(allFresh)
    copy.edit({ '.assetstore/assets.lock': lockOf().replaceAll('"older":["rows/1', '"older":["rows/0') })
    expect(statusesOf(await copy.json(['check']))).toMatchObject({ loud: 'stale', top: 'stale', total: 'fresh' })
    expect(await ran()).toEqual({})
    expect(schemes()).toEqual(new Set([rowsScheme]))
    expect(lockOf()).not.toContain('"older"')
  })

  test('rows that another machine has, and that this one has only in its lock, are no reason to be red', async () => {
    const lines = lockOf()
    await using other = await createProject({})
    execFileSync('tar', ['-xzf', archive, '-C', other.folder, '--exclude=catalog.sqlite', '--exclude=objects'])
    await other.assets('materialize', 'wide')
    expect(statusesOf(await other.json('check', 'wide'))).toEqual({ wide: 'fresh' })
    other.edit({ '.assetstore/catalog.sqlite': null, '.assetstore/records': null })
    expect(lines).not.toBe(readFileSync(join(other.folder, '.assetstore', 'assets.lock'), 'utf8'))
    expect(statusesOf(await other.json('check'))).toEqual(allFresh)
  })
})
