import { rmSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isBundleOld } from '../../scripts/build-where-old.ts'
import { tempFolder, writeFiles } from '../discover/temp-project.ts'

const files = [
  'package.json',
  'tsconfig.build.json',
  'scripts/build.ts',
  'src/index.ts',
  'src/cli/main.ts',
  'dist/index.js',
]

/** A repository of which everything was touched at 1 o'clock, and the bundle at 2. */
function built(): { readonly root: string; readonly touch: (path: string, hour: number) => void } {
  const root = tempFolder(Object.fromEntries(files.map((path) => [path, ''])))
  const touch = (path: string, hour: number) => utimesSync(join(root, path), hour * 3600, hour * 3600)
  for (const path of [...files, 'src', 'src/cli', 'scripts']) touch(path, 1)
  touch('dist/index.js', 2)
  return { root, touch }
}

test('a bundle that is newer than all of its sources is run as it is', () => {
  expect(isBundleOld(built().root)).toBe(false)
})

test.each(files.filter((path) => !path.startsWith('dist')))('a bundle is old where %s was edited since', (path) => {
  const { root, touch } = built()
  touch(path, 3)
  expect(isBundleOld(root)).toBe(true)
})

test('a bundle is old where a source came or went, and where it is not there', () => {
  const [more, less, none] = [built(), built(), built()]
  writeFiles(more.root, { 'src/cli/new.ts': '' })
  more.touch('src/cli/new.ts', 1)
  rmSync(join(less.root, 'src/cli/main.ts'))
  rmSync(join(none.root, 'dist'), { recursive: true })
  expect([more, less, none].map(({ root }) => isBundleOld(root))).toEqual([true, true, true])
})
