import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { createProject, type Project } from '../rig/project.ts'
import { oneFile } from '../run/projects.ts'
import { type Fault, type FaultKind, faultCalls, openFaults } from './faults/faults.ts'

const seed = Number(process.env.ASSETS_SEED ?? Date.now() % 1_000_000)
/** How many faults are met; all of them with a number that is large enough. */
const rounds = Number(process.env.ASSETS_FAULTS ?? 5)
const faults = openFaults()
const reason = typeof faults === 'string' ? faults : ''
afterAll(() => {
  if (typeof faults !== 'string') faults[Symbol.dispose]()
})

const files = oneFile(
  "import { appendFileSync } from 'node:fs'",
  'export const rows = asset(() => [{ id: 1 }])',
  "export const sent = effect(async ({ rows }) => { appendFileSync('done.log', '.'); return { n: rows.count } })",
)

const timesDone = ({ folder }: Project): number => {
  const log = join(folder, 'done.log')
  return existsSync(log) ? readFileSync(log, 'utf8').length : 0
}
function forget({ folder }: Project): void {
  for (const name of ['.assetstore', 'done.log']) rmSync(join(folder, name), { recursive: true, force: true })
}

test.skipIf(reason !== '')(
  `an effect is not done again in silence where the disk has failed before its receipt was kept ${reason}`,
  { timeout: 3_600_000 },
  async () => {
    if (typeof faults === 'string') return
    console.log(`seed ${seed}: run it again with ASSETS_SEED=${seed}`)
    await using project = await createProject(files)
    const store = join(project.folder, '.assetstore')
    await project.start(['materialize'], { env: faults.noting(store) }).ended
    const noted = faults.noted()
    const kinds: readonly FaultKind[] = ['ENOSPC', 'EIO', 'EROFS']
    // The last third of the calls has what comes after the function.
    const all = faultCalls.flatMap((call) => {
      const own = noted.filter((one) => one.call === call)
      return own.map((_, at) => ({ call, at: at + 1 })).slice(Math.floor((own.length * 2) / 3))
    })
    for (let round = 0; round < Math.min(rounds, all.length); round += 1) {
      const place = (seed + Math.floor((round * all.length) / Math.min(rounds, all.length))) % all.length
      const fault: Fault = { ...all[place]!, kind: kinds[(seed + round) % kinds.length]! }
      forget(project)
      const met = await project.start(['materialize'], { env: faults.env(store, fault) }).ended
      const done = timesDone(project)
      const said = `seed ${seed}, ${fault.kind} at ${fault.call} ${fault.at}: ${met.stdout}${met.stderr}`
      const before = await project.json('plan')
      const next = await project.assets('materialize')
      const about = `${said}\n${JSON.stringify(before)}\n${next.stdout}${next.stderr}`
      expect(done, about).toBeLessThanOrEqual(1)
      if (timesDone(project) > done) {
        if (done === 1) expect(next.stderr, about).toMatch(/sent: .*it is not known whether it was done/)
        expect(next.exitCode, about).toBe(0)
      } else if (next.exitCode === 1) {
        expect(next.stderr, about).toMatch(/sent was done, and its receipt could not be kept/)
        expect((await project.assets('check')).stdout, about).toContain('then: assets materialize sent --force')
        expect((await project.assets('materialize', 'sent', '--force')).exitCode, about).toBe(0)
      }
      expect((await project.assets('check')).exitCode, about).toBe(0)
    }
  },
)
