import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { observeFiles } from '../../src/discover/observe/observe-files.ts'
import { observePackage } from '../../src/discover/observe/observe-package.ts'
import { digestFile, emptyStatCache, loadStatCache, saveStatCache } from '../../src/discover/stat-cache.ts'
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
      seenNs: String(BigInt(Date.now() + 10_000) * 1_000_000n),
    })
    return cache
  }

  it('does not read a settled file again, and keeps that over a save', async () => {
    const folder = tempFolder({ 'a.txt': 'one' })
    const file = join(folder, 'a.txt')
    settle(file)
    const cache = await poisoned(file)
    expect(await digestFile(file, cache)).toEqual({ sizeBytes: 3, sha256: 'remembered' })
    const saved = join(folder, 'new/folder/stat.json')
    expect(await saveStatCache(saved, cache)).toBe(true)
    expect(await digestFile(file, await loadStatCache(saved))).toEqual({ sizeBytes: 3, sha256: 'remembered' })
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

  it('is empty where there is none, where it is garbage, and where it is of another format', async () => {
    const folder = tempFolder({ 'garbage.json': '{', 'other.json': '{"format":"stat0","entries":{"a":{}}}' })
    for (const name of ['none.json', 'garbage.json', 'other.json']) {
      expect((await loadStatCache(join(folder, name))).entries.size).toBe(0)
    }
    expect(await saveStatCache(join(folder, 'garbage.json/stat.json'), emptyStatCache())).toBe(false)
  })

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
