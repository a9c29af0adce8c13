import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { readFileFacts } from '../../src/discover/code/file-facts.ts'
import { openCode } from '../../src/discover/code/open-code.ts'
import type { CodeFingerprint } from '../../src/discover/code/slice/fingerprint.ts'
import { openCodeMemory } from '../../src/discover/code-memory.ts'
import { createLookups } from '../../src/discover/files/lookups.ts'
import { openRememberedCode } from '../../src/discover/remembered-code.ts'
import { fixture, nodes } from '../code/edits-fixture.ts'
import { editsThatCount } from '../code/edits-that-count.ts'
import { editsThatDoNot } from '../code/edits-that-do-not.ts'

interface Place extends Disposable {
  write(files: Readonly<Record<string, string>>): void
  digests(): Promise<Record<string, unknown>>
  sources(): Promise<Record<string, unknown>>
  /** Whether all of it is known without a look at the code. */
  isRemembered(): Promise<boolean>
  /** Puts new files in the place of those that are there, each with the time of the one that it replaces. */
  bring(files: Readonly<Record<string, string>>): void
  /** Another text in place of a file's of the memory; `undefined`: no file. */
  damage(file: string, other: (text: string) => string | undefined): void
}

function place(): Place {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'code-memory-')))
  const cacheFolder = join(root, '.assetstore', 'cache')
  mkdirSync(dirname(cacheFolder))
  let written: Readonly<Record<string, string>> = {}
  const fingerprints = async (of: (fingerprint: CodeFingerprint) => unknown) => {
    const at = { root, configFile: join(root, 'assets.config.ts'), entry: join(root, 'assets/index.ts'), cacheFolder }
    const code = await openRememberedCode(at)
    const found = nodes.map((node) => [node.name, of(code.fingerprint(node))])
    code.keep()
    return Object.fromEntries(found)
  }
  return {
    write(files) {
      for (const path of Object.keys(written)) if (!(path in files)) rmSync(join(root, path))
      for (const [path, text] of Object.entries(files)) {
        if (written[path] === text) continue
        mkdirSync(dirname(join(root, path)), { recursive: true })
        writeFileSync(join(root, path), text)
      }
      written = files
    },
    digests: () =>
      fingerprints(({ digest, parts, places, packages, files }) => {
        return { digest, parts, places, packages, files: files.map((file) => file.slice(root.length)) }
      }),
    async isRemembered() {
      const at = { root, configFile: join(root, 'assets.config.ts'), entry: join(root, 'assets/index.ts'), cacheFolder }
      const code = await openRememberedCode(at)
      return nodes.every((node) => !code.isEdited(node))
    },
    bring(files) {
      for (const [path, text] of Object.entries(files)) {
        const { atime, mtime } = statSync(join(root, path))
        rmSync(join(root, path))
        writeFileSync(join(root, path), text)
        utimesSync(join(root, path), atime, mtime)
      }
    },
    damage(file, other) {
      const path = join(cacheFolder, file)
      const text = other(readFileSync(path, 'utf8'))
      if (text === undefined) rmSync(path)
      else writeFileSync(path, text)
    },
    sources: () => fingerprints(({ sources }) => sources),
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  }
}

const digestsOfFixture = (async () => {
  using fresh = place()
  fresh.write(fixture)
  return await fresh.digests()
})()

test.each([...editsThatCount, ...editsThatDoNot])(
  'remembered, edited ($name), and remembered again',
  async ({ files }) => {
    using remembering = place()
    using fresh = place()
    remembering.write(fixture)
    await remembering.digests()
    remembering.write(files(fixture))
    fresh.write(files(fixture))
    const expected = await fresh.digests()
    expect(await remembering.digests()).toEqual(expected)
    expect(await remembering.digests()).toEqual(expected)
    remembering.write(fixture)
    expect(await remembering.digests()).toEqual(await digestsOfFixture)
  },
)

test('a memory that was cut or is of another version is no memory', async () => {
  using remembering = place()
  remembering.write(fixture)
  const expected = await remembering.digests()
  remembering.write({ ...fixture, '.assetstore/cache/code.lines': '{"format":', '.assetstore/cache/facts.lines': '' })
  expect(await remembering.digests()).toEqual(expected)
})

