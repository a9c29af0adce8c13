import { describe, expect, test } from 'vitest'
import { createProject } from '../rig/project.ts'
import { oneFile, outcomesOf } from './projects.ts'

const diamond = oneFile(
  "export const top = asset(async () => { await called('top'); return [{ n: 1 }] })",
  "export const left = asset(async ({ top }) => { await called('left'); return top })",
  "export const right = asset(async ({ top }) => { await called('right'); return top })",
  "export const below_left = asset(async ({ left }) => { await called('below_left'); return left })",
  "export const bottom = asset(async ({ below_left, right }) => { await called('bottom'); return right })",
)

describe('failures', () => {
  test('a source that failed is stale once its file is mended, and two that moved have a cause each', async () => {
    await using project = await createProject({
      ...oneFile(
        "export const odd = source.table('odd.csv', { types: { n: 'INTEGER' } })",
        "export const even = source.table('even.csv')",
      ),
      'odd.csv': 'n\n1\n',
      'even.csv': 'n\n2\n',
    })
    expect((await project.assets('materialize')).exitCode).toBe(0)
    project.edit({ 'odd.csv': 'n\nx\n' })
    expect(outcomesOf(await project.json('materialize'))).toEqual({ odd: 'failed', even: 'skipped' })
    expect((await project.json('status')).assets[0].status).toBe('failed')
    project.edit({ 'odd.csv': 'n\n3\n', 'even.csv': 'n\n4\n' })
    const { assets } = await project.json('status')
    expect(assets).toMatchObject([{ status: 'stale' }, { status: 'stale' }])
    expect(assets[0].error).toBeUndefined()
    const { stdout } = await project.assets('status')
    expect(stdout).toContain('the source odd has moved')
    expect(stdout).toContain('the source even has moved')
  })

  test('a failure blocks what is below it, and nothing else', async () => {
    await using project = await createProject(diamond)
    project.calls.fail('left')
    const ran = await project.json('materialize')
    expect(ran).toMatchObject({ ok: false, exitCode: 1 })
    expect(outcomesOf(ran)).toEqual({
      top: 'ran',
      left: 'failed',
      right: 'ran',
      below_left: 'blocked',
      bottom: 'blocked',
    })
  })

  test('the next run tries again what failed, and only that and what is below', async () => {
    await using project = await createProject(diamond)
    project.calls.fail('left', 1)
    await project.assets('materialize')
    project.calls.reset()
    expect((await project.assets('materialize')).exitCode).toBe(0)
    expect(project.calls.names).toEqual(['left', 'below_left', 'bottom'])
  })

  test('what failed is said with its place, and the last good version stays current', async () => {
    await using project = await createProject(oneFile('export const a = asset(() => [{ n: 1 }])'))
    await project.assets('materialize')
    project.edit(oneFile('export const a = asset(() => {', "  throw new Error('no such luck')", '})'))
    const ran = await project.json('materialize')
    expect(ran.steps[0]).toMatchObject({
      outcome: 'failed',
      error: { code: 'ASSET_FAILED', message: 'Error: no such luck', at: 'assets/index.ts:5:9' },
    })
    const status = await project.json('status')
    expect(status.assets[0]).toMatchObject({ status: 'failed', rows: 1 })
    expect((await project.assets('show', 'a', '--format', 'jsonl')).stdout).toBe('{"n":1}\n')
  })

  test('--fail-fast stops the rest', async () => {
    await using project = await createProject(
      oneFile(
        "export const a = asset(async () => { await called('a'); return [{ n: 1 }] })",
        "export const b = asset(async () => { await called('b'); return [{ n: 1 }] })",
        "export const c = asset(async () => { await called('c'); return [{ n: 1 }] })",
      ),
    )
    project.calls.fail('a')
    const ran = await project.json('materialize', '--fail-fast', '-j', '1')
    expect(outcomesOf(ran)).toEqual({ a: 'failed', b: 'cancelled', c: 'cancelled' })
    expect(project.calls.names).toEqual(['a'])
  })

  test('--fail-fast cancels nothing that is fresh', async () => {
    await using project = await createProject(
      oneFile(
        "export const a = asset(async () => { await called('a'); return [{ n: 1 }] })",
        "export const b = asset(async () => { await called('b'); return [{ n: 1 }] })",
        "export const c = asset(async ({ b }) => { await called('c'); return b })",
      ),
    )
    await project.assets('materialize', 'b', 'c')
    project.calls.fail('a')
    const ran = await project.json('materialize', '--fail-fast', '-j', '1')
    expect(outcomesOf(ran)).toEqual({ a: 'failed', b: 'skipped', c: 'skipped' })
  })

  test('retries: 2 is three calls', async () => {
    await using project = await createProject(
      oneFile(
        "export const a = asset({ retries: { attempts: 3, delay: 1 } }, async () => { await called('a'); return [{ n: 1 }] })",
        "export const b = asset({ retries: { attempts: 2, delay: 1 } }, async () => { await called('b'); return [{ n: 1 }] })",
      ),
    )
    project.calls.fail('a', 2)
    project.calls.fail('b')
    const ran = await project.json('materialize')
    expect(outcomesOf(ran)).toEqual({ a: 'ran', b: 'failed' })
    expect([project.calls.count('a'), project.calls.count('b')]).toEqual([3, 2])
  })

  test('when says which errors are worth another call', async () => {
    await using project = await createProject(
      oneFile(
        "export const a = asset({ retries: { attempts: 5, delay: 1, when: (error) => !String(error).includes('lets a') } },",
        "  async () => { await called('a'); return [{ n: 1 }] })",
      ),
    )
    project.calls.fail('a')
    await project.assets('materialize')
    expect(project.calls.count('a')).toBe(1)
  })

  test('a timeout fails the asset and aborts its signal', async () => {
    await using project = await createProject(
      oneFile(
        "export const a = asset({ timeout: '50ms' }, (_, { signal }) => new Promise((resolve) => {",
        "  signal.addEventListener('abort', () => called('aborted'))",
        '}))',
      ),
    )
    const ran = await project.json('materialize')
    expect(ran.steps[0].error).toEqual({
      code: 'ASSET_TIMEOUT',
      message: 'it took longer than its timeout of 50 ms',
      at: 'assets/index.ts:4',
      facts: { timeoutMs: 50 },
      fix: 'give it a longer timeout, or pass `signal` from the context to whatever it waits for',
    })
    expect(project.calls.count('aborted')).toBe(1)
  })

  test('an asset that never returns rows is told what to return', async () => {
    await using project = await createProject(oneFile('export const a = asset(async () => { await called("a") })'))
    const ran = await project.json('materialize')
    expect(ran.steps[0].error.code).toBe('ASSET_RESULT')
  })

  test('ENV_MISSING names the variable', async () => {
    await using project = await createProject(
      oneFile("export const a = asset((_, { env }) => [{ v: env('NOT_SET') }])"),
    )
    const ran = await project.json('materialize')
    expect(ran.steps[0].error).toMatchObject({
      code: 'ENV_MISSING',
      message: 'the environment variable NOT_SET is not set',
      fix: "set NOT_SET, or give a fallback: env('NOT_SET', '…')",
    })
  })
})

describe('at the same time', () => {
  test('independent assets run at once, as many as -j says', async () => {
    await using project = await createProject(diamond)
    const [left, right] = [project.calls.hold('left'), project.calls.hold('right')]
    const run = project.assets('materialize', '-j', '2')
    await left.waiting()
    await right.waiting()
    left.release()
    right.release()
    expect((await run).exitCode).toBe(0)
  })

  test('-j 1 runs one at a time', async () => {
    await using project = await createProject(diamond)
    const left = project.calls.hold('left')
    const run = project.assets('materialize', '-j', '1')
    await left.waiting()
    expect(project.calls.names).toEqual(['top', 'left'])
    left.release()
    await run
    expect(project.calls.count('right')).toBe(1)
  })
})
