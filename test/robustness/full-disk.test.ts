import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createProject } from '../rig/project.ts'
import { oneFile } from '../run/projects.ts'
import { openFaults } from './faults/faults.ts'

const files = oneFile(`
export const t = source.table('t.csv')
export const clean = asset(({ t }) => t.pick('k').map({ key: 'k' }, ({ k }) => ({ k })))
export const total = asset(({ clean }) => sql\`select count(*) as n from \${clean}\`)`)

const faults = openFaults()
const reason = typeof faults === 'string' ? faults : ''

test.skipIf(reason !== '')(
  `what only reads is answered on a disk without room ${reason}`,
  { timeout: 120_000 },
  async () => {
    if (typeof faults === 'string') return
    using _ = faults
    await using project = await createProject({ ...files, 't.csv': 'k\n1\n' })
    await project.assets('materialize')
    const store = join(project.folder, '.assetstore')
    for (const call of ['write', 'rename'] as const) {
      for (const words of [
        ['status'],
        ['check'],
        ['plan'],
        ['explain', 'total'],
        ['lineage', 'total'],
        ['show', 'total'],
      ]) {
        rmSync(join(store, 'cache'), { recursive: true, force: true })
        const full = await project.start(words, { env: faults.env(project.folder, { call, at: 1, kind: 'ENOSPC' }) })
          .ended
        const here = await project.run(words)
        expect([call, words, full.exitCode, timeless(full.stdout)]).toEqual([
          ...[call, words, here.exitCode, timeless(here.stdout)],
        ])
      }
    }
  },
)

/** A second may pass between two commands, the first of them too. */
const timeless = (text: string): string => text.replace(/just now|\d+ s ago/g, 's ago')