test.each([
  ['is of another version', (text: string) => text.replace('"format":"', '"format":"other ')],
  ['is not there', () => undefined],
])('facts of files are none where the memory that they belong to %s', async (_, damage) => {
  using remembering = place()
  remembering.write(fixture)
  await remembering.digests()
  remembering.damage('code.lines', damage)
  const [{ files }] = editsThatCount as [(typeof editsThatCount)[number]]
  using fresh = place()
  fresh.write(files(fixture))
  remembering.write(files(fixture))
  expect(await remembering.digests()).toEqual(await fresh.digests())
})

test('what another Node remembered is no memory: it may have other modules of its own', async () => {
  using remembering = place()
  remembering.write(fixture)
  await remembering.digests()
  expect(await remembering.isRemembered()).toBe(true)
  const own = Object.getOwnPropertyDescriptor(process, 'version') as PropertyDescriptor
  Object.defineProperty(process, 'version', { ...own, value: 'v22.18.0' })
  try {
    expect(await remembering.isRemembered()).toBe(false)
  } finally {
    Object.defineProperty(process, 'version', own)
  }
})

test('a memory that came along from another machine is held against the bytes that are here', async () => {
  using remembering = place()
  remembering.write(fixture)
  await remembering.digests()
  // Unpacked with its times, as an archive, a layer of an image or a cache of CI is; one file is another, of the same size.
  const other = { ...fixture, 'src/stats.ts': (fixture['src/stats.ts'] as string).replace('x / 100', 'x / 300') }
  remembering.bring(other)
  using fresh = place()
  fresh.write(other)
  expect(await remembering.digests()).toEqual(await fresh.digests())
})

test('the sources of a remembered fingerprint are the ones that were cut', async () => {
  using remembering = place()
  remembering.write(fixture)
  const expected = await remembering.sources()
  expect(Object.values(expected).every((sources) => Object.keys(sources as object).length > 0)).toBe(true)
  expect(await remembering.sources()).toEqual(expected)
})

test('an edit of a function or a constant is cut again for those whose files it is in, and for nobody else', async () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'code-memory-')))
  using _ = { [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }) }
  const cacheFolder = join(root, '.assetstore', 'cache')
  mkdirSync(dirname(cacheFolder))
  let hour = 0
  // What was written a moment ago would be read again in any case.
  const write = (files: Readonly<Record<string, string>>) => {
    hour += 1
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      writeFileSync(join(root, path), text)
      utimesSync(join(root, path), hour * 3_600, hour * 3_600)
    }
  }
  /** The nodes that memory answers for. */
  const recalled = async () => {
    const lookups = createLookups()
    const read = (file: string) => readFileFacts(file.slice(root.length + 1), lookups.bytes(file) ?? '')
    const memory = openCodeMemory({ cacheFolder, format: 'test', lookups, read })
    const at = { root, configFile: join(root, 'assets.config.ts'), entry: join(root, 'assets/index.ts') }
    const code = await openCode({ ...at, cache: memory.facts, lookups })
    const names = nodes.filter(({ name }) => memory.recall(name) !== undefined).map(({ name }) => name)
    const found = nodes.map((node) => [node.name, code.fingerprint(node)] as const)
    memory.keep(new Map(found.map(([name, one]) => [name, { files: one.files, json: JSON.stringify(one) }])))
    return { names, all: new Map(found) }
  }
  const text = (file: string) => fixture[file] as string
  write(fixture)
  const { all } = await recalled()
  for (const [file, from, to] of [
    ['src/chunk.ts', 'out.push(', 'out.unshift('],
    ['src/limits.ts', 'overlap: 2', 'overlap: 3'],
  ] as const) {
    write({ [file]: text(file).replace(from, () => to) })
    const others = [...all].filter(([, { files }]) => !files.includes(join(root, file))).map(([name]) => name)
    expect(others.length).toBeGreaterThan(3)
    expect((await recalled()).names).toEqual(others)
  }
})
