import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { createProject } from '../rig/project.ts'

const both = (isolate: string) => ({
  'assets/index.ts': `
import { asset } from '#project'
import { called } from '../rig.ts'
export const one = asset({ isolate: '${isolate}' }, async () => { await called('one'); return [{ id: 1 }] })
export const two = asset({ isolate: '${isolate}' }, async () => { await called('two'); return [{ id: 2 }] })
`,
})

describe.each(['thread', 'process'] as const)('isolate: %o', (isolate) => {
  test('lets functions be at work at the same time', async () => {
    await using project = await createProject(both(isolate))
    const [one, two] = [project.calls.hold('one'), project.calls.hold('two')]
    const run = project.json('materialize', '--concurrency', '2')
    await Promise.all([one.waiting(), two.waiting()])
    one.release()
    two.release()
    expect((await run).counts).toMatchObject({ ran: 2 })
  })

  test('makes nothing stale where it is added, changed or taken away', async () => {
    await using project = await createProject(both(isolate))
    await project.json('materialize')
    for (const option of ["isolate: 'thread'", "isolate: 'process'", '']) {
      const text = both(isolate)['assets/index.ts'].replaceAll(`isolate: '${isolate}'`, option)
      project.edit({ 'assets/index.ts': text })
      expect((await project.json('status')).counts).toMatchObject({ fresh: 2 })
      expect((await project.json('materialize')).counts).toMatchObject({ skipped: 2 })
    }
  })

  test('calls the code that the run has loaded, whatever the file is by then', async () => {
    const files = {
      'src/text.ts': "export const text = 'one'\n",
      'assets/index.ts': `
import { asset } from '#project'
import { called } from '../rig.ts'
import { text } from '../src/text.ts'
export const first = asset(async () => { await called('first'); return [{ id: 1 }] })
export const it = asset({ isolate: '${isolate}' }, async ({ first }) => [{ text, count: first.count }])
`,
    }
    await using project = await createProject(files)
    const first = project.calls.hold('first')
    const run = project.json('materialize')
    await first.waiting()
    project.edit({ 'src/text.ts': "export const text = 'two'\n" })
    first.release()
    await run
    expect((await project.json('show', 'it')).rows).toEqual([{ text: 'one', count: 1 }])
    expect((await project.json('status', 'it')).assets[0].status).toBe('stale')
  })

  test('opens a resource once in each, reads its variables, and closes it there', async () => {
    await using project = await createProject({
      'assets.config.ts': `
import { appendFileSync } from 'node:fs'
import { defineProject, resource } from 'assetstore'
const note = (text: string) => appendFileSync('notes.txt', text + '\\n')
const client = resource({
  open({ env }) { note('open ' + env('SOME_URL', 'none')); return { url: env('SOME_URL', 'none') } },
  close() { note('close'); throw new Error('it stays open') },
})
const project = defineProject({ assets: () => import('./assets/index.ts'), resources: { client } })
export default project
export const { asset } = project
`,
      'assets/index.ts': `
import { asset } from '#project'
export const one = asset({ isolate: '${isolate}' }, (_, { client }) => [{ url: client.url }])
export const two = asset({ isolate: '${isolate}' }, ({ one }, { client }) => [{ url: client.url, count: one.count }])
`,
    })
    const { steps } = await project.json('materialize', '--concurrency', '1')
    expect(steps.map(({ warning }: { warning?: string }) => warning)).toEqual([
      'the resource client did not close: Error: it stays open',
      undefined,
    ])
    const { readFileSync } = await import('node:fs')
    expect(readFileSync(`${project.folder}/notes.txt`, 'utf8')).toBe('open none\nclose\n')
    const changed = await project.run(['status', '--json'], { env: { SOME_URL: 'other' } })
    expect(JSON.parse(changed.stdout).counts).toMatchObject({ stale: 2 })
  })

  test('gives the memory back that a function holds: what holds much of it ends, and with the run the rest', async () => {
    await using project = await createProject({
      'assets/index.ts': `
import { threadId } from 'node:worker_threads'
import { asset } from '#project'
const held: Buffer[] = []
const row = () => ({ held: held.length, pid: process.pid, thread: threadId })
export const large = asset({ isolate: '${isolate}' }, () => { held.push(Buffer.alloc(300 * 2 ** 20)); return [row()] })
export const next = asset({ isolate: '${isolate}' }, async ({ large }) => [...(await large.all()), row()])
`,
    })
    await project.json('materialize', '--concurrency', '1')
    const [large, next] = (await project.json('query', 'SELECT * FROM next ORDER BY held DESC')).rows
    expect([large.held, next.held]).toEqual([1, 0])
    const { pid, thread } = large
    expect({ pid, thread }).not.toEqual({ pid: next.pid, thread: next.thread })
    const isThere = (one: number) => existsSync(`/proc/${one}/fd`)
    if (isolate === 'process' && existsSync('/proc/self')) expect([pid, next.pid].filter(isThere)).toEqual([])
  })

  test('takes late what its function has left running, and an error that is no asset’s ends the run', async () => {
    await using project = await createProject({
      'assets/index.ts': `
import { asset } from '#project'
import { called } from '../rig.ts'
export const it = asset({ isolate: '${isolate}' }, async () => { called('later').then(() => { throw new Error('afterwards') }); return [{ id: 1 }] })
export const other = asset({ isolate: '${isolate}' }, async ({ it }) => { await called('other'); return [{ count: it.count }] })
`,
    })
    const later = project.calls.hold('later')
    const other = project.calls.hold('other')
    const run = project.json('materialize', '--concurrency', '1')
    await other.waiting()
    later.release()
    other.release()
    const { steps } = await run
    expect(steps[0]).toMatchObject({ asset: 'it', outcome: 'failed' })
    expect(steps[0].error.message).toContain('its function had returned, and then: Error: afterwards')
  })
})

