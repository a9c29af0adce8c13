import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildGraph } from '../../src/graph/build.ts'
import { judgedWith } from '../../src/graph/judged-with.ts'
import { assess } from '../../src/plan/assess.ts'
import { type FactsByUnit, judgedUnits } from '../../src/plan/judged-units.ts'
import { type Plan, planRun } from '../../src/plan/plan.ts'
import { madeAssets, planAssets, unitsAmong } from '../../src/plan/targets.ts'
import type { UnitFacts } from '../../src/plan/units.ts'
import { type Unit, unitOf } from '../../src/unit.ts'
import { type Gated, GatedProject, passes } from './gated-project.ts'

/** Up to six nodes; a check names one or two tables before it, and tables after a check may read those too. */
const graphs = fc
  .array(fc.record({ reads: fc.array(fc.nat(5), { maxLength: 2 }), code: fc.nat(2), check: fc.boolean() }), {
    minLength: 2,
    maxLength: 6,
  })
  .map((drafts) => {
    const nodes: Gated[] = []
    for (const { reads, code, check } of drafts) {
      const tables = nodes.filter((one) => !one.check).map(({ name }) => name)
      const upstream = [...new Set(reads.flatMap((read) => tables[read % tables.length] ?? []))]
      const isCheck = check && upstream.length > 0
      nodes.push({ name: `${isCheck ? 'c' : 't'}${nodes.length}`, upstream, code, check: isCheck, blocking: true })
    }
    return nodes
  })
const edits = fc.array(fc.record({ node: fc.nat(5), code: fc.nat(3), blocking: fc.boolean(), run: fc.boolean() }), {
  maxLength: 10,
})
const rounds = Number(process.env.ASSETS_GATE_ROUNDS ?? 80)

function edited(
  nodes: readonly Gated[],
  changes: readonly { node: number; code: number; blocking: boolean; run: boolean }[],
) {
  const project = new GatedProject(nodes)
  return {
    project,
    *steps() {
      for (const { node, code, blocking, run } of changes) {
        project.edit(nodes[node % nodes.length]!.name, { code, blocking })
        if (run) project.materialize()
        yield project
      }
    },
  }
}

describe('random graphs with blocking checks', () => {
  test('statuses are what the values say', () => {
    fc.assert(
      fc.property(graphs, edits, (nodes, changes) => {
        for (const project of edited(nodes, changes).steps()) {
          const statuses = Object.fromEntries([...project.assess()].map(([name, { status }]) => [name, status]))
          expect(statuses).toEqual(modelStatuses(project))
        }
      }),
      { numRuns: rounds },
    )
  })

  test('some assets are judged and planned with what has a part in them as they are with everything', () => {
    fc.assert(
      fc.property(graphs, edits, fc.nat(5), (nodes, changes, chosen) => {
        for (const project of edited(nodes, changes).steps()) {
          const { name } = project.nodes[chosen % project.nodes.length] as Gated
          const whole = project.world()
          const graph = buildGraph(whole.facts.map(({ node }) => node))
          const scope = judgedWith(graph, [name])
          expect(new Set(judgedUnits(byUnit(whole.facts), [unitOf(name)]))).toEqual(scope)
          const part = { ...whole, facts: whole.facts.filter(({ node }) => scope.has(node.name)) }
          const judged = assess(part)
          expect(judged.get(unitOf(name))).toEqual(assess(whole).get(unitOf(name)))
          const assets = planAssets(graph, madeAssets(whole), { targets: [name], only: false, leftOut: new Set() })
          const request = { units: unitsAmong(whole.facts, assets), forced: new Set<Unit>() }
          // Which of two checks of a table comes first follows from who else reads the table: their order is no part of the answer.
          const byName = ({ steps, ...plan }: Plan) => ({
            ...plan,
            steps: steps.toSorted((a, b) => (a.unit < b.unit ? -1 : 1)),
          })
          expect(byName(planRun(part, judged, request))).toEqual(byName(planRun(whole, assess(whole), request)))
        }
      }),
      { numRuns: rounds },
    )
  })

  test('nothing is called while a check of what it reads fails, and what is blocked is blocked again until the check passes', () => {
    fc.assert(
      fc.property(graphs, edits, (nodes, changes) => {
        const { project, steps } = edited(nodes, changes)
        for (const _ of steps());
        project.calls.length = 0
        const planned = project.plan().steps
        const outcomes = project.materialize()
        for (const { unit, action } of planned) {
          if (action === 'blocked') expect(['blocked', 'failed']).toContain(outcomes[unit])
        }
        for (const check of project.nodes.filter(
          (one) => one.check && one.blocking && outcomes[one.name] === 'failed',
        )) {
          for (const name of below(project.nodes, check)) {
            expect(outcomes[name]).not.toMatch(/^(skipped|passed)$/)
            if (outcomes[name] !== 'failed') expect(project.calls.map((call) => call.name)).not.toContain(name)
          }
        }
        project.calls.length = 0
        const stopped = (all: Readonly<Record<string, string>>) =>
          Object.entries(all).filter(([, outcome]) => outcome === 'failed' || outcome === 'blocked')
        expect(stopped(project.materialize())).toEqual(stopped(outcomes))
        expect(project.calls).toEqual([])
        for (const { name, check } of project.nodes) if (check) project.edit(name, { code: 0 })
        project.materialize()
        expect(Object.values(modelStatuses(project))).toEqual(project.nodes.map(() => 'fresh'))
      }),
      { numRuns: rounds },
    )
  })
})

