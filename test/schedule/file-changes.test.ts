import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fileChanges } from '../../src/app/watch/file-changes.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assetstore-test-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const at = (path: string) => join(folder, path)
const write = (path: string, text = '1') => {
  mkdirSync(dirname(at(path)), { recursive: true })
  writeFileSync(at(path), text)
}
/** As an editor saves that writes another file and gives it the name. */
const replace = (path: string) => {
  write(`${path}.new`)
  renameSync(at(`${path}.new`), at(path))
}

const changes: readonly (readonly [what: string, change: () => void])[] = [
  ['a file is written to', () => appendFileSync(at('project/a/x.ts'), '2')],
  ['a file is replaced by another', () => replace('project/a/x.ts')],
  ['that one is written to', () => appendFileSync(at('project/a/x.ts'), '2')],
  ['it is replaced again', () => replace('project/a/x.ts')],
  ['it is removed', () => rmSync(at('project/a/x.ts'))],
  ['it comes back', () => write('project/a/x.ts')],
  ['and is written to', () => appendFileSync(at('project/a/x.ts'), '2')],
  ['a folder comes with a file in it', () => write('project/a/b/c/y.ts')],
  ['that file is written to', () => appendFileSync(at('project/a/b/c/y.ts'), '2')],
  ['the folder is renamed', () => renameSync(at('project/a/b'), at('project/a/d'))],
  ['its file is written to', () => appendFileSync(at('project/a/d/c/y.ts'), '2')],
  ['the folder is removed', () => rmSync(at('project/a/d'), { recursive: true })],
  ['it comes again', () => write('project/a/d/z.ts')],
  ['its new file is replaced', () => replace('project/a/d/z.ts')],
  ['a file of a folder that a link leads to is written to', () => appendFileSync(at('project/linked/w.csv'), '2')],
]

test('whatever is done to files and folders, the next change is seen as well', async () => {
  write('project/a/x.ts')
  write('elsewhere/w.csv')
  symlinkSync(at('elsewhere'), at('project/linked'))
  symlinkSync(at('project'), at('project/a/round'))
  const { signal } = new AbortController()
  using files = fileChanges(at('project'), { isIgnored: () => false, signal })
  for (const [what, change] of changes) {
    const changed = files.changed()
    change()
    await expect(changed.then(() => what)).resolves.toBe(what)
  }
})

test('of what is ignored nothing is told', async () => {
  write('store/x.ts')
  const { signal } = new AbortController()
  using files = fileChanges(folder, { isIgnored: (path) => path === 'store' || path.startsWith('store/'), signal })
  let told = false
  const changed = files.changed().then(() => {
    told = true
  })
  write('store/x.ts', '2')
  write('store/deep/y.ts')
  await new Promise((resolve) => setImmediate(resolve))
  expect(told).toBe(false)
  write('x.ts')
  await changed
})
