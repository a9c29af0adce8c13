import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { scratchFolder } from '../../src/store/scratch.ts'
import { ownedName } from '../../src/store/tmp.ts'
import { createProject } from '../rig/project.ts'
import { oneFile } from '../run/projects.ts'

let place: string
const before = process.env.TMPDIR

beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'scratch-'))
  process.env.TMPDIR = place
})
afterEach(() => {
  if (before === undefined) delete process.env.TMPDIR
  else process.env.TMPDIR = before
  rmSync(place, { recursive: true })
})

/** What a process of this host that is gone has made. */
const ofTheDead = `assetstore-${ownedName('duckdb').replace(`.${process.pid}.`, '.99999999.')}-aBcDeF`

test('a scratch folder is new, and nobody else may enter it', () => {
  const [one, other] = [scratchFolder('duckdb'), scratchFolder('duckdb')]
  expect(one).not.toBe(other)
  expect(statSync(one).mode & 0o777).toBe(0o700)
  expect(readdirSync(place)).toHaveLength(2)
})

test('what a killed process left is swept, and a folder or a link of the user never', () => {
  const users = join(place, 'users')
  for (const name of ['users', `assets-${process.pid}`, 'assetstore-mine', ofTheDead]) mkdirSync(join(place, name))
  writeFileSync(join(users, 'thesis.txt'), 'x')
  symlinkSync(users, join(place, ofTheDead.replace('aBcDeF', 'ghijkl')))
  const made = scratchFolder('duckdb')
  const stays = [made, ofTheDead.replace('aBcDeF', 'ghijkl'), 'users', `assets-${process.pid}`, 'assetstore-mine']
  expect(readdirSync(place).toSorted()).toEqual(stays.map((path) => path.replace(`${place}/`, '')).toSorted())
  expect(existsSync(join(users, 'thesis.txt'))).toBe(true)
})

test('a command that reads leaves nothing in the temp folder', async () => {
  await using project = await createProject(oneFile('export const a = asset(() => [{ n: 1 }])'))
  await project.start(['materialize'], { env: { TMPDIR: place } }).ended
  const shown = await project.start(['query', 'select * from a'], { env: { TMPDIR: place } }).ended
  expect(shown.exitCode, shown.stderr).toBe(0)
  // Node keeps there what it compiled.
  const left = readdirSync(place).filter((name) => name !== 'node-compile-cache')
  expect(left).toEqual([project.folder.slice(place.length + 1)])
})
