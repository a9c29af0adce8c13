import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, test } from 'vitest'
import { createProject } from '../rig/project.ts'
import { alerting, receiver } from './receiver.ts'

test('what failed in a run that was killed is told once by the next one, which leaves it alone', async () => {
  await using at = await receiver()
  const given = alerting(`{ when: ['failed'], to: webhook({ url: 'ALERTS_URL' }) }`)
  await using project = await createProject({
    ...given,
    'assets.config.ts': (given['assets.config.ts'] as string).replace('schedules:', 'concurrency: 1, schedules:'),
    'assets/index.ts': `
      import { asset } from '#project'
      import { called } from '../rig.ts'
      export const raw = asset(() => { throw new Error('no data') })
      export const slow = asset(async () => { await called('slow'); return [{ n: 1 }] })`,
  })
  const env = { ALERTS_URL: at.url }
  const call = project.calls.hold('slow')
  const started = project.start(['schedule', 'tick'], { env })
  await call.waiting()
  started.process.kill('SIGKILL')
  await started.ended
  call.release()
  expect(at.received).toEqual([])
  const again = project.calls.hold('slow')
  const second = project.start(['schedule', 'tick'], { env })
  await again.waiting()
  // Before this run comes to its end, which it does not either.
  expect(at.received.length).toBe(1)
  second.process.kill('SIGKILL')
  await second.ended
  again.release()
  for (let time = 0; time < 2; time += 1) {
    await project.run(['schedule', 'tick'], { env })
    await new Promise((resolve) => setTimeout(resolve, 1_010 - (Date.now() % 1_000)))
  }
  expect(at.messages().map(({ failed }) => failed)).toEqual([
    [{ asset: 'raw', code: 'ASSET_FAILED', message: expect.stringContaining('no data') }],
    // In the second one nothing has failed anew.
    [],
  ])
})

test('what a run came to that was killed just at its end is told once, by whoever looks next', async () => {
  await using at = await receiver()
  await using project = await createProject({
    ...alerting(`{ when: ['recovered', 'finished', 'check_failed'], to: webhook({ url: 'ALERTS_URL' }) }`),
    'assets/index.ts': `
      import { asset, check } from '#project'
      export const raw = asset(async () => {
        if (process.env.BROKEN) throw new Error('no data')
        return [{ n: 1 }]
      })
      export const is_small = check({ severity: 'warn' }, ({ raw }) => ({ passed: raw.count > 1, message: 'too small' }))
      export const last = asset(({ raw }) => raw)`,
  })
  const env = { ALERTS_URL: at.url }
  await project.run(['materialize'], { env: { ...env, BROKEN: '1' } })
  const preload = `--import=${join(import.meta.dirname, '../robustness/stop-at-step.mjs')}`
  const stopped = { ...env, NODE_OPTIONS: preload, STOP_AT: 'committed', STOP_OF: 'last' }
  const killed = project.start(['materialize'], { env: stopped })
  await project.said(killed, 'it stops here')
  killed.process.kill('SIGKILL')
  await killed.ended
  expect(at.received).toEqual([])
  for (let time = 0; time < 2; time += 1) await project.run(['schedule', 'tick', '--late'], { env })
  expect(at.messages()).toMatchObject([
    {
      ...{
        kinds: ['check_failed', 'recovered', 'finished'],
        killed: true,
        made: expect.any(Number),
        recovered: [{ asset: 'raw' }],
      },
      checks: [{ asset: 'is_small', message: 'the check is_small failed: too small' }],
      text: expect.stringMatching(/^run \S+ was killed: 1 check found something, raw recovered, 2 made/),
    },
  ])
})

test('a process that is killed while it tells loses nothing, and the receiver knows a double by its id', async () => {
  const hears = Promise.withResolvers<void>()
  await using at = await receiver([0, 0], () => at.received.length === 2 && hears.resolve())
  await using project = await createProject(
    alerting(`{ when: ['finished'], to: [webhook({ url: 'ALERTS_URL' }), slack({ url: 'ALERTS_URL' })] }`),
  )
  const env = { ALERTS_URL: at.url }
  const started = project.start(['materialize'], { env })
  await hears.promise
  started.process.kill('SIGKILL')
  await started.ended
  const catalog = new Sqlite(join(project.folder, '.assetstore/catalog.sqlite'))
  catalog.exec('UPDATE outbox SET next_at = 0').close()
  for (let time = 0; time < 2; time += 1) await project.run(['schedule', 'tick', '--late'], { env })
  const ids = at.received.map(({ headers }) => headers['x-assets-id'])
  expect([ids.length, ids.slice(2).sort()]).toEqual([4, ids.slice(0, 2).sort()])
})
