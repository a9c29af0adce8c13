import { createHash } from 'node:crypto'
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { digestFile, emptyStatCache } from '../../src/discover/files/stat-cache.ts'
import { observeFiles } from '../../src/discover/observe/observe-files.ts'
import { observePackage } from '../../src/discover/observe/observe-package.ts'
import { observeSource } from '../../src/discover/observe/observe-source.ts'
import { sourceMemory } from '../../src/discover/observe/source-memory.ts'
import { settle, tempFolder, writeFiles } from './temp-project.ts'

const sha = (text: string) => createHash('sha256').update(text).digest('hex')

describe('the version of files', () => {
  const files = { 'data/b.md': 'bee', 'data/a.md': 'ay', 'data/deep/c.md': 'see', 'data/x.txt': 'no' }

  it('lists what matches, in the order of the paths, whatever the order of the globs', async () => {
    const root = tempFolder(files)
    const observed = await observeFiles(root, ['data/deep/*.md', 'data/*.md', 'data/a.md'])
    expect(observed.files).toEqual([
      { path: 'data/a.md', sizeBytes: 2, sha256: sha('ay') },
      { path: 'data/b.md', sizeBytes: 3, sha256: sha('bee') },
      { path: 'data/deep/c.md', sizeBytes: 3, sha256: sha('see') },
    ])
    expect(observed.version).toBe((await observeFiles(root, ['data/**/*.md'])).version)
  })

  it('is another after an edit, a new file, a removal and a new name, and the same again after going back', async () => {
    const root = tempFolder(files)
    const version = async () => (await observeFiles(root, ['data/**/*.md'])).version
    const first = await version()
    const seen = [first]
    writeFiles(root, { 'data/a.md': 'AY' })
    seen.push(await version())
    writeFiles(root, { 'data/d.md': '' })
    seen.push(await version())
    rmSync(join(root, 'data/b.md'))
    seen.push(await version())
    renameSync(join(root, 'data/d.md'), join(root, 'data/e.md'))
    seen.push(await version())
    expect(new Set(seen).size).toBe(5)
    rmSync(join(root, 'data/e.md'))
    writeFiles(root, files)
    expect(await version()).toBe(first)
  })

  it('never looks into packages or the store, and takes a leading dot only where the glob writes it', async () => {
    const root = tempFolder({
      'a.md': 'a',
      '.hidden.md': 'h',
      '.notes/b.md': 'b',
      'node_modules/x/c.md': 'c',
      '.assetstore/d.md': 'd',
    })
    const paths = async (...globs: string[]) => (await observeFiles(root, globs)).files.map(({ path }) => path)
    expect(await paths('**/*.md')).toEqual(['a.md'])
    expect(await paths('.notes/*.md', '.hidden.md')).toEqual(['.hidden.md', '.notes/b.md'])
    expect(await paths('node_modules/**', '.assetstore/**')).toEqual([])
  })

  it('gives no file a version too', async () => {
    const root = tempFolder()
    const none = await observeFiles(root, ['data/*.md', 'x.txt'])
    expect(none).toEqual({ version: (await observeFiles(tempFolder(), ['y'])).version, files: [] })
    writeFileSync(join(root, 'x.txt'), '')
    expect((await observeFiles(root, ['data/*.md', 'x.txt'])).version).not.toBe(none.version)
  })
})

