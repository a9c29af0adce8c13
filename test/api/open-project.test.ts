import { execFile } from 'node:child_process'
import { existsSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, onTestFinished, test } from 'vitest'
import { AssetErrors, type OpenProjectOptions, openProject, type RunEvent } from '../../src/api/run.ts'
import { sql } from '../../src/index.ts'
import { createProject } from '../rig/project.ts'

const words = `
  import { asset } from '#project'
  import { called } from '../rig.ts'
  export const words = asset(async () => {
    await called('words')
    console.log('two words')
    return [{ id: 1, word: 'ice' }, { id: 2, word: 'snow' }]
  })
  export const lengths = asset(({ words }) => words.map((row) => ({ ...row, length: row.word.length })))
`

/** Where a link leads, as far as it is still there. */
function targetOf(link: string): string {
  try {
    return readlinkSync(link)
  } catch {
    return ''
  }
}

async function opened(assets: string, options: OpenProjectOptions = {}) {
  const project = await createProject({ 'assets/index.ts': assets })
  const api = await openProject({ cwd: project.folder, ...options })
  onTestFinished(async () => {
    await api[Symbol.asyncDispose]()
    await project[Symbol.asyncDispose]()
  })
  return { project, api }
}

describe('a program that opens a project', () => {
  test('a table whose file is freed while somebody has it open is told as missing, and its query too', async () => {
    const { project, api } = await opened(words)
    await api.materialize()
    const table = await api.table('words')
    await project.loseObject('words')
    const gone = { code: 'STORE_BLOB_MISSING', message: expect.stringContaining('removed while it was read') }
    await expect(table.all()).rejects.toMatchObject(gone)
    await expect(table.where(sql`id > 1`).all()).rejects.toMatchObject(gone)
  })

  test.skipIf(!existsSync('/proc/self/fd'))(
    'what was only queried is closed where the next reading loads anew',
    async () => {
      const { project, api } = await opened(words)
      await api.materialize()
      const opens = () =>
        readdirSync('/proc/self/fd').filter((fd) => targetOf(`/proc/self/fd/${fd}`).startsWith(project.folder)).length
      const countWords = async () => (await api.query('select count(*) as n from words')).rows
      expect(await countWords()).toEqual([{ n: 2 }])
      const atFirst = opens()
      for (let turn = 0; turn < 5; turn++) {
        await expect(api.table('nothing')).rejects.toMatchObject({ code: 'SELECTION_EMPTY' })
        await api.materialize('words', { force: true })
        expect(await countWords()).toEqual([{ n: 2 }])
      }
      expect(opens()).toBe(atFirst)

      const table = await api.table('words')
      await api.materialize('words', { force: true })
      await countWords()
      expect(await table.all()).toHaveLength(2)
    },
  )

  test('makes, reads and asks as the command does, and the command sees what it made', async () => {
    const { project, api } = await opened(words)
    expect((await api.status()).counts).toMatchObject({ missing: 2, fresh: 0 })
    expect((await api.plan('lengths')).steps.map(({ asset, action }) => `${action} ${asset}`)).toEqual([
      'run words',
      'run lengths',
    ])
    const run = await api.materialize('lengths')
    expect(run).toMatchObject({ ok: true, counts: { ran: 2 } })
    run.throwIfFailed()
    expect(await project.json('status')).toMatchObject({ counts: { fresh: 2 } })
    expect(await api.materialize()).toMatchObject({ ok: true, counts: { skipped: 2 } })
    expect(project.calls.count('words')).toBe(1)

    const table = await api.table('lengths')
    expect(await table.pick('word', 'length').all()).toEqual([
      { word: 'ice', length: 3 },
      { word: 'snow', length: 4 },
    ])
    expect((await api.query('select count(*) as n, max(length) as longest from lengths')).rows).toEqual([
      { n: 2, longest: 4 },
    ])
    expect(await api.check()).toMatchObject({ ok: true, basis: 'store' })
    expect(await api.explain('lengths')).toMatchObject({ status: 'fresh' })
    expect((await api.list()).map(({ name }) => name)).toEqual(['words', 'lengths'])
    expect((await api.lineage()).edges).toMatchObject([{ from: 'words', to: 'lengths' }])
    expect(await api.history('words')).toMatchObject([{ asset: 'words', outcome: 'ran' }])
  })

  test('calls functions in a thread and in a process of their own', async () => {
    const isolated = (isolate: string) => `asset({ isolate: '${isolate}' }, ({ words }) => [{ n: words.count }])`
    const { api } = await opened(`${words}
      export const there = ${isolated('thread')}
      export const elsewhere = ${isolated('process')}`)
    const run = await api.materialize()
    run.throwIfFailed()
    expect(run.counts).toMatchObject({ ran: 4 })
  })

  test('sees an edit of a file while it is open, and what another process has made', async () => {
    const { project, api } = await opened(words)
    await api.materialize()
    project.edit({ 'assets/index.ts': words.replace("'snow'", "'sleet'") })
    expect(await api.status('words')).toMatchObject({ assets: [{ status: 'stale' }] })
    await project.assets('materialize')
    expect(await (await api.table('lengths')).pick('length').all()).toEqual([{ length: 3 }, { length: 5 }])
    project.edit({ 'assets/index.ts': `${words}\nexport const more = asset(() => [{ n: 1 }])` })
    await project.assets('materialize', 'more')
    expect(await (await api.table('more')).all()).toEqual([{ n: 1 }])
    project.edit({ 'assets/index.ts': `${words}\nexport const last = asset(() => [{ n: 2 }])` })
    await project.assets('materialize', 'last')
    expect((await api.query('select n from last')).rows).toEqual([{ n: 2 }])
  })

  test('an integer beyond 2^53 is an error, and neither rounded nor another type than its neighbours', async () => {
    const { api } = await opened(words)
    await expect(api.query('select 9007199254740993 as n')).rejects.toThrow(
      'column "n" is an INT64 with a value beyond 2^53',
    )
    expect((await api.query("select 1.10::decimal(4,2) as price, date '2026-01-05' as day")).rows).toEqual([
      { price: '1.10', day: '2026-01-05' },
    ])
  })

  test('gives the rows that fail a check, of the version that it holds back', async () => {
    const { project, api } = await opened(`
      import { sql } from 'assetstore'
      import { asset, check } from '#project'
      export const orders = asset(() => [{ id: 1, amount: 5 }])
      export const large = check(({ orders }) => sql\`select id from \${orders} where amount > 50\`)`)
    await expect(api.table('orders', { failing: 'large' })).rejects.toMatchObject({ code: 'STORE_EMPTY' })
    await api.materialize()
    expect(await api.table('orders', { failing: 'large' })).toBe(undefined)
    project.edit({
      'assets/index.ts': (await readFile(join(project.folder, 'assets/index.ts'), 'utf8')).replace(
        'amount: 5',
        'amount: 70',
      ),
    })
    await api.materialize()
    expect(await (await api.table<{ id: number }>('orders', { failing: 'large' }))?.all()).toEqual([{ id: 1 }])
    await expect(api.table('orders', { failing: 'larg' })).rejects.toMatchObject({ code: 'CLI_USAGE' })
  })

  test('names what it does not know as the command does', async () => {
    const { project, api } = await opened(words)
    await expect(api.status('word')).rejects.toMatchObject({ code: 'SELECTION_EMPTY' })
    await expect(api.table('words')).rejects.toMatchObject({ code: 'STORE_EMPTY', fix: 'assets materialize words' })
    await expect(api.query('select * from wordz')).rejects.toMatchObject({ code: 'QUERY_SQL' })
    await expect(api.materialize('words', { wait: 'soon' as never })).rejects.toMatchObject({ code: 'ASSET_OPTIONS' })
    await expect(openProject({ cwd: '/' })).rejects.toMatchObject({ code: 'PROJECT_NOT_FOUND' })
    project.edit({ 'assets/index.ts': 'export const = 1' })
    await expect(api.status()).rejects.toMatchObject({ code: 'PROJECT_SYNTAX' })
  })
})