describe('a plan and its run, over random graphs with blocking checks', () => {
  test('a run that calls nothing does what was planned, and what is at rest stays as it is', () => {
    fc.assert(
      fc.property(graphs, edits, (nodes, changes) => {
        const { project, steps } = edited(nodes, changes)
        for (const _ of steps()) {
          const { steps: planned, atRest } = project.plan()
          const before = new Map(project.current)
          project.calls.length = 0
          const outcomes = project.materialize()
          for (const unit of atRest) expect(project.current.get(unit)).toBe(before.get(unit))
          if (project.calls.length > 0) continue
          for (const { unit, kind, action } of planned) {
            const done = outcomes[unit] as string
            if (action === 'blocked') expect([unit, done]).toEqual([unit, expect.stringMatching(/^(blocked|failed)$/)])
            else if (action !== 'run?' && kind === 'asset')
              expect([unit, done]).toEqual([unit, action === 'skip' ? 'skipped' : 'reused'])
          }
        }
      }),
      { numRuns: rounds },
    )
  })
})

test('a table is not planned as blocked by a check that waits for a later table of the same run', () => {
  const table = { upstream: [], code: 0, check: false, blocking: true }
  const left = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].find((code) => !passes(1, [`${code}()`, '0()'])) as number
  const good = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].find((code) => passes(1, [`${code}()`, '0()'])) as number
  const right = [1, 2, 3, 4, 5, 6, 7, 8, 9].find((code) => passes(1, [`${left}()`, `${code}()`])) as number
  const project = new GatedProject([
    { ...table, name: 'left', code: good },
    { ...table, name: 'right' },
    { name: 'check', upstream: ['left', 'right'], code: 1, check: true, blocking: true },
  ])
  project.materialize()
  project.edit('left', { code: left })
  expect(project.materialize()).toMatchObject({ left: 'failed', check: 'failed' })
  project.edit('left', { code: good })
  project.materialize()
  project.edit('left', { code: left })
  project.edit('right', { code: right })
  const actions = Object.fromEntries(project.plan().steps.map(({ unit, action }) => [unit, action]))
  expect(actions).toMatchObject({ left: 'reuse', right: 'run' })
  expect(project.materialize()).toMatchObject({ left: 'reused', right: 'ran', check: 'passed' })
})

test('a table is not planned as blocked by a check over another table that a check may yet hold back', () => {
  const table = { upstream: [], code: 0, check: false, blocking: true }
  const codes = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
  const over = (code: number, ...tables: readonly number[]) =>
    passes(
      code,
      tables.map((one) => `${one}()`),
    )
  const choices = codes.flatMap((u) =>
    codes.flatMap((t) => codes.flatMap((both) => codes.map((one) => ({ u, t, both, one })))),
  )
  const { u, t, both, one } = choices.find(({ u, t, both, one }) => {
    const fits = over(both, 0, 0) && over(both, u, 0) && !over(both, u, t) && over(both, 0, t)
    return u > 0 && t > 0 && both > 0 && fits && over(one, 0) && !over(one, u)
  })!
  const project = new GatedProject([
    { ...table, name: 'left' },
    { ...table, name: 'right' },
    { name: 'left_check', upstream: ['left'], code: 0, check: true, blocking: true },
    { name: 'both_check', upstream: ['left', 'right'], code: both, check: true, blocking: true },
  ])
  project.materialize()
  project.edit('left', { code: u })
  project.materialize()
  project.edit('right', { code: t })
  expect(project.materialize()).toMatchObject({ right: 'failed', both_check: 'failed' })
  project.edit('left', { code: 0 })
  project.edit('right', { code: 0 })
  project.edit('left_check', { code: one })
  expect(project.materialize()).toMatchObject({ left: 'reused', left_check: 'passed' })
  project.edit('left', { code: u })
  project.edit('right', { code: t })
  expect(project.plan().steps.map(({ unit, action }) => [unit, action])).toContainEqual(['right', 'reuse'])
  expect(project.materialize()).toMatchObject({ left: 'failed', right: 'reused' })
})

