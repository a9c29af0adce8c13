import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createProject } from '../rig/project.ts'
import { oneFile, outcomesOf } from './projects.ts'

const checked = (n: number, options = '{}') =>
  oneFile(
    `export const a = asset(async () => { await called('a'); return [{ n: ${n} }] })`,
    "export const b = asset(async ({ a }) => { await called('b'); return a })",
    `export const positive = check(${options}, async ({ a }) => {`,
    "  await called('positive')",
    `  return sql\`select n from \${a} where n <= 0\``,
    '})',
  )

describe('checks', () => {
  test('a check that passes is kept by key: it is called again only when its code or its table changed', async () => {
    await using project = await createProject(checked(1))
    await project.assets('materialize')
    expect(project.calls.names.toSorted()).toEqual(['a', 'b', 'positive'])
    await project.assets('materialize')
    expect(project.calls.count('positive')).toBe(1)
    project.edit(checked(2))
    await project.assets('materialize')
    expect(project.calls.count('positive')).toBe(2)
  })

  test('a blocking check holds the new version back, and what is below is blocked', async () => {
    await using project = await createProject(checked(1))
    await project.assets('materialize')
    project.edit(checked(-1))
    const ran = await project.json('materialize')
    expect(ran.exitCode).toBe(1)
    expect(outcomesOf(ran)).toEqual({ a: 'failed', b: 'blocked', positive: 'failed' })
    expect(ran.steps[0].error).toMatchObject({
      code: 'CHECK_FAILED',
      message: 'the new version of a is held back: the check positive failed: 1 row fails',
      facts: { check: 'positive', rows: [{ n: -1 }] },
    })
    expect((await project.assets('show', 'a', '--format', 'jsonl')).stdout).toBe('{"n":1}\n')
    expect((await project.json('status', 'a')).assets[0].status).toBe('failed')
  })

  test('what was held back is not made again when the check is mended', async () => {
    await using project = await createProject(checked(-1))
    await project.assets('materialize')
    project.calls.reset()
    await project.assets('materialize')
    expect(project.calls.names).toEqual([])
    project.edit({ 'assets/index.ts': checked(-1)['assets/index.ts']!.replace('n <= 0', 'n < -5') })
    const ran = await project.json('materialize')
    expect(outcomesOf(ran)).toEqual({ a: 'reused', b: 'ran', positive: 'ran' })
    expect(project.calls.names).toEqual(['positive', 'b'])
  })

  test('a check that only warns is reported, and nothing else', async () => {
    await using project = await createProject(checked(-1, "{ severity: 'warn' }"))
    const ran = await project.json('materialize')
    expect(ran.exitCode).toBe(0)
    expect(outcomesOf(ran)).toEqual({ a: 'ran', b: 'ran', positive: 'ran' })
    expect((await project.assets('check')).exitCode).toBe(0)
  })

  test.each([
    ['true', 0],
    ['false', 1],
    ['({ passed: true })', 0],
    ["({ passed: false, message: 'too few', metadata: { rows: 1 } })", 1],
    ['a.where(sql`n > 0`)', 1],
    ['a.where(sql`n > 5`)', 0],
  ])('a check may return %s', async (result, exitCode) => {
    await using project = await createProject(
      oneFile('export const a = asset(() => [{ n: 1 }])', `export const c = check(async ({ a }) => ${result})`),
    )
    expect((await project.assets('materialize')).exitCode).toBe(exitCode)
  })

  test('a check that returns none of these is told so', async () => {
    await using project = await createProject(
      oneFile('export const a = asset(() => [{ n: 1 }])', "export const c = check(async ({ a }) => 'yes')"),
    )
    const ran = await project.json('materialize')
    expect(JSON.stringify(ran)).toContain(
      'the check c returned neither true or false, nor a report, nor rules, nor expectations, nor a query',
    )
  })

  test('a check over two tables runs when the later of them is final', async () => {
    await using project = await createProject(
      oneFile(
        "export const a = asset(async () => { await called('a'); return [{ n: 1 }] })",
        "export const b = asset(async ({ a }) => { await called('b'); return a })",
        "export const same = check(async ({ a, b }) => { await called('same'); return a.count === b.count })",
      ),
    )
    await project.assets('materialize')
    expect(project.calls.names).toEqual(['a', 'b', 'same'])
  })
})

describe('what a check says beside its verdict', () => {
  test('may be other words at each run: neither its version nor the lock moves, and the rows are shown in one order', async () => {
    await using it = await createProject(
      oneFile(
        'export const numbers = source.table("numbers.csv")',
        `export const slow = check({ severity: 'warn' }, ({ numbers }, { now }) => ({ passed: numbers.count > 0, message: \`asked at \${now.getTime()}\`, metadata: { took: Math.random() }, rows: [{ at: Date.now() }] }))`,
        `export const odd = check({ severity: 'warn' }, ({ numbers }) => sql\`select n % 1000 as rest, count(*) as times from \${numbers} group by rest\`)`,
      ),
    )
    it.edit({ 'numbers.csv': `n\n${Array.from({ length: 20_000 }, (_, n) => n).join('\n')}\n` })
    const lock = () => readFileSync(join(it.folder, '.assetstore/assets.lock'), 'utf8')
    await it.assets('materialize')
    const before = lock()
    const first = await it.json('explain', 'odd')
    const { steps } = await it.json('materialize', '--force', 'slow', 'odd')
    expect(lock()).toBe(before)
    const again = steps.find(({ asset }: { asset: string }) => asset === 'odd')
    expect(again).toMatchObject({ outcome: 'ran', facts: { rows: first.check.sample } })
    expect(first.check.sample.map(({ rest }: { rest: unknown }) => Number(rest))).toEqual([0, 1, 2, 3, 4])
  })
})