describe('the stat cache', () => {
  /** As a cache that would give itself away: the hash it remembers is not the file's. */
  async function poisoned(file: string) {
    const cache = emptyStatCache()
    await digestFile(file, cache)
    const [path, entry] = [...cache.entries][0]!
    cache.entries.set(path, {
      ...entry,
      sha256: 'remembered',
      seenMs: Date.now() + 10_000,
    })
    return cache
  }

  const source = { type: 'files', glob: ['*.txt'] } as const
  const summary = { state: 'of then', version: 'v', unsettled: [] }

  it('does not read a settled file again, and keeps that over a save', async () => {
    const folder = tempFolder({ 'a.txt': 'one' })
    const file = join(folder, 'a.txt')
    settle(file)
    const cache = await poisoned(file)
    expect(await digestFile(file, cache)).toEqual({ sizeBytes: 3, sha256: 'remembered' })
    const memory = sourceMemory(join(folder, 'new/folder'), source)
    memory.save(summary, cache)
    expect(memory.summary()).toMatchObject(summary)
    expect(await digestFile(file, memory.files())).toEqual({ sizeBytes: 3, sha256: 'remembered' })
  })

  it.each<[what: string, change: (file: string) => void, expected: string]>([
    ['size', (file) => writeFileSync(file, 'three'), 'three'],
    ['time', (file) => utimesSync(file, new Date(), new Date(Date.now() - 1_000)), 'one'],
    ['content, with its size and time put back', (file) => rewrite(file, 'two'), 'two'],
    ['inode', (file) => replace(file, 'two'), 'two'],
  ])('reads a file again when another is its %s', async (_, change, expected) => {
    const file = join(tempFolder({ 'a.txt': 'one' }), 'a.txt')
    settle(file)
    const cache = await poisoned(file)
    change(file)
    expect((await digestFile(file, cache)).sha256).toBe(sha(expected))
  })

  it('never trusts a file that was touched right before it was hashed: a write in the same tick leaves no trace', async () => {
    const file = join(tempFolder({ 'a.txt': 'one' }), 'a.txt')
    const cache = emptyStatCache()
    await digestFile(file, cache)
    const [path, entry] = [...cache.entries][0]!
    cache.entries.set(path, { ...entry, sha256: 'remembered' })
    expect((await digestFile(file, cache)).sha256).toBe(sha('one'))
  })

  it('is empty where there is none, and where a bit of it has another value', () => {
    const folder = tempFolder()
    const memory = sourceMemory(folder, source)
    const nothing = () => [memory.summary(), memory.files().entries.size]
    expect(nothing()).toEqual([undefined, 0])
    const entry = { size: 3, mtimeMs: 1.25, ctimeMs: 2, ino: 4, seenMs: 5, sha256: 'abc' }
    memory.save(summary, { entries: new Map([['/tmp/a tab\tin a name', entry]]) })
    expect([...memory.files().entries]).toEqual([['/tmp/a tab\tin a name', entry]])
    const [name] = readdirSync(join(folder, 'files'))
    const file = join(folder, 'files', name as string)
    const whole = readFileSync(file)
    for (const at of whole.keys()) {
      const bytes = Buffer.from(whole)
      bytes[at] = (bytes[at] as number) ^ 1
      writeFileSync(file, bytes)
      expect([undefined, JSON.stringify(summary)]).toContain(JSON.stringify(withoutSeal(memory.summary())))
      expect([[], [entry]]).toContainEqual([...memory.files().entries.values()])
    }
    writeFileSync(file, whole.subarray(0, whole.length - 1))
    expect(memory.files().entries.size).toBe(0)
  })

  it('is not saved where it cannot be, and nothing is said of it', () => {
    const folder = tempFolder({ garbage: '{' })
    sourceMemory(join(folder, 'garbage'), source).save(summary, emptyStatCache())
    expect(sourceMemory(join(folder, 'garbage'), source).summary()).toBeUndefined()
  })

  function withoutSeal(head: object | undefined): object | undefined {
    return head && Object.fromEntries(Object.entries(head).filter(([key]) => key !== 'seal'))
  }
  function rewrite(file: string, text: string): void {
    const { atime, mtime } = statSync(file)
    writeFileSync(file, text)
    utimesSync(file, atime, mtime)
  }
  function replace(file: string, text: string): void {
    writeFileSync(`${file}.new`, text)
    settle(`${file}.new`)
    renameSync(`${file}.new`, file)
  }
})

describe('a source that is remembered', () => {
  const files = { 'a.txt': 'one', 'deep/b.txt': 'two', 'deep/c.txt': 'three' }
  const glob = ['**/*.txt']

  function settled() {
    const root = tempFolder(files)
    for (const path of Object.keys(files)) settle(join(root, path))
    const cacheFolder = join(root, '.assetstore/cache')
    mkdirSync(join(root, '.assetstore'))
    return { root, cacheFolder, memory: sourceMemory(cacheFolder, { type: 'files', glob }) }
  }
  const observed = async (root: string, cacheFolder: string) =>
    (await observeSource(root, { type: 'files', glob, cacheFolder })).version

  it('is told from its summary while no file has moved', async () => {
    const { root, cacheFolder, memory } = settled()
    const version = await observed(root, cacheFolder)
    const { unsettled, ...summary } = memory.summary()!
    expect([summary.version, unsettled.length]).toEqual([version, 3])
    // Right after they were written these three are read, and no other is.
    memory.save({ ...summary, unsettled, version: 'by the summary' }, emptyStatCache())
    expect(await observed(root, cacheFolder)).toBe('by the summary')
    const [[path, sha256] = ['', ''], ...others] = unsettled as [string, string][]
    memory.save(
      { ...summary, unsettled: [[path, `0${sha256.slice(1)}x`], ...others], version: 'of other bytes' },
      emptyStatCache(),
    )
    expect(await observed(root, cacheFolder)).toBe(version)
    // As it is two seconds later: whether a file was touched a moment ago cannot be said of one that a test has just written.
    memory.save({ ...memory.summary()!, version: 'by the summary', unsettled: [] }, emptyStatCache())
    expect(await observed(root, cacheFolder)).toBe('by the summary')
    writeFileSync(join(root, 'a.txt'), 'ONE')
    expect(await observed(root, cacheFolder)).toBe((await observeFiles(root, glob)).version)
  })

  it('is what it is without a memory, after every edit, also right after the file was written', async () => {
    const { root, cacheFolder } = settled()
    const { atime, mtime } = statSync(join(root, 'a.txt'))
    const edits: (() => void)[] = [
      () => writeFileSync(join(root, 'a.txt'), 'TWO'),
      () => writeFileSync(join(root, 'a.txt'), 'TOO'),
      () => utimesSync(join(root, 'a.txt'), atime, mtime),
      () => renameSync(join(root, 'a.txt'), join(root, 'd.txt')),
      () => writeFileSync(join(root, 'deep/e.txt'), ''),
      () => rmSync(join(root, 'deep'), { recursive: true }),
      () => rmSync(join(root, 'd.txt')),
    ]
    for (const edit of [() => undefined, ...edits]) {
      edit()
      for (const _ of [1, 2]) expect(await observed(root, cacheFolder)).toBe((await observeFiles(root, glob)).version)
    }
  })

  it('is another source where it is read in another way', async () => {
    const { root, cacheFolder } = settled()
    writeFileSync(join(root, 'a.txt'), 'one\r\ntwo\r\n')
    const asText = async () => (await observeSource(root, { type: 'table', glob, cacheFolder })).version
    const before = [await observed(root, cacheFolder), await asText()]
    writeFileSync(join(root, 'a.txt'), 'one\ntwo\n')
    expect(await observed(root, cacheFolder)).not.toBe(before[0])
    expect(await asText()).toBe(before[1])
  })
})