/** What reads a table of the check, and what reads that: but for what the check itself waits for. */
function below(nodes: readonly Gated[], check: Gated): Set<string> {
  const above = awaited(nodes, check)
  const found = new Set<string>()
  for (const { name, upstream, check: isCheck } of nodes) {
    const readsTable = !isCheck && upstream.some((table) => check.upstream.includes(table)) && !above.has(name)
    if (readsTable || upstream.some((table) => found.has(table))) found.add(name)
  }
  return found
}

/** What is made or judged before a check: what it reads, and the earlier checks which stand before any of that. */
function awaited(nodes: readonly Gated[], check: Gated): Set<string> {
  const earlier = nodes.slice(0, nodes.indexOf(check)).filter((one) => one.check && one.blocking)
  const all = new Set(check.upstream)
  // A set is gone through in the order in which it grows.
  for (const name of all) {
    const node = nodes.find((one) => one.name === name)!
    for (const above of node.upstream) all.add(above)
    const standsBefore = (other: Gated) =>
      !node.check && node.upstream.some((one) => other.upstream.includes(one)) && !awaited(nodes, other).has(name)
    for (const other of earlier.filter(standsBefore)) all.add(other.name)
  }
  return all
}

/** Told from values alone: no key, no trace. */
function modelStatuses(project: GatedProject): Record<string, string> {
  const { nodes } = project
  const value = (name: string) => project.value(name)
  const refuses = (check: Gated, table: Gated) => {
    const read = check.upstream.map((name) =>
      name === table.name ? (project.held.get(name)?.value as string) : (value(name) as string),
    )
    return project.judged.has(`${check.name} ${check.code} ${read}`) && !passes(check.code, read)
  }
  const holder = (node: Gated) => {
    const held = project.held.get(node.name)
    const check = nodes.find(({ name, blocking }) => name === held?.check && blocking)
    if (held === undefined || check === undefined || held.situation !== project.situation(node)) return undefined
    if (madeFrom(project, node) === project.situation(node)) return undefined
    return refuses(check, node) ? check.name : undefined
  }
  const failing = new Set(
    nodes.filter((node) => {
      if (!node.check || !node.blocking) return false
      const tables = nodes.filter(({ name }) => node.upstream.includes(name))
      if (tables.some((table) => holder(table) !== undefined && refuses(node, table))) return true
      const read = node.upstream.map((name) => value(name) as string)
      return project.judged.has(`${node.name} ${node.code} ${read}`) && !passes(node.code, read)
    }),
  )
  const blocked = new Set([...failing].flatMap((check) => [...below(nodes, check)]))
  const statuses: Record<string, string> = {}
  for (const node of nodes) {
    const { name, upstream } = node
    if (failing.has(node) || holder(node) !== undefined) statuses[name] = 'failed'
    else if (blocked.has(name)) statuses[name] = 'blocked'
    else if (value(name) === undefined) statuses[name] = 'missing'
    else if (madeFrom(project, node) !== project.situation(node)) statuses[name] = 'stale'
    else if (upstream.some((above) => statuses[above] !== 'fresh')) statuses[name] = 'maybe'
    else statuses[name] = 'fresh'
  }
  return statuses
}

/** The code of the current record, and what it read, as a situation is told. */
function madeFrom(project: GatedProject, { name }: Gated): string | undefined {
  return project.madeFrom.get(project.current.get(unitOf(name))?.id ?? -1)
}

const byUnit = (facts: readonly UnitFacts[]): FactsByUnit => ({
  get: (unit) => facts.find((each) => each.unit === unit),
  checks: () => facts.filter(({ node }) => node.kind === 'check'),
})
