/**
 * Planning 10,000 assets from a warm catalog, in process: facts and records in memory, statuses and a plan out. As ms, and as a multiple
 * of `JSON.parse` of the same facts. Run it with `node bench/plan.ts`.
 */
import { buildGraph } from '../src/graph/build.ts'
import { assess } from '../src/plan/assess.ts'
import { planRun } from '../src/plan/plan.ts'
import type { Unit } from '../src/unit.ts'
import { SimulatedProject } from '../test/plan/simulated-project.ts'

const count = 10_000
const assets = Array.from({ length: count }, (_, id) => ({
  name: `asset_${id}`,
  upstream: id === 0 ? [] : [...new Set([Math.floor(id / 2), id - 1])].map((read) => `asset_${read}`),
  code: id,
  makes: 'constant' as const,
}))
const project = new SimulatedProject(assets)
project.fill()

const { facts } = project.world()
const text = JSON.stringify(facts)
const baseMs = time(() => JSON.parse(text))
const graphMs = time(() => buildGraph(facts.map(({ node }) => node)))
const freshMs = timePlan()
project.edit('asset_0', { code: 99 })
const staleMs = timePlan()
console.log(`planning ${count} assets from a warm catalog, best of 5`)
console.log(`JSON.parse of the facts        ${baseMs.toFixed(0)} ms`)
console.log(`graph and order                ${graphMs.toFixed(0)} ms  ${(graphMs / baseMs).toFixed(1)} times`)
console.log(`plan, everything fresh         ${freshMs.toFixed(0)} ms  ${(freshMs / baseMs).toFixed(1)} times`)
console.log(
  `plan, the root edited          ${staleMs.toFixed(0)} ms  ${(staleMs / baseMs).toFixed(1)} times (target: under 1,000 ms)`,
)

/** Statuses and plan; the world itself is what a command has read by then. */
function timePlan(): number {
  const world = project.world()
  const request = { units: new Set(world.facts.map(({ unit }) => unit)), forced: new Set<Unit>() }
  return time(() => planRun(world, assess(world), request))
}

function time(work: () => unknown): number {
  let best = Number.POSITIVE_INFINITY
  for (let round = 0; round < 5; round += 1) {
    const began = performance.now()
    work()
    best = Math.min(best, performance.now() - began)
  }
  return best
}