describe('the version of a package', () => {
  const installed = (version: string) => ({
    'node_modules/@scope/texts/package.json': JSON.stringify({ name: '@scope/texts', version }),
    'node_modules/@scope/texts/a.txt': 'a',
  })
  const lock = (entry: object) => ({
    'package-lock.json': JSON.stringify({ lockfileVersion: 3, packages: { 'node_modules/@scope/texts': entry } }),
  })
  const version = async (root: string) =>
    (await observePackage(root, { name: '@scope/texts', glob: ['*.txt'] })).version

  it('is its version with the integrity of the lock file', async () => {
    const root = tempFolder({ ...installed('1.2.3'), ...lock({ version: '1.2.3', integrity: 'sha512-abc' }) })
    expect(await version(root)).toBe('@scope/texts@1.2.3 sha512-abc')
  })

  it('is the installed version where no lock file knows it', async () => {
    expect(await version(tempFolder(installed('1.2.3')))).toBe('@scope/texts@1.2.3')
    const behind = tempFolder({ ...installed('2.0.0'), ...lock({ version: '1.2.3', integrity: 'sha512-abc' }) })
    expect(await version(behind)).toBe('@scope/texts@2.0.0')
  })

  it('is that of its files where it is linked, for they change under one version', async () => {
    const root = tempFolder({ 'packages/texts/package.json': '{"version":"1.0.0"}', 'packages/texts/a.txt': 'a' })
    mkdirSync(join(root, 'node_modules/@scope'), { recursive: true })
    symlinkSync(join(root, 'packages/texts'), join(root, 'node_modules/@scope/texts'))
    const before = await version(root)
    expect(before).toMatch(/^@scope\/texts linked [0-9a-f]{64}$/)
    writeFiles(root, { 'packages/texts/a.txt': 'b' })
    expect(await version(root)).not.toBe(before)
  })

  it('says what to do where it is not installed, or its lock file is in conflict', async () => {
    const root = tempFolder()
    await expect(version(root)).rejects.toMatchObject({
      code: 'SOURCE_OBSERVE',
      message: `the package "@scope/texts" is not installed in ${root}`,
      fix: 'run `npm install @scope/texts`, or correct the name',
    })
    const locked = tempFolder(lock({ version: '1.2.3' }))
    await expect(version(locked)).rejects.toMatchObject({ code: 'SOURCE_OBSERVE', fix: 'run `npm ci`' })
    const broken = tempFolder({ ...installed('1.0.0'), 'package-lock.json': '<<<<<<< ours\n{}' })
    await expect(version(broken)).rejects.toMatchObject({
      code: 'PROJECT_SYNTAX',
      message: `${join(broken, 'package-lock.json')} cannot be read: it has the marks of a conflict in it`,
      fix: 'resolve the conflict in it if there is one, then run `npm install`',
    })
  })

  it('holds for a package of this very repository', async () => {
    const root = join(import.meta.dirname, '../..')
    const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
    const { version: zod, integrity } = packages['node_modules/zod']
    expect((await observePackage(root, { name: 'zod', glob: ['*.json'] })).version).toBe(`zod@${zod} ${integrity}`)
  })
})
