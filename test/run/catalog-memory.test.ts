import { utimesSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { createProject } from '../rig/project.ts'
import { stateOf } from '../store/samples.ts'
import { chain } from './projects.ts'

const opening = '../../src/store/catalog/open.ts'

/** The module that is asked, over one that counts: for this test alone, since the files behind it have the modules of this worker too. */
async function counted() {
  const real = await vi.importActual<typeof import('../../src/store/catalog/open.ts')>(opening)
  const openCatalog = vi.fn(real.openCatalog)
  vi.resetModules()
  vi.doMock(opening, () => ({ ...real, openCatalog }))
  return { ...(await import('../../src/app/memory/catalog.ts')), openCatalog }
}
afterEach(() => {
  vi.doUnmock(opening)
  vi.resetModules()
})

test('a catalog that nobody has written to is read once, and not by every command that has nothing to do', async () => {
  const { catalogHolds, openCatalog } = await counted()
  await using project = await createProject(chain)
  await project.assets('materialize')
  const store = join(project.folder, '.assetstore')
  const { change, digest } = (await stateOf(store)) ?? { change: 0, digest: '' }
  // A file that was written a moment ago is read again in any case; the change time cannot be set, so it is waited for.
  utimesSync(join(store, 'catalog.sqlite'), 1, 1)
  await vi.waitFor(
    async () => {
      expect(await catalogHolds({ folder: store, environment: 'development' }, { change, digest })).toBe(true)
      openCatalog.mockClear()
      expect(await catalogHolds({ folder: store, environment: 'development' }, { change, digest })).toBe(true)
      expect(openCatalog).not.toHaveBeenCalled()
    },
    { timeout: 60_000, interval: 500 },
  )
  await project.assets('materialize', '--force')
  expect(await catalogHolds({ folder: store, environment: 'development' }, { change, digest })).toBe(false)
})
