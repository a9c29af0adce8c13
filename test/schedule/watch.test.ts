import { appendFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { watchLoop } from '../../src/app/watch/watch-loop.ts'
import { createProject } from '../rig/project.ts'
import { chain } from '../run/projects.ts'

test('what an edit changes is planned and made; a syntax error is shown and waited out', async () => {
  await using project = await createProject(chain)
  const watching = project.start(['watch'])
  const said = (text: string) => project.said(watching, text)
  const idle = 'waiting for an edit'
  await said(idle)
  expect(project.calls.names).toEqual(['raw', 'clean', 'report'])
  const planned = said('to run: clean (code changed: assets/clean.ts clean edited), 1 may follow')
  const edited = chain['assets/clean.ts']!.replace('trim()', 'trim().toUpperCase()')
  const made = said(idle)
  project.edit({ 'assets/clean.ts': edited })
  await planned
  await made
  const shown = said(idle)
  const told = said('error PROJECT_SYNTAX')
  project.edit({ 'assets/clean.ts': `${edited}\nexport const = 1` })
  await told
  await shown
  const again = said('3 assets up to date, waiting for an edit')
  project.edit({ 'assets/clean.ts': edited })
  await again
  watching.process.kill('SIGINT')
  expect((await watching.ended).exitCode).toBe(130)
  expect(project.calls.names).toEqual(['raw', 'clean', 'report', 'clean', 'report'])
})

test('an asset that every run makes again and that writes into the project is no reason for another run', async () => {
  await using project = await createProject({
    'data/in.csv': 'n\n1\n',
    'assets/index.ts': `
      import { writeFileSync } from 'node:fs'
      import { asset, source } from '#project'
      import { called } from '../rig.ts'
      export const read = source.table('data/in.csv')
      export const written = asset({ volatile: true }, async ({ read }) => {
        await called('written')
        writeFileSync('data/out.txt', String(Math.random()))
        return read
      })`,
  })
  const watching = project.start(['watch'])
  // Its own file is an edit that is looked at, and nothing comes of it.
  await project.said(watching, '2 assets up to date, waiting for an edit')
  expect(project.calls.count('written')).toBe(1)
  const made = project.said(watching, 'to run: read (')
  project.edit({ 'data/in.csv': 'n\n2\n' })
  await made
  await project.said(watching, '2 assets up to date, waiting for an edit')
  watching.process.kill('SIGINT')
  await watching.ended
  expect(project.calls.count('written')).toBe(2)
})

test('a check that warns is told in full, as `materialize` tells it', async () => {
  await using project = await createProject({
    'assets/index.ts': `
      import { asset, check } from '#project'
      export const raw = asset(() => [{ n: 1 }])
      export const large = check({ severity: 'warn' }, ({ raw }) => ({ passed: raw.count > 1, message: 'n is small' }))`,
  })
  const watching = project.start(['watch'])
  await project.said(watching, '1 warning')
  watching.process.kill('SIGINT')
  expect((await watching.ended).stderr).toContain('warning large\n  the check large failed: n is small\n')
})

test('a name that is mistyped ends it, as it ends any command', async () => {
  await using project = await createProject(chain)
  const { exitCode, stderr } = await project.assets('watch', 'reprot')
  expect(exitCode).toBe((await project.assets('materialize', 'reprot')).exitCode)
  expect(stderr).toContain('did you mean "report"?')
})

test('a mistake is told once nobody edits: a file that is saved by rename is gone for a moment', async () => {
  const stop = new AbortController()
  const told: string[] = []
  let [round, change] = [0, (): void => undefined]
  await watchLoop({
    changed: () =>
      new Promise<void>((resolve) => {
        change = resolve
      }),
    plan: async () => {
      round += 1
      if (round === 1) change()
      throw new Error(`mistake ${round}`)
    },
    materialize: async () => undefined,
    tellError: (error) => {
      told.push((error as Error).message)
      stop.abort()
      change()
    },
    signal: stop.signal,
    quietMs: 20,
  })
  expect(told).toEqual(['mistake 2'])
})

test('nothing is run while somebody edits, and the plan is of the last edit', async () => {
  const stop = new AbortController()
  const said: string[] = []
  let [edits, change] = [0, (): void => undefined]
  await watchLoop({
    changed: () =>
      new Promise<void>((resolve) => {
        change = resolve
      }),
    plan: async () => {
      said.push(`plan ${edits}`)
      // The first two edits come while the one before is planned.
      if (edits < 2) {
        edits += 1
        change()
      }
      return { runs: true, signature: String(edits), tell: () => undefined }
    },
    materialize: async () => {
      said.push(`run ${edits}`)
      stop.abort()
      change()
    },
    tellError: () => undefined,
    signal: stop.signal,
    quietMs: 20,
  })
  expect(said).toEqual(['plan 0', 'plan 1', 'plan 2', 'run 2'])
})

test('with --json each plan, run and mistake is a line', async () => {
  await using project = await createProject(chain)
  const watching = project.start(['watch', '--json'])
  await project.said(watching, '"event":"run"')
  const told = project.said(watching, '"event":"error"')
  project.edit({ 'assets/clean.ts': 'export const = 1' })
  await told
  watching.process.kill('SIGINT')
  const { stdout, stderr } = await watching.ended
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(lines.map(({ event }) => event)).toEqual(['plan', 'run', 'error', 'end'])
  expect(lines[0]).toMatchObject({ schemaVersion: 1, command: 'watch', willRun: true })
  expect(lines[0].steps).toHaveLength(3)
  expect(lines[1].counts).toMatchObject({ ran: 3 })
  expect(lines[2].error).toMatchObject({ code: 'PROJECT_SYNTAX' })
  expect(lines[3]).toMatchObject({ ok: false, exitCode: 130, runs: 1 })
  expect(stderr).toBe('')
})

test('a file that no asset reads may change all the time, also with what is said: the plan is told and run once', async () => {
  await using project = await createProject(chain)
  const watching = project.start(['watch'])
  const log = join(project.folder, 'watch.log')
  for (const stream of [watching.process.stdout, watching.process.stderr])
    stream?.on('data', (chunk) => appendFileSync(log, chunk))
  const busy = setInterval(() => appendFileSync(log, '.'), 20)
  onTestFinished(() => clearInterval(busy))
  await project.said(watching, '3 assets up to date, waiting for an edit')
  const made = project.said(watching, '3 assets up to date, waiting for an edit')
  project.edit({ 'assets/clean.ts': chain['assets/clean.ts']!.replace('trim()', 'trim().toUpperCase()') })
  await made
  project.calls.fail('clean', 1)
  const failed = project.said(watching, '1 failed and not edited since, waiting for an edit')
  project.edit({ 'assets/clean.ts': chain['assets/clean.ts']!.replace('trim()', 'trim().toLowerCase()') })
  await failed
  watching.process.kill('SIGINT')
  await watching.ended
  clearInterval(busy)
  const lines = readFileSync(log, 'utf8').split(/[.]*\n[.]*/)
  expect(lines.filter((line) => line.includes('to run:')).length).toBe(3)
  expect(lines.filter((line) => line.includes('3 assets up to date')).length).toBe(2)
  expect(project.calls.names).toEqual(['raw', 'clean', 'report', 'clean', 'report', 'clean'])
})
