import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createProject, type Document } from '../rig/project.ts'
import { describePython } from '../rig/python/describe.ts'

const index = (amount: number) => `
import { rules, sql } from 'assetstore'
import { asset, check } from '#project'
export const orders = asset(() => [{ id: 1, amount: 5 }, { id: 1, amount: ${amount} }])
export const ruled = check({ severity: 'warn' }, ({ orders }) => rules(orders, { unique: ['id'] }))
export const large = check({ severity: 'warn' }, ({ orders }) => sql<{ amount: number }>\`select amount from \${orders} where amount > 50\`)
export const boolean = check(({ orders }) => orders.count > 0)
export const broken = asset.python('./failing.py')
export const each = asset.python('./failing.py')
export const none = asset.python('./failing.py')
`
const python = `
import pandas as pd
from assetstore import asset

@asset
def broken(ruled: pd.DataFrame, large: list[dict], orders: list[dict]):
    return [{"rule": rule, "of": len(orders), "large": len(large)} for rule in ruled["_rule"]]

@asset(rows="amount")
def each(ruled):
    return {"id": ruled["id"], "twice": ruled["amount"] * 2}

@asset
def none(boolean: list[dict]):
    return boolean
`

describePython('frames', 'the rows that fail a check, in Python', ({ commands }) => {
  test('are what a function is given that names the check, and no run of it while the same rows fail', async () => {
    const env = { VIRTUAL_ENV: join(commands, '..') }
    await using project = await createProject({ 'assets/index.ts': index(70), 'assets/failing.py': python }, { env })
    const { steps } = await project.json('materialize')
    const step = (name: string): Document => steps.find(({ asset }: Document) => asset === name)
    expect(step('none').error).toMatchObject({
      code: 'ASSET_RESULT',
      message: 'the check boolean tells no rows that fail',
    })
    const rowsOf = async (name: string) => (await project.json('show', name)).rows
    const row = { rule: 'unique id', of: '2', large: '1' }
    expect(await rowsOf('broken')).toEqual([row, row])
    expect((await rowsOf('each')).map(({ twice }: Document) => Number(twice)).toSorted()).toEqual([10, 140])

    const outcomes = async () =>
      Object.fromEntries((await project.json('materialize')).steps.map((one: Document) => [one.asset, one.outcome]))
    expect(await outcomes()).toMatchObject({ broken: 'skipped', each: 'skipped' })
    project.edit({ 'assets/index.ts': index(7) })
    expect(await outcomes()).toMatchObject({ broken: 'ran', each: 'ran' })
    expect(await rowsOf('broken')).toEqual([
      { ...row, large: '0' },
      { ...row, large: '0' },
    ])
  })
})
