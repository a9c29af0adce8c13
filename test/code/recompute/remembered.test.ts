import { expect, test } from 'vitest'
import { identities, rememberedIdentities } from './compare.ts'
import { edits, kinds, places, programOf } from './corpus.ts'
import { edited } from './hostile.ts'
import { closures } from './hostile-closures.ts'
import { modules } from './hostile-modules.ts'
import { platform } from './hostile-platform.ts'
import type { Program } from './recompute.ts'

/** Whether each of them, remembered after those before it, is what it is where nothing is remembered. */
async function differences(versions: readonly Program[]): Promise<number[]> {
  const remembered = await rememberedIdentities(versions)
  const fresh = new Map<Program, Readonly<Record<string, string>>>()
  for (const version of new Set(versions)) fresh.set(version, await identities(version))
  return versions.flatMap((version, index) =>
    JSON.stringify(remembered[index]) === JSON.stringify(fresh.get(version)) ? [] : [index],
  )
}

test('over every edit of the corpus what is remembered is what is found anew', { timeout: 240_000 }, async () => {
  const wrong: string[] = []
  for (const kind of kinds) {
    for (const place of places) {
      const [before, ...after] = [undefined, ...edits].map((edit) => programOf(kind, place, edit)) as [
        Program,
        ...Program[],
      ]
      // And back again: what was there before is remembered as well.
      const found = await differences([before, ...after, before])
      wrong.push(...found.map((index) => `${kind.name}, ${place}, version ${index}`))
    }
  }
  expect(wrong).toEqual([])
})

test('and over those of modules, closures and the platform', { timeout: 240_000 }, async () => {
  const wrong: string[] = []
  for (const [name, before] of Object.entries({ ...closures, ...modules, ...platform }))
    if ((await differences([before, edited(before), before])).length > 0) wrong.push(name)
  expect(wrong).toEqual([])
})
