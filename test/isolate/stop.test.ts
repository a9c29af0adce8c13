import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { createProject, type Project } from '../rig/project.ts'

const begun = 'writeFileSync(name, String(process.pid))'
const loop = (isolate: string) => ({
  'assets/index.ts': `
import { writeFileSync } from 'node:fs'
import { asset } from '#project'
const spin = (name: string) => { ${begun}; for (;;); }
export const endless = asset({ isolate: '${isolate}' }, () => { spin('endless'); return [] })
export const inRows = asset({ isolate: '${isolate}', timeout: '20s' }, function* () { yield { id: 1 }; spin('inRows') })
export const limited = asset({ isolate: '${isolate}', timeout: '1s' }, () => { for (;;); })
export const next = asset({ isolate: '${isolate}' }, () => [{ id: 1 }])
`,
})

describe.each(['thread', 'process'] as const)('a busy function with isolate: %o', (isolate) => {
  test.each(['endless', 'inRows'])('ends with the run on Ctrl-C, and leaves nothing half done: %s', async (name) => {
    await using project = await createProject(loop(isolate))
    const running = project.start(['materialize', name])
    const pid = await begunBy(project, name)
    running.process.kill('SIGINT')
    expect((await running.ended).exitCode).toBe(130)
    await gone(pid)
    expect((await project.json('status', name)).assets).toMatchObject([{ status: 'missing' }])
    expect(readdirSync(join(project.folder, '.assetstore/tmp'))).toEqual([])
  })

  test('ends where the command is killed', async () => {
    await using project = await createProject(loop(isolate))
    const running = project.start(['materialize', 'endless'])
    const pid = await begunBy(project, 'endless')
    running.process.kill('SIGKILL')
    await running.ended
    await gone(pid)
  })

  test('fails at its timeout, and what comes after it is made', async () => {
    await using project = await createProject(loop(isolate))
    const { steps } = await project.json('materialize', 'limited', 'next', '--concurrency', '1')
    expect(steps).toMatchObject([
      { asset: 'limited', outcome: 'failed', error: { code: 'ASSET_TIMEOUT' } },
      { asset: 'next', outcome: 'ran' },
    ])
  })
})

const dying = {
  'assets/index.ts': `
import { existsSync, writeFileSync } from 'node:fs'
import { asset } from '#project'
const filled = () => { const held = []; for (;;) held.push(new Array(100_000).fill({})) }
const once = (name: string, die: () => void) => { if (existsSync(name)) return; writeFileSync(name, ''); die() }
export const thread = asset({ isolate: 'thread' }, () => { process.reallyExit(4); return [] })
export const stopped = asset({ isolate: 'process' }, () => { process.reallyExit(4); return [] })
export const killed = asset({ isolate: 'process' }, () => { process.kill(process.pid, 'SIGKILL'); return new Promise(() => {}) })
export const crashed = asset({ isolate: 'process' }, () => { process.kill(process.pid, 'SIGSEGV'); return new Promise(() => {}) })
export const full = asset({ isolate: 'thread' }, filled)
export const halfway = asset({ isolate: 'process' }, function* () { for (let id = 0; id < 5000; id++) yield { id }; process.kill(process.pid, 'SIGKILL'); for (;;); })
export const again = asset({ isolate: 'process', retries: { attempts: 2, delay: 1 } }, () => { once('again', () => process.reallyExit(1)); return [{ id: 1 }] })
`,
}

test('one that dies is a failure of its asset that says how, and is tried again where retries say so', async () => {
  await using project = await createProject(dying, {
    env: { NODE_OPTIONS: '--max-old-space-size=200' },
    ownProcesses: true,
  })
  const { steps } = await project.json('materialize')
  const said = Object.fromEntries(
    (steps as { asset: string; outcome: string; error?: { message: string } }[]).map(({ asset, outcome, error }) => [
      asset,
      error?.message ?? outcome,
    ]),
  )
  expect(said).toEqual({
    thread: 'its thread ended in the middle of the call: exit code 4',
    stopped: 'its process ended with exit code 4 in the middle of the call',
    killed: 'its process was killed (SIGKILL), as the system does where memory runs out',
    crashed: 'its process crashed (SIGSEGV), in native code',
    full: 'its thread ran out of memory',
    halfway: 'its process was killed (SIGKILL), as the system does where memory runs out',
    again: 'ran',
  })
  expect((await project.json('status', 'halfway')).assets).toMatchObject([{ status: 'failed' }])
})

async function begunBy(project: Project, name: string): Promise<number> {
  const file = join(project.folder, name)
  while (!existsSync(file) || readFileSync(file, 'utf8') === '') await sleep(5)
  return Number(readFileSync(file, 'utf8'))
}

async function gone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0)
    } catch {
      return
    }
    await sleep(5)
  }
}
