import { createHmac } from 'node:crypto'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, test, vi } from 'vitest'
import { openProject } from '../../src/api/run.ts'
import { createProject } from '../rig/project.ts'
import { alerting, type Received, receiver } from './receiver.ts'

const hook = "webhook({ url: 'ALERTS_URL', secret: 'ALERTS_SECRET' })"

test('what failed is one message a run, with its root cause, what is blocked counted, signed, and no secret in it; then it recovers', async () => {
  await using at = await receiver()
  await using project = await createProject(alerting(`{ when: ['failed', 'recovered'], to: ${hook} }`))
  const env = { ALERTS_URL: at.url, ALERTS_SECRET: 'the shared secret', API_TOKEN: 'tok-123456' }
  const broken = await project.run(['materialize', '--json'], { env: { ...env, BROKEN: '1' } })
  expect(broken.exitCode).toBe(1)
  const { run } = JSON.parse(broken.stdout)
  const [message] = at.messages()
  expect(message).toEqual({
    ...{ schemaVersion: 1, kinds: ['failed'], run, environment: 'development', checks: [], recovered: [], late: [] },
    id: expect.any(String),
    at: expect.stringMatching(/Z$/),
    failed: [{ asset: 'raw', code: 'ASSET_FAILED', message: expect.stringContaining('the token is ***') }],
    blocked: 3,
    made: 0,
    text: expect.stringMatching(/^run \S+: 1 failed, 3 blocked, 0 made: raw: .*the token is \*\*\*/),
  })
  const [{ headers, body }] = at.received as [Received]
  const signature = createHmac('sha256', env.ALERTS_SECRET).update(body).digest('hex')
  expect(headers['x-assets-signature']).toBe(`sha256=${signature}`)
  expect(headers['x-assets-id']).toBe(message.id)
  expect((await project.run(['materialize'], { env })).exitCode).toBe(0)
  expect(at.messages().map(({ kinds, recovered }) => [kinds, recovered])[1]).toEqual([
    ['recovered'],
    [{ asset: 'raw' }],
  ])
  await project.run(['materialize', '--force'], { env })
  expect(at.received.length).toBe(2)
})

test('what was left alone was told of when it failed', async () => {
  await using at = await receiver()
  await using project = await createProject(alerting(`{ when: ['failed'], to: webhook({ url: 'ALERTS_URL' }) }`))
  const env = { ALERTS_URL: at.url, BROKEN: '1' }
  for (let time = 0; time < 2; time += 1) {
    await project.run(['schedule', 'tick'], { env })
    await new Promise((resolve) => setTimeout(resolve, 1_010 - (Date.now() % 1_000)))
  }
  expect(project.calls.count('raw')).toBe(1)
  expect(at.messages().map(({ kinds }) => kinds)).toEqual([['failed']])
})

test('each alert is about its selection and its kinds; Slack and a program are told in their own way', async () => {
  await using at = await receiver()
  await using project = await createProject({
    ...alerting(`
      { when: ['check_failed'], to: slack({ url: 'SLACK_URL' }) },
      { when: ['finished'], select: 'other', to: command(['node', 'tell.mjs']) },
      { when: ['failed'], to: slack({ url: 'SLACK_URL' }) }`),
    'tell.mjs':
      "import { writeFileSync } from 'node:fs'; import { text } from 'node:stream/consumers'\nwriteFileSync('told.json', await text(process.stdin))",
    'src/size.ts': 'export const size = 2\n',
    'assets/index.ts': (alerting('')['assets/index.ts'] as string).replace('too large', '1 > 0 <!channel> & <b>'),
  })
  const { exitCode } = await project.run(['materialize', '-C', project.folder], { env: { SLACK_URL: at.url } })
  expect(exitCode).toBe(0)
  expect(at.messages()).toEqual([
    {
      text: expect.stringMatching(
        /^run \S+: 1 check found something, 3 made: the check is_small failed: 1 &gt; 0 &lt;!channel&gt; &amp; &lt;b&gt;$/,
      ),
    },
  ])
  const told = JSON.parse((await import('node:fs')).readFileSync(`${project.folder}/told.json`, 'utf8'))
  expect(told).toMatchObject({ kinds: ['finished'], made: 1, failed: [], checks: [] })
})