describe.each(['thread', 'process'])('a variable that is read in a %s alone', (isolate) => {
  test('stands in no error and no log of it', async () => {
    await using project = await createProject({
      'assets.config.ts': `
import { defineProject, resource } from 'assetstore'
const client = resource({ open: ({ env }) => { throw new Error('refused: ' + env('SERVICE_URL') + ' ' + env.secret('SERVICE_TOKEN')) } })
const project = defineProject({ assets: () => import('./assets/index.ts'), resources: { client } })
export default project
export const { asset } = project
`,
      'assets/index.ts': `
import { asset } from '#project'
export const it = asset({ isolate: '${isolate}' }, (_: {}, { client }) => [{ id: String(client) }])
`,
    })
    const env = { SERVICE_URL: 'https://service.example.com', SERVICE_TOKEN: 'a-token-of-a-service' }
    const { stdout } = await project.run(['materialize', '--json'], { env })
    expect(JSON.parse(stdout).steps[0].error.message).toContain('refused: … …')
    const logs = await project.assets('logs', 'it')
    expect(`${stdout}${logs.stdout}`).not.toMatch(/service\.example\.com|a-token-of-a-service/)
  })
})

test('where it has nothing to act on it is refused', async () => {
  await using project = await createProject({
    'assets/index.ts': `
import { asset, check, source } from '#project'
export const wrong = asset({ isolate: 'worker' as any }, () => [{ id: 1 }])
export const python = asset.python({ file: './some.py', isolate: 'thread' })
export const files = source.files('*.md', { as: 'text', isolate: 'thread' } as any)
`,
    'assets/some.py': 'def python():\n    return []\n',
  })
  const { errors } = await project.json('plan')
  expect(
    (errors as { message: string }[]).map(({ message }) => message).filter((text) => text.includes('isolate')),
  ).toEqual([
    "wrong has isolate: 'worker', which is to be 'thread' or 'process'",
    "python has isolate: 'thread', and its function is of another language",
    'files has an unknown option "isolate"',
  ])
})

test('a row function cannot be isolated by itself', async () => {
  await using project = await createProject({
    'assets/index.ts': `
import { asset } from '#project'
export const raw = asset(() => [{ id: 1 }])
export const it = asset(({ raw }) => raw.map({ isolate: 'thread' } as any, (row) => row))
`,
  })
  const { steps } = await project.json('materialize')
  expect(steps[1].error).toMatchObject({
    message: 'map was given the option isolate, which is one of the whole asset',
    fix: "say it there: asset({ isolate: 'thread' }, …); its row functions are called there, too",
  })
})
