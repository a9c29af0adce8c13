import { describe, expect, test } from 'vitest'
import { createProject, type Project } from '../rig/project.ts'
import { oneFile } from './projects.ts'

interface Sending {
  /** How the context is taken, and what is done before the call. */
  readonly context?: string
  readonly before?: string
  readonly options?: string
  readonly text?: string
}

/** An effect that tells the test of the key that it is called with. */
const sending = ({ context = '{ key, verify }', before = '', options = '', text = 'a' }: Sending = {}) =>
  oneFile(
    `export const docs = asset(() => [{ id: 1, text: '${text}' }])`,
    `export const send = effect(${options}async ({ docs }, ${context}) => {`,
    `  ${before}`,
    "  await called(key + '/' + verify)",
    '  return { sent: docs.count }',
    '})',
  )

/** The keys of the calls since the last time, each with its `verify`. */
function callsOf(project: Project): { key: string; verify: boolean }[] {
  const names = project.calls.names.map((name) => name.split('/'))
  project.calls.reset()
  return names.map(([key = '', verify]) => ({ key, verify: verify === 'true' }))
}

async function keyOf(project: Project, env: Record<string, string> = {}): Promise<string> {
  const ended = await project.run(['materialize', '--force', 'send'], { env })
  expect(ended.stderr).not.toContain('error')
  const [one] = callsOf(project)
  expect(one?.key).toMatch(/^[0-9a-f]{64}$/)
  return one?.key as string
}

describe('the key of an effect', () => {
  test('is the same in every call of the same work', async () => {
    await using project = await createProject(sending({ options: '{ retries: { attempts: 2, delay: 1 } }, ' }))
    await project.assets('materialize', 'docs')
    const key = await keyOf(project)
    project.calls.fail(`${key}/true`, 1)
    await project.assets('materialize', '--force', 'send')
    expect(callsOf(project)).toEqual([
      { key, verify: true },
      { key, verify: true },
    ])
    // Another store, as on another machine.
    await project.run(['materialize', '--store', 'other'])
    expect(callsOf(project)).toEqual([{ key, verify: false }])
  })

  test('is the same after the process was killed in the middle, where the first run knew no record', async () => {
    await using project = await createProject(
      sending({ context: '{ key, verify, env }', before: "env('REGION', 'eu')" }),
    )
    const key = await keyOf(project)
    project.edit({ '.assetstore/catalog.sqlite': null, '.assetstore/records': null })
    const held = project.calls.hold(`${key}/false`)
    const run = project.start(['materialize'])
    await held.waiting()
    run.process.kill('SIGKILL')
    await run.ended
    held.release()
    project.calls.reset()
    expect((await project.assets('materialize')).exitCode).toBe(0)
    expect(callsOf(project)).toEqual([{ key, verify: true }])
    expect((await project.json('materialize')).counts).toMatchObject({ skipped: 2 })
  })

  test('is another where data, code, config, a variable or the name is another', async () => {
    const region = { context: '{ key, verify, env }', before: "env('REGION', 'eu')" }
    await using project = await createProject(sending(region))
    const keys = [await keyOf(project), await keyOf(project, { REGION: 'us' })]
    for (const changed of [
      sending({ ...region, text: 'b' }),
      sending({ ...region, before: `${region.before}; env('REGION')` }),
      sending({ ...region, options: "{ codeVersion: '2' }, " }),
    ]) {
      project.edit(changed)
      keys.push(await keyOf(project, { REGION: 'eu' }))
    }
    project.edit(sending(region))
    const again = await keyOf(project)
    expect(again).toBe(keys[0])
    const two = sending(region)['assets/index.ts']!.replace('const send', 'const first')
    project.edit({
      'assets/index.ts': `${two}export const send = effect(async ({ docs }, { key, verify, env }) => {
      env('REGION', 'eu'); await called(key + '/' + verify); return { sent: docs.count } })\n`,
    })
    await project.assets('materialize')
    keys.push(...callsOf(project).map(({ key }) => key))
    expect(new Set(keys).size).toBe(keys.length)
  })

  test('is another at every run where the time of the run is read', async () => {
    await using project = await createProject(sending({ context: '{ now, key, verify }' }))
    expect(await keyOf(project)).not.toBe(await keyOf(project))
    expect((await project.json('status')).assets[1]).toMatchObject({ status: 'unknown' })
  })

  test.each([
    [
      'a variable that its text does not name',
      "const name = 'REG' + 'ION'; const k = key; env(name, k)",
      'the variable REGION',
    ],
    ['the time', 'const k = key; void now, k', '`now`'],
  ])('cannot be told apart by what is read too late: %s', async (_, body, what) => {
    const text = `export const send = effect(async (_, context) => { ${body
      .replace('key', 'context.key')
      .replace('env(', 'context.env(')
      .replace('void now', 'void context.now')}; return { sent: 1 } })`
    await using project = await createProject(oneFile(text))
    const { error } = await project.json('materialize')
    expect(error).toEqual({
      code: 'EFFECT_KEY',
      message: `send reads ${what} after its \`key\` was made, which then does not tell one value from another`,
      at: 'assets/index.ts:4',
      fix: "read it before `key`; a variable may also be named in the function's own text: env('NAME')",
    })
  })
})

describe('what was begun and did not come to its end', () => {
  test.each(['SIGKILL', 'SIGINT'] as const)('%s: is done again, also where the code was taken back', async (signal) => {
    await using project = await createProject(sending())
    const key = await keyOf(project)
    project.edit(sending({ text: 'b' }))
    const other = await keyOf(project)
    project.edit(sending())
    const back = await keyOf(project)
    expect(back).toBe(key)
    project.edit(sending({ text: 'b' }))
    const held = project.calls.hold(`${other}/false`)
    const run = project.start(['materialize'])
    await held.waiting()
    run.process.kill(signal)
    await run.ended
    held.release()
    // All is as the current receipt says, but for what the run that was ended has done outside.
    project.edit(sending())
    expect((await project.assets('materialize', 'docs', '--only')).exitCode).toBe(0)
    const [, send] = (await project.json('status')).assets
    expect(send).toMatchObject({
      status: 'stale',
      causes: [
        {
          kind: 'receipt_mismatch',
          message: expect.stringMatching(/^receipt mismatch: what run \S+ began has left no receipt$/),
        },
      ],
    })
    expect((await project.assets('check')).exitCode).toBe(1)
    project.calls.reset()
    expect((await project.assets('materialize')).exitCode).toBe(0)
    expect(callsOf(project)).toEqual([{ key, verify: true }])
    expect((await project.assets('check')).exitCode).toBe(0)
  })

  test('a failure: it is failed, and the next run does it again', async () => {
    await using project = await createProject(sending())
    const key = await keyOf(project)
    project.calls.fail(`${key}/true`, 1)
    expect((await project.assets('materialize', '--force', 'send')).exitCode).toBe(1)
    expect((await project.json('status')).assets[1].status).toBe('failed')
    callsOf(project)
    expect((await project.assets('materialize')).exitCode).toBe(0)
    expect(callsOf(project)).toEqual([{ key, verify: true }])
  })
})
