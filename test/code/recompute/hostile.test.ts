import { expect, test } from 'vitest'
import { compare } from './compare.ts'
import { edited, type Programs } from './hostile.ts'
import { aliases } from './hostile-aliases.ts'
import { closures } from './hostile-closures.ts'
import { everybodys } from './hostile-everybodys.ts'
import { forms } from './hostile-forms.ts'
import { further } from './hostile-further.ts'
import { modules } from './hostile-modules.ts'
import { names } from './hostile-names.ts'
import { platform } from './hostile-platform.ts'
import { schemas } from './hostile-schemas.ts'
import { surroundings } from './hostile-surroundings.ts'
import { texts } from './hostile-texts.ts'
import { startRecomputation } from './recompute.ts'

const tables: readonly (readonly [string, Programs])[] = [
  ['aliases and containers', aliases],
  ['closures, classes and hidden calls', closures],
  ['modules, JSON and the project file', modules],
  ['the platform and packages', platform],
  ['names and text', names],
  ['functions as text', texts],
  ['a library of schemas', schemas],
  ['forms of code', forms],
  ['files, Node and the project file', surroundings],
  ['hidden calls, registries and paths that are data', further],
]

test.each(tables)('%s: every edit is called what it is', { timeout: 240_000 }, async (_, programs) => {
  expect(await wrongIn(programs)).toEqual({ missed: [], needless: [], idle: [] })
})

test('what may concern everybody is called fresh for nobody', { timeout: 240_000 }, async () => {
  expect(await wrongIn(everybodys)).toMatchObject({ missed: [], idle: [] })
})

async function wrongIn(programs: Programs) {
  await using recomputation = startRecomputation()
  const wrong = { missed: [] as string[], needless: [] as string[], idle: [] as string[] }
  for (const [name, before] of Object.entries(programs)) {
    const found = await compare(recomputation, { before, after: edited(before) })
    if (found === undefined) throw new Error(`${name}: it does not run`)
    if (found.changed.length === 0) wrong.idle.push(name)
    wrong.missed.push(...found.missed.map((asset) => `${name}: ${asset}`))
    wrong.needless.push(...found.needless.map((asset) => `${name}: ${asset}`))
  }
  return wrong
}