describe('a run from a program', () => {
  test('tells its events, and what a listener prints about them is none', async () => {
    const { api } = await opened(words)
    const events: RunEvent[] = []
    await api.materialize('words', {
      onEvent(event) {
        events.push(event)
        console.debug(event.type)
      },
    })
    expect(events.flatMap((event) => (event.type === 'step_log' ? [event.message] : []))).toEqual(['two words'])
    expect(events.at(0)?.type).toBe('run_started')
    expect(events.at(-1)?.type).toBe('run_finished')
  })

  test('a listener that throws stops the run, and is no failure of the asset', async () => {
    const { api } = await opened(words)
    const onEvent = ({ type }: RunEvent) => {
      if (type === 'step_log') throw new Error('the listener is broken')
    }
    await expect(api.materialize('lengths', { onEvent })).rejects.toThrow('the listener is broken')
    expect((await api.status()).counts.failed).toBe(0)
    expect(await api.materialize('lengths')).toMatchObject({ ok: true })
  })

  test('failures are outcomes, and are thrown by who asks for it', async () => {
    const { api } = await opened(`
      import { asset } from '#project'
      export const good = asset(() => [{ n: 1 }])
      export const bad = asset(() => { throw new Error('no such price') })
      export const worse = asset(() => { throw new Error('no such day') })
      export const below = asset(({ bad }) => bad)
    `)
    const run = await api.materialize()
    expect(run).toMatchObject({ ok: false, counts: { ran: 1, failed: 2, blocked: 1 } })
    expect(() => run.throwIfFailed()).toThrow(AssetErrors)
    const one = await api.materialize('bad')
    expect(() => one.throwIfFailed()).toThrow(
      expect.objectContaining({ code: 'ASSET_FAILED', message: expect.stringContaining('no such price') }),
    )
  })

  test('stops at its signal, and keeps what is finished', async () => {
    const { project, api } = await opened(`
      import { asset } from '#project'
      import { called } from '../rig.ts'
      export const first = asset(() => [{ n: 1 }])
      export const second = asset(async ({ first }) => { await called('second'); return first })
    `)
    const stop = new AbortController()
    const held = project.calls.hold('second')
    const running = api.materialize('second', { signal: stop.signal })
    await held.waiting()
    stop.abort()
    const run = await running
    held.release()
    expect(run).toMatchObject({ ok: false, counts: { ran: 1, cancelled: 1 } })
    expect(() => run.throwIfFailed()).toThrow(expect.objectContaining({ code: 'ASSET_CANCELLED' }))
    expect((await api.status()).assets.map(({ status }) => status)).toEqual(['fresh', 'missing'])
  })

  test('two runs of one project at once make each asset once', async () => {
    const { project, api } = await opened(words)
    const runs = await Promise.all([api.materialize(), api.materialize(), api.materialize()])
    expect(runs.map(({ ok }) => ok)).toEqual([true, true, true])
    expect(project.calls.count('words')).toBe(1)
  })

  test('two projects in one process keep their lines, errors and tables apart', async () => {
    const project = (name: string) => `
      import { asset } from '#project'
      export const rows = asset(async () => {
        for (let n = 0; n < 20; n += 1) {
          console.log('${name}')
          await new Promise((resolve) => setTimeout(resolve, 1))
        }
        return [{ name: '${name}' }]
      })
      export const stray = asset(() => new Promise(() => { setTimeout(() => { throw new Error('stray of ${name}') }) }))
    `
    const all = await Promise.all(['one', 'two'].map((name) => opened(project(name), { guardProcess: true })))
    const { write } = process.stdout
    const logs = await Promise.all(
      all.map(async ({ api }) => {
        const lines = new Set<string>()
        const run = await api.materialize(undefined, {
          onEvent: (event) => void (event.type === 'step_log' && lines.add(event.message)),
        })
        return { lines: [...lines], error: run.error?.message, rows: await (await api.table('rows')).all() }
      }),
    )
    expect(logs).toEqual([
      { lines: ['one'], error: expect.stringContaining('stray of one'), rows: [{ name: 'one' }] },
      { lines: ['two'], error: expect.stringContaining('stray of two'), rows: [{ name: 'two' }] },
    ])
    expect(process.stdout.write).toBe(write)
  })
})

test('a plain script, with the types of the project', async () => {
  const project = await createProject({ 'assets/index.ts': words })
  onTestFinished(() => project[Symbol.asyncDispose]())
  writeFileSync(
    join(project.folder, 'main.ts'),
    `
      import { openProject } from 'assetstore/run'
      import { words } from './assets/index.ts'
      if (words === undefined) throw new Error('the script has the definitions as well')
      await using project = await openProject<typeof import('./assets/index.ts')>({ captureOutput: false })
      const run = await project.materialize('lengths')
      const rows = await (await project.table('lengths')).all()
      const longest: number = Math.max(...rows.map((row) => row.length))
      console.log(JSON.stringify({ ok: run.ok, longest }))
    `,
  )
  // The test answers the call of `words` meanwhile.
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['main.ts'], { cwd: project.folder })
  expect({ stdout, stderr }).toEqual({ stdout: 'two words\n{"ok":true,"longest":4}\n', stderr: '' })
})
