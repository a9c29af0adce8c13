import { expect, test } from 'vitest'
import { type Edit, wrongAbout } from './in-node.ts'
import { commonJs, computed } from './installed-common.ts'
import { everybodys, files, preloads } from './installed-files.ts'
import { names } from './installed-names.ts'
import { packages } from './installed-packages.ts'
import { workspaces } from './installed-workspaces.ts'

test.each([
  ['packages', packages],
  ['names of packages', names],
  ['files', files],
  ['what Node loads first', preloads],
  ['workspaces', workspaces],
  ['CommonJS', commonJs],
])('%s: every edit is called what it is, and remembered as that', { timeout: 240_000 }, async (_, edits) => {
  expect(await allWrong(edits)).toEqual({})
})

test('what may concern everybody is called fresh for nobody', async () => {
  const wrong = Object.entries(await allWrong({ ...everybodys, ...computed }))
  expect(wrong.filter(([, found]) => found.some((one) => one !== 'needless'))).toEqual([])
})

async function allWrong(edits: Readonly<Record<string, Edit>>) {
  const wrong: Record<string, readonly string[]> = {}
  for (const [name, edit] of Object.entries(edits)) {
    const found = await wrongAbout(edit).catch((error: unknown) => [String(error)])
    if (found.length > 0) wrong[name] = found
  }
  return wrong
}
