import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createProject } from '../rig/project.ts'
import { oneFile, outcomesOf } from './projects.ts'

const slow = (n = 1) =>
  oneFile(
    `export const a = asset(async () => { await called('a'); return [{ n: ${n} }] })`,
    "export const b = asset(async ({ a }) => { await called('b'); return a })",
  )

describe('two processes', () => {
  test('that want the same: the second waits, finds it fresh, and nothing is made twice', async () => {
    await using project = await createProject(slow())
    const held = project.calls.hold('a')
    const first = project.assets('materialize', '--json')
    await held.waiting()
    const second = project.start(['materialize', '-v'])
    await project.said(second, 'waits for process')
    held.release()
    expect((await first).exitCode).toBe(0)
    const { exitCode, stderr } = await second.ended
    expect(exitCode).toBe(0)
    expect(stderr).toContain('2 fresh')
    expect(project.calls.names.toSorted()).toEqual(['a', 'b'])
  })

  test('with --no-wait the second ends at once, exit 4', async () => {
    await using project = await createProject(slow())
    const held = project.calls.hold('a')
    const first = project.assets('materialize')
    await held.waiting()
    const second = await project.json('materialize', '--no-wait')
    expect(second.exitCode).toBe(4)
    expect(second.steps[0].error.message).toMatch(/^a is being made by process \d+ on /)
    held.release()
    await first
  })

  test('with an edit between: both are made, both records are kept, and the code that is there is current', async () => {
    await using project = await createProject(slow(1))
    const held = project.calls.hold('a')
    const first = project.assets('materialize')
    await held.waiting()
    project.edit(slow(2))
    const second = project.assets('materialize')
    await held.waiting()
    held.release()
    await Promise.all([first, second])
    await project.assets('materialize')
    expect((await project.assets('show', 'b', '--format', 'jsonl')).stdout).toBe('{"n":2}\n')
    const made = (await project.json('history', 'a')).records.map((record: { key: string }) => record.key)
    expect(new Set(made).size).toBe(2)
  })

  test('that are killed leave the lease free and nothing half', async () => {
    await using project = await createProject(slow())
    const held = project.calls.hold('a')
    const first = project.start(['materialize'])
    await held.waiting()
    first.process.kill('SIGKILL')
    await first.ended
    held.release()
    const ran = await project.json('materialize', '--no-wait')
    expect(outcomesOf(ran)).toEqual({ a: 'ran', b: 'ran' })
    const tmp = join(project.folder, '.assetstore', 'tmp')
    expect(existsSync(tmp) ? readdirSync(tmp).filter((name) => name !== 'duckdb') : []).toEqual([])
  })

  test('an asset that blocks its event loop keeps its lease', async () => {
    await using project = await createProject(
      oneFile(
        'export const a = asset(async () => {',
        "  await called('a')",
        '  const shared = new Int32Array(new SharedArrayBuffer(4))',
        '  Atomics.wait(shared, 0, 0, 3000)',
        '  return [{ n: 1 }]',
        '})',
      ),
    )
    const held = project.calls.hold('a')
    const first = project.start(['materialize'])
    await held.waiting()
    held.release()
    const second = await project.json('materialize', '--wait', '500ms')
    expect(second.exitCode).toBe(4)
    expect((await first.ended).exitCode).toBe(0)
    expect(project.calls.count('a')).toBe(1)
  })
})

describe('signals', () => {
  test('Ctrl-C stops cleanly, keeps what is finished, and says how to go on', async () => {
    await using project = await createProject(slow())
    const held = project.calls.hold('b')
    const run = project.start(['materialize'])
    await held.waiting()
    run.process.kill('SIGINT')
    const ended = await run.ended
    expect(ended.exitCode).toBe(130)
    held.release()
    project.calls.reset()
    await project.assets('materialize')
    expect(project.calls.names).toEqual(['b'])
  })

  test('a SIGINT that comes twice within 300 ms is one Ctrl-C', async () => {
    await using project = await createProject(slow())
    const held = project.calls.hold('b')
    const run = project.start(['materialize', '--json'])
    await held.waiting()
    run.process.kill('SIGINT')
    run.process.kill('SIGINT')
    const ended = await run.ended
    expect(ended.exitCode).toBe(130)
    expect(JSON.parse(ended.stdout)).toMatchObject({ exitCode: 130, ok: false })
  })

  test('SIGTERM ends with 143', async () => {
    await using project = await createProject(slow())
    const held = project.calls.hold('a')
    const run = project.start(['materialize'])
    await held.waiting()
    run.process.kill('SIGTERM')
    expect((await run.ended).exitCode).toBe(143)
  })

  test('an asset that is interrupted is told so by its signal', async () => {
    await using project = await createProject(
      oneFile(
        'export const a = asset(async (_, { signal }) => {',
        "  signal.addEventListener('abort', () => called('aborted'))",
        "  await called('a')",
        '  return [{ n: 1 }]',
        '})',
      ),
    )
    const held = project.calls.hold('a')
    const aborted = project.calls.hold('aborted')
    const run = project.start(['materialize'])
    await held.waiting()
    run.process.kill('SIGINT')
    await aborted.waiting()
    aborted.release()
    held.release()
    expect((await run.ended).exitCode).toBe(130)
  })
})

describe('logs', () => {
  test('what an asset prints is kept with the run, and not mixed into stdout', async () => {
    await using project = await createProject(
      oneFile(
        'export const a = asset((_, { log }) => {',
        "  console.log('from console')",
        "  log('from log')",
        "  log.warn('careful')",
        '  return [{ n: 1 }]',
        '})',
      ),
    )
    const ran = await project.assets('materialize', '--json')
    expect(JSON.parse(ran.stdout).ok).toBe(true)
    expect((await project.assets('logs', 'a')).stdout).toMatch(/from console\n.*from log\n.*careful\n/s)
  })
})