test('a receiver that asks for patience is told again, with the same id', async () => {
  await using at = await receiver([503, 429])
  await using project = await createProject(alerting(`{ when: ['finished'], to: webhook({ url: 'ALERTS_URL' }) }`))
  const { stderr } = await project.run(['materialize'], { env: { ALERTS_URL: at.url } })
  expect(at.received.length).toBe(3)
  expect(new Set(at.messages().map(({ id }) => id)).size).toBe(1)
  expect(stderr).not.toContain('was not told')
})

test.each([
  ['an hour, in seconds', () => '3600', 60],
  ['an hour, by a date', () => new Date(Date.now() + 3_600_000).toUTCString(), 60],
  ['more time than there is', () => '9'.repeat(400), 24 * 60],
])('one that asks for %s holds up no run, and is told again after it or a day', async (_, patience, most) => {
  await using at = await receiver([429], undefined, patience())
  await using project = await createProject(alerting(`{ when: ['finished'], to: webhook({ url: 'ALERTS_URL' }) }`))
  const { exitCode, stderr } = await project.run(['materialize'], { env: { ALERTS_URL: at.url } })
  expect([exitCode, at.received.length]).toEqual([0, 1])
  expect(stderr).toContain('it answered 429; it is tried again later')
  const catalog = new Sqlite(join(project.folder, '.assetstore/catalog.sqlite'))
  const { next_at } = catalog.prepare('SELECT next_at FROM outbox').get() as { next_at: number }
  catalog.close()
  const minutes = (next_at - Date.now()) / 60_000
  expect(minutes).toBeGreaterThan(most - 5)
  expect(minutes).toBeLessThanOrEqual(most)
})

test('a receiver that is down fails no run, and is told when it is back', async () => {
  await using project = await createProject(alerting(`{ when: ['finished'], to: webhook({ url: 'ALERTS_URL' }) }`))
  const { exitCode, stderr } = await project.run(['materialize'])
  expect(exitCode).toBe(0)
  expect(stderr).toContain('webhook was not told of run')
  expect(stderr).toContain('the variable ALERTS_URL is not set; it is tried again later')
})

test('whoever ends a run while its receiver does not answer waits for no further attempt, and the message stays', async () => {
  const stop = new AbortController()
  await using at = await receiver([0, 0, 0], () => stop.abort())
  await using project = await createProject(alerting(`{ when: ['finished'], to: webhook({ url: 'ALERTS_URL' }) }`))
  vi.stubEnv('ALERTS_URL', at.url)
  await using api = await openProject({ cwd: project.folder })
  await api.materialize('raw', { signal: stop.signal })
  vi.unstubAllEnvs()
  expect(at.received.length).toBe(1)
  const catalog = new Sqlite(join(project.folder, '.assetstore/catalog.sqlite'))
  expect(catalog.prepare('SELECT tries FROM outbox').all()).toEqual([{ tries: 0 }])
  catalog.close()
})

test('what an earlier process left is sent when the runs that are due are over', async () => {
  await using project = await createProject(alerting(`{ when: ['finished'], to: webhook({ url: 'ALERTS_URL' }) }`))
  await project.run(['materialize'])
  new Sqlite(join(project.folder, '.assetstore/catalog.sqlite')).exec('UPDATE outbox SET next_at = 0').close()
  project.edit({ 'src/size.ts': 'export const size = 2\n' })
  const made: number[] = []
  await using at = await receiver([], () => made.push(project.calls.count('raw')))
  await project.run(['schedule', 'tick'], { env: { ALERTS_URL: at.url } })
  expect(made).toEqual([2, 2])
})

