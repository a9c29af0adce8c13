import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { NodeFacts } from '../../src/discover/facts.ts'
import { AssetError } from '../../src/errors.ts'
import { assess } from '../../src/plan/assess.ts'
import { lockWorld } from '../../src/plan/lock/lock-world.ts'
import type { World } from '../../src/plan/world.ts'
import { type LockEntry, lockEntry } from '../../src/store/lock/entry.ts'
import { entriesOf, formatLock } from '../../src/store/lock/read-lock.ts'
import { unitOf } from '../../src/unit.ts'
import { factsOf, type SimulatedAsset, SimulatedProject } from './simulated-project.ts'

const sets = [['id'], ['id', 'text']]

/** The lock of a world, through its text, as a clone would have it. */
function lockOf(world: World): readonly LockEntry[] {
  const entries = [...world.current.values()].map((stored) => {
    const columns = sets.map((names) => ({ names, version: world.columnsVersion(stored, names) as string }))
    return lockEntry(stored.record, columns)
  })
  return entriesOf(formatLock(entries))
}

const graphs = fc
  .array(
    fc.record({
      reads: fc.array(fc.nat(6), { maxLength: 3 }),
      columns: fc.constantFrom(null, ...sets),
      makes: fc.constantFrom('everything' as const, 'constant' as const),
    }),
    { minLength: 1, maxLength: 7 },
  )
  .map((drafts) =>
    drafts.map(({ reads, columns, makes }, at): SimulatedAsset => {
      const upstream = at === 0 ? [] : [...new Set(reads.map((read) => `a${read % at}`))]
      return { name: `a${at}`, upstream, code: 1, makes, columns }
    }),
  )
const edits = fc.array(fc.record({ asset: fc.nat(6), code: fc.nat(3), run: fc.constantFrom('none', 'one', 'all') }))

test('a clone and the store give the same statuses and causes, whatever was edited and made', () => {
  fc.assert(
    fc.property(graphs, edits, (assets, changes) => {
      const project = new SimulatedProject(assets)
      for (const { asset, code, run } of changes) {
        const name = `a${asset % assets.length}`
        project.edit(name, { code })
        if (run === 'one') project.materialize(new Set([name, ...above(assets, name)]))
        if (run === 'all') project.materialize()
      }
      const world = project.world()
      const locked = assess(lockWorld({ facts: world.facts, entries: lockOf(world), variable: world.variable }))
      const told = (assessment: typeof locked) =>
        [...assessment].map(([name, { status, causes }]) => [name, status, causes])
      expect(told(locked)).toEqual(told(project.assess()))
    }),
    { numRuns: 300 },
  )
})

function above(assets: readonly SimulatedAsset[], name: string): string[] {
  const { upstream = [] } = assets.find((asset) => asset.name === name) ?? {}
  return upstream.flatMap((each) => [each, ...above(assets, each)])
}

describe('a source in a clone', () => {
  const project = new SimulatedProject([{ name: 'raw', upstream: [], code: 1, makes: 'everything' }])
  project.materialize()
  const [raw] = lockOf(project.world()) as [LockEntry]
  const entry = { ...raw, ingredients: { ...raw.ingredients, observed: 'text 7' } }
  const statusOf = (observation: NodeFacts['observation'], entries: readonly LockEntry[] = [entry]) => {
    const facts = { ...factsOf(project.assets[0] as SimulatedAsset), ...(observation ? { observation } : {}) }
    return assess(lockWorld({ facts: [facts], entries, variable: () => 'unset' })).get(unitOf('raw'))?.status
  }
  const error = (code: 'SOURCE_EMPTY' | 'SOURCE_OBSERVE') =>
    new AssetError({ code, message: 'it is not there', fix: 'bring it' })
  const gone = { type: 'known', version: 'text 8', nothing: error('SOURCE_EMPTY') } as const

  test('that only a run may ask, and one whose files are not there, is what it was', () => {
    expect(statusOf({ type: 'unasked' })).toBe('fresh')
    expect(statusOf({ type: 'always' }, [raw])).toBe('fresh')
    expect(statusOf(gone)).toBe('fresh')
  })

  test('whose files are there is what they are', () => {
    expect(statusOf({ type: 'known', version: 'text 7' })).toBe('fresh')
    expect(statusOf({ type: 'known', version: 'text 8' })).toBe('stale')
  })

  test('that the lock does not know is missing, and one that cannot be looked at is in error', () => {
    expect(statusOf({ type: 'unasked' }, [])).toBe('missing')
    expect(statusOf({ type: 'failed', error: error('SOURCE_OBSERVE') })).toBe('error')
    expect(statusOf(gone, [])).toBe('error')
  })
})

test('columns that the lock says nothing of are taken for others', () => {
  const picking: SimulatedAsset = { name: 'b', upstream: ['a'], code: 1, makes: 'everything', columns: ['id'] }
  const project = new SimulatedProject([{ ...picking, name: 'a', upstream: [] }, picking])
  project.materialize()
  const { facts, variable } = project.world()
  const entries = lockOf(project.world()).map((entry) => ({ ...entry, columns: [] }))
  const assessment = assess(lockWorld({ facts, entries, variable }))
  expect(assessment.get(unitOf('b'))).toMatchObject({
    status: 'stale',
    causes: [{ message: 'upstream changed: a (id)' }],
  })
})
