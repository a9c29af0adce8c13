import { expect, test } from 'vitest'
import { messagesOf } from '../../src/app/alerts/alerts.ts'
import { deliver } from '../../src/app/alerts/deliver.ts'
import type { AlertMessage } from '../../src/app/alerts/message.ts'
import { redacted } from '../../src/app/alerts/redact.ts'
import { type Alert, slack, webhook } from '../../src/define/by-itself/alert.ts'
import type { StepResult } from '../../src/events.ts'
import { openCatalog } from '../../src/store/catalog/open.ts'
import type { Catalog } from '../../src/store/interface.ts'
import { unitOf } from '../../src/unit.ts'
import { newFolder } from '../store/samples.ts'

const ended = { run: 'r', environment: 'development', failedBefore: new Set<never>() }
const failed = (message: string): StepResult => ({
  ...{ unit: unitOf('raw'), kind: 'asset', outcome: 'failed', durationMs: 1, causes: [] },
  error: { code: 'ASSET_FAILED', message, fix: 'mend it' },
})
const told = (alerts: readonly Alert[], more: Partial<Parameters<typeof messagesOf>[0]>, variables = {}) => {
  const selections = alerts.map((alert) => ({ alert, selected: new Set(['raw']) }))
  return messagesOf({ ...ended, steps: [], ...more }, selections, variables).map(
    ({ body }) => JSON.parse(body) as AlertMessage,
  )
}
const toHook: Alert = { when: ['failed'], to: webhook({ url: 'HOOK' }) }

test.each([
  ['named like a password', { DB_PASS: 'hunter2hunter' }, 'with hunter2hunter', 'with ***'],
  ['of MySQL', { MYSQL_PWD: 'hunter2hunter' }, 'with hunter2hunter', 'with ***'],
  ['in a URL', { API_TOKEN: 'a/b+c=d e' }, 'GET /x?q=a%2Fb%2Bc%3Dd%20e failed', 'GET /x?q=*** failed'],
  ['within JSON', { API_TOKEN: 'a"b\\c"d' }, '{"sent":"a\\"b\\\\c\\"d"}', '{"sent":"***"}'],
  ['in a header', { API_TOKEN: 'token-1' }, 'sent dG9rZW4tMQ==', 'sent ***'],
  ['of an address', {}, 'no postgres://me:hunter2@db:5432/x', 'no postgres://me:***@db:5432/x'],
  [
    'signed',
    {},
    'GET https://b.s3.example/k?X-Amz-Signature=12ab&part=1',
    'GET https://b.s3.example/k?X-Amz-Signature=***&part=1',
  ],
  ['of the folder', { PWD: '/srv/project', OLDPWD: '/srv/other' }, 'in /srv/project', 'in /srv/project'],
  ['none', {}, 'http://a:80/x@y, 10:30 me@home, ?monkey=1', 'http://a:80/x@y, 10:30 me@home, ?monkey=1'],
])('no secret is told: one that is %s', (_, variables, text, expected) => {
  expect(redacted(text, variables, [])).toBe(expected)
})

test('the address of one receiver is told to no other', () => {
  const alerts: Alert[] = [toHook, { when: ['failed'], to: slack({ url: 'CHANNEL' }) }]
  const variables = { HOOK: 'http://one.example/a', CHANNEL: 'http://two.example/b' }
  const steps = [failed('neither http://one.example/a nor http://two.example/b')]
  const texts = told(alerts, { steps }, variables).map((message) => message.failed[0]?.message)
  expect(texts).toEqual(['neither *** nor ***', 'neither *** nor ***'])
})

test('a run that was killed is a failure, also where nothing of it has one', () => {
  expect(told([toHook], { killed: true })).toMatchObject([
    { kinds: ['failed'], killed: true, failed: [], text: 'run r was killed: 0 made' },
  ])
  expect(told([{ ...toHook, when: ['finished'] }], { killed: true })).toEqual([])
  expect(told([toHook], {})).toEqual([])
})

test('the text is a line for a person, however many partitions and however long an error', () => {
  const days = Array.from({ length: 365 }, (_, day) => unitOf('raw', String(day)))
  const steps = days.map((unit): StepResult => ({ unit, kind: 'asset', outcome: 'ran', durationMs: 1, causes: [] }))
  const back: Alert = { ...toHook, when: ['recovered'] }
  const [recovered] = told([back], { steps, failedBefore: new Set(days) })
  expect(recovered).toMatchObject({ text: 'run r: raw (365 partitions) recovered, 365 made' })
  expect(recovered?.recovered.length).toBe(365)
  const [long] = told([toHook], { steps: [failed('x'.repeat(100_000))] })
  expect([long?.text.length, long?.failed[0]?.message.length]).toEqual([4_001, 100_000])
})

test('an address that nothing can be posted to is given up, and a variable that is not set is not waited for', async () => {
  const [message] = told([toHook], { killed: true })
  const to = (HOOK?: string) =>
    deliver({ type: 'webhook', url: 'HOOK' }, message as AlertMessage, {
      variables: HOOK === undefined ? {} : { HOOK },
    })
  for (const url of ['not a url', 'ftp://a/b', 'file:///etc/passwd', 'localhost:80'])
    expect(await to(url)).toEqual({
      ...{ received: false, isFinal: true },
      why: 'the variable HOOK is no address that begins with http',
    })
  expect(await to()).toEqual({ received: false, why: 'the variable HOOK is not set', retryAfterMs: 60_000 })
})

test('what one environment has to tell waits for that environment, whose addresses are others', async () => {
  await using place = await newFolder()
  const open = async (environment: string) =>
    (await openCatalog({ folder: place.folder, environment, mode: 'write' })) as Catalog
  await using production = await open('production')
  await using development = await open('development')
  const body = JSON.stringify({ environment: 'production' })
  await production.notice({ notices: [], messages: [{ id: 'm', receiver: '{}', body, at: 1 }] })
  expect([await development.areMessagesDue(2), await production.areMessagesDue(2)]).toEqual([false, true])
  expect(await development.takeMessages({ now: 2, forMs: 1 })).toEqual([])
  expect(await production.takeMessages({ now: 2, forMs: 1 })).toMatchObject([{ id: 'm' }])
})