test('an alert by statuses that mean nothing today fails neither a run nor the schedules', async () => {
  await using at = await receiver()
  await using project = await createProject(
    alerting(`{ when: ['failed', 'late'], select: 'status:failed', to: webhook({ url: 'ALERTS_URL' }) }`),
  )
  const env = { ALERTS_URL: at.url }
  expect((await project.run(['materialize'], { env })).exitCode).toBe(0)
  expect((await project.run(['schedule', 'tick'], { env })).exitCode).toBe(0)
})

test('what was not made by its time is told once, by whoever looks first after it', async () => {
  await using at = await receiver()
  await using project = await createProject({
    ...alerting(`{ when: ['late'], select: 'report', to: webhook({ url: 'ALERTS_URL' }) }`),
    'assets/index.ts': `
      import { asset } from '#project'
      const dueBy = { cron: '0 0 * * *' }
      export const report = asset({ dueBy }, () => [{ n: 1 }])
      export const other = asset({ dueBy }, () => [{ n: 1 }])`,
  })
  const tick = async () =>
    (await project.run(['schedule', 'tick', '--late', '--json'], { env: { ALERTS_URL: at.url } })).stdout
  const { ticks, late } = JSON.parse(await tick())
  const midnight = `${new Date().toISOString().slice(0, 10)}T00:00:00.000Z`
  expect(ticks).toEqual([])
  expect(late).toEqual([{ asset: 'report', due: midnight, status: 'missing', message: 'never materialized' }])
  expect(JSON.parse(await tick())).toMatchObject({ ticks: [], late: [] })
  expect(at.messages()).toEqual([
    expect.objectContaining({
      ...{ schemaVersion: 1, kinds: ['late'], environment: 'development', late, failed: [], made: 0 },
      text: `report is late since ${midnight.slice(0, 10)} 00:00 UTC: never materialized`,
    }),
  ])
  expect(at.messages()[0]).not.toHaveProperty('run')
  // In another environment it is another asset that is late.
  await project.run(['schedule', 'tick', '--late', '--environment', 'production'], { env: { ALERTS_URL: at.url } })
  expect(at.messages().map(({ environment }) => environment)).toEqual(['development', 'production'])
})

test('what is made in time is told by nobody, also where it is stale later', async () => {
  await using at = await receiver()
  await using project = await createProject({
    ...alerting(`{ when: ['late'], to: webhook({ url: 'ALERTS_URL' }) }`),
    'assets/index.ts': `
      import { asset } from '#project'
      import { size } from '../src/size.ts'
      export const report = asset({ dueBy: { cron: '0 0 * * *' } }, () => [{ size }])`,
  })
  const env = { ALERTS_URL: at.url }
  await project.run(['materialize'], { env })
  await project.run(['schedule', 'tick', '--late'], { env })
  new Sqlite(join(project.folder, '.assetstore/catalog.sqlite')).exec('UPDATE records SET started_at = 0').close()
  project.edit({ 'src/size.ts': 'export const size = 2\n' })
  expect((await project.json('status')).assets[0]).toMatchObject({ status: 'stale', late: expect.any(String) })
  const { stdout } = await project.run(['schedule', 'tick', '--late'], { env })
  expect(stdout).toContain('nothing is late')
  expect(at.received).toEqual([])
})

