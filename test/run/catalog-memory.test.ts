import { utimesSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { catalogHolds } from '../../src/app/memory/catalog.ts'
import { openCatalog } from '../../src/store/catalog/open.ts'
import { createProject } from '../rig/project.ts'
import { stateOf } from '../store/samples.ts'
import { chain } from './projects.ts'

vi.mock('../../src/store/catalog/open.ts', async (original) => {
  const real = await original<typeof import('../../src/store/catalog/open.ts')>()
  return { ...real, openCatalog: vi.fn(real.openCatalog) }
})

test('a catalog that nobody has written to is read once, and not by every command that has nothing to do', async () => {
  await using project = await createProject(chain)
  await project.assets('materialize')
  const store = join(project.folder, '.assetstore')
  const { change, digest } = (await stateOf(store)) ?? { change: 0, digest: '' }
  // A file that was written a moment ago is read again in any case; the change time cannot be set, so it is waited for.
  utimesSync(join(store, 'catalog.sqlite'), 1, 1)
  await vi.waitFor(
    async () => {
      expect(await catalogHolds({ folder: store, environment: 'development' }, { change, digest })).toBe(true)
      vi.mocked(openCatalog).mockClear()
      expect(await catalogHolds({ folder: store, environment: 'development' }, { change, digest })).toBe(true)
      expect(openCatalog).not.toHaveBeenCalled()
    },
    { timeout: 60_000, interval: 500 },
  )
  await project.assets('materialize', '--force')
  expect(await catalogHolds({ folder: store, environment: 'development' }, { change, digest })).toBe(false)
})
