import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import Sqlite from 'better-sqlite3'
import { expect, test } from 'vitest'
import { createProject, type Document, type Files } from '../rig/project.ts'

interface Received {
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** Answers with each of these codes in turn, and with 200 from then on; `told` is called at each message. */
async function receiver(codes: readonly number[] = [], told: () => void = () => undefined) {
  const received: Received[] = []
  const server = createServer(async (request, response) => {
    received.push({ headers: request.headers, body: await text(request) })
    told()
    const code = codes[received.length - 1] ?? 200
    response.writeHead(code, code === 429 ? { 'retry-after': '0' } : {}).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    received,
    messages: (): Document[] => received.map(({ body }) => JSON.parse(body)),
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/x`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

const files = (alerts: string): Files => ({
  'assets.config.ts': `
    import { command, defineProject, slack, webhook } from 'assetstore'
    const project = defineProject({
      assets: () => import('./assets/index.ts'),
      schedules: { often: { every: '1s' } },
      alerts: [${alerts}],
    })
    export default project
    export const { asset, source, check, effect } = project`,
  'src/size.ts': 'export const size = 1\n',
  'assets/index.ts': `
    import { asset, check } from '#project'
    import { called } from '../rig.ts'
    import { size } from '../src/size.ts'
    export const raw = asset(async () => {
      await called('raw')
      if (process.env.BROKEN) throw new Error('the token is ' + process.env.API_TOKEN)
      return [{ size }]
    })
    export const report = asset(({ raw }) => raw)
    export const other = asset(({ raw }) => raw)
    export const is_small = check({ severity: 'warn' }, ({ raw }) => ({ passed: raw.count === size, message: 'too large' }))`,
})
const hook = "webhook({ url: 'ALERTS_URL', secret: 'ALERTS_SECRET' })"

test('what failed is one message a run, with its root cause, what is blocked counted, signed, and no secret in it; then it recovers', async () => {
  await using at = await receiver()
  await using project = await createProject(files(`{ when: ['failed', 'recovered'], to: ${hook} }`))
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
  await using project = await createProject(files(`{ when: ['failed'], to: webhook({ url: 'ALERTS_URL' }) }`))
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
    ...files(`
      { when: ['check_failed'], to: slack({ url: 'SLACK_URL' }) },
      { when: ['finished'], select: 'other', to: command(['node', 'tell.mjs']) },
      { when: ['failed'], to: slack({ url: 'SLACK_URL' }) }`),
    'tell.mjs':
      "import { writeFileSync } from 'node:fs'; import { text } from 'node:stream/consumers'\nwriteFileSync('told.json', await text(process.stdin))",
    'src/size.ts': 'export const size = 2\n',
  })
  const { exitCode } = await project.run(['materialize', '-C', project.folder], { env: { SLACK_URL: at.url } })
  expect(exitCode).toBe(0)
  expect(at.messages()).toEqual([
    { text: expect.stringMatching(/^run \S+: 1 check found something, 3 made: the check is_small failed: too large$/) },
  ])
  const told = JSON.parse((await import('node:fs')).readFileSync(`${project.folder}/told.json`, 'utf8'))
  expect(told).toMatchObject({ kinds: ['finished'], made: 1, failed: [], checks: [] })
})

test('a receiver that asks for patience is told again, with the same id', async () => {
  await using at = await receiver([503, 429])
  await using project = await createProject(files(`{ when: ['finished'], to: webhook({ url: 'ALERTS_URL' }) }`))
  const { stderr } = await project.run(['materialize'], { env: { ALERTS_URL: at.url } })
  expect(at.received.length).toBe(3)
  expect(new Set(at.messages().map(({ id }) => id)).size).toBe(1)
  expect(stderr).not.toContain('was not told')
})

test('a receiver that is down fails no run, and is told when it is back', async () => {
  await using project = await createProject(files(`{ when: ['finished'], to: webhook({ url: 'ALERTS_URL' }) }`))
  const { exitCode, stderr } = await project.run(['materialize'])
  expect(exitCode).toBe(0)
  expect(stderr).toContain('webhook was not told of run')
  expect(stderr).toContain('the variable ALERTS_URL is not set; it is tried again later')
})

test('what an earlier process left is sent when the runs that are due are over', async () => {
  await using project = await createProject(files(`{ when: ['finished'], to: webhook({ url: 'ALERTS_URL' }) }`))
  await project.run(['materialize'])
  new Sqlite(join(project.folder, '.assetstore/catalog.sqlite')).exec('UPDATE outbox SET next_at = 0').close()
  project.edit({ 'src/size.ts': 'export const size = 2\n' })
  const made: number[] = []
  await using at = await receiver([], () => made.push(project.calls.count('raw')))
  await project.run(['schedule', 'tick'], { env: { ALERTS_URL: at.url } })
  expect(made).toEqual([2, 2])
})

test('what was not made by its time is told once, by whoever looks first after it', async () => {
  await using at = await receiver()
  await using project = await createProject({
    ...files(`{ when: ['late'], select: 'report', to: webhook({ url: 'ALERTS_URL' }) }`),
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
    ...files(`{ when: ['late'], to: webhook({ url: 'ALERTS_URL' }) }`),
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
    files(`{ when: ['failed'], select: 'raw', to: ${hook} }, { when: ['finished'], to: slack({ url: 'ALERTS_URL' }) }`),
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

test('alerts test tells every receiver once, and says how it went', async () => {
  await using at = await receiver()
  await using project = await createProject(
    files(`{ when: ['failed'], to: [webhook({ url: 'ALERTS_URL' }), slack({ url: 'NOWHERE' })] }`),
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

const fine = "{ when: ['failed'], to: webhook({ url: 'A' }) },"
test.each([
  [
    "{ when: ['faild'], to: webhook({ url: 'ALERTS_URL' }) }",
    'is to tell of "faild", which is nothing that alerts tell of',
    'did you mean "failed"?',
  ],
  [
    "{ when: ['failed'], to: [command(['x']), webhook({ url: 'https://example.com/secret' })] }",
    'has a webhook whose url is no name of a variable',
    "put it into a variable of the environment, and give the name: url: 'ALERTS_URL'",
  ],
  ["{ when: ['failed'], to: command([]) }", 'has a command without words', /^name a program/],
  [
    "{ when: [], to: webhook({ url: 'A' }) }",
    'has when: a list, which is to be a list of what it tells of: failed, recovered, check_failed, finished, late',
    /^give a list/,
  ],
  ["{ when: ['failed'], to: 'me' }", /^has to: 'me', which is to be webhook/, /^give webhook/],
  [
    "{ when: ['failed'], whom: 'x', to: webhook({ url: 'A' }) }",
    'has an unknown option "whom"',
    /use one of when, select, to$/,
  ],
  [
    "{ when: ['failed'], select: 'tag:daily', to: webhook({ url: 'A' }) }",
    'cannot be: no asset matches tag:daily',
    /^nothing has a tag yet/,
  ],
])('%s is refused before anything runs', async (alert, message, fix) => {
  await using project = await createProject(files(`${fine}\n${alert}`))
  const { error } = await project.json('status')
  const ends = (words: string | RegExp) => (typeof words === 'string' ? words : expect.stringMatching(words))
  expect({ ...error, message: error.message.replace('the alert 2 ', '') }).toEqual({
    ...{ code: 'PROJECT_INVALID', at: 'assets.config.ts:7', message: ends(message), fix: ends(fix) },
  })
})