test('a project that does not load is told of once, by what runs unattended', async () => {
  await using at = await receiver()
  await using project = await createProject(
    alerting(
      `{ when: ['failed'], select: 'raw', to: ${hook} }, { when: ['finished'], to: slack({ url: 'ALERTS_URL' }) }`,
    ),
  )
  const env = { ALERTS_URL: at.url, ALERTS_SECRET: 'the shared secret' }
  project.edit({ 'src/size.ts': 'export const size = \n' })
  expect((await project.run(['materialize'], { env })).exitCode).toBe(2)
  expect(at.received).toEqual([])
  for (let time = 0; time < 2; time += 1) {
    const { exitCode, stderr } = await project.run(['schedule', 'tick'], { env })
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('src/size.ts:1')])
  }
  expect(at.messages()).toEqual([
    expect.objectContaining({
      ...{
        kinds: ['failed'],
        failed: [],
        made: 0,
        text: expect.stringMatching(/^the project does not load.*src\/size\.ts:1/),
      },
      error: { code: 'PROJECT_SYNTAX', message: expect.any(String), at: 'src/size.ts:1' },
    }),
  ])
})

test('a gc that fails is told of, since it is the failure of no asset', async () => {
  await using at = await receiver()
  const given = alerting(`{ when: ['failed'], select: 'raw', to: webhook({ url: 'ALERTS_URL' }) }`)
  await using project = await createProject({
    ...given,
    'assets.config.ts': (given['assets.config.ts'] as string).replace("every: '1s'", "every: '1s', gc: {}"),
    'assets/index.ts': `
      import { writeFileSync } from 'node:fs'
      import { asset } from '#project'
      export const raw = asset(() => { writeFileSync('assets/index.ts', 'export const ='); return [{ n: 1 }] })`,
  })
  expect((await project.run(['schedule', 'tick'], { env: { ALERTS_URL: at.url } })).exitCode).toBe(1)
  expect(at.messages()).toMatchObject([
    {
      kinds: ['failed'],
      text: expect.stringMatching(/^the schedule often could not free what nothing needs: assets\/index\.ts:1:/),
      error: { code: 'PROJECT_SYNTAX' },
    },
  ])
})

test('alerts test tells every receiver once, and says how it went', async () => {
  await using at = await receiver()
  await using project = await createProject(
    alerting(`{ when: ['failed'], to: [webhook({ url: 'ALERTS_URL' }), slack({ url: 'NOWHERE' })] }`),
  )
  const ended = await project.run(['alerts', 'test', '--json'], { env: { ALERTS_URL: at.url } })
  expect(JSON.parse(ended.stdout)).toMatchObject({
    exitCode: 1,
    receivers: [
      { type: 'webhook', place: 'ALERTS_URL', received: true },
      { type: 'slack', place: 'NOWHERE', received: false, why: 'the variable NOWHERE is not set' },
    ],
  })
  expect(at.messages()[0]).toMatchObject({ run: 'test', text: 'a test of assets: alerts arrive here' })
})

test('a message that is sent elsewhere is not received: whoever follows posts nothing there', async () => {
  await using at = await receiver([302])
  await using project = await createProject(alerting(`{ when: ['failed'], to: webhook({ url: 'ALERTS_URL' }) }`))
  const { stdout } = await project.run(['alerts', 'test', '--json'], { env: { ALERTS_URL: at.url } })
  expect(JSON.parse(stdout).receivers).toMatchObject([
    { received: false, why: 'it answered 302: a message is not sent to another place' },
  ])
  expect(at.received.length).toBe(1)
})

test('a name and a password in the URL are its credentials, and are told nobody', async () => {
  await using at = await receiver([500])
  await using project = await createProject(alerting(`{ when: ['failed'], to: webhook({ url: 'ALERTS_URL' }) }`))
  const env = { ALERTS_URL: at.url.replace('//', '//bob:p%40ss-word@') }
  const { stdout, stderr } = await project.run(['alerts', 'test'], { env })
  expect(at.received[0]?.headers.authorization).toBe(`Basic ${Buffer.from('bob:p@ss-word').toString('base64')}`)
  expect(stdout).toContain('it answered 500')
  const unknown = { ALERTS_URL: 'gopher://bob:pass-word@127.0.0.1/x' }
  const refused = await project.run(['alerts', 'test'], { env: unknown })
  expect(stdout + stderr + refused.stdout + refused.stderr).not.toMatch(/ss-word/)
})
