import {
  chmodSync,
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createProject, type Project } from '../rig/project.ts'
import { oneFile, outcomesOf } from '../run/projects.ts'
import { allTold, documentOf, told } from './mistakes.ts'

const pair = oneFile(
  "export const a = asset(async () => { await called('a'); return [{ n: 1 }] })",
  "export const b = asset(async ({ a }) => { await called('b'); return (await a.all()).map(({ n }) => ({ n: n + 1 })) })",
)
/** A folder of another file system than that of the tests. */
const otherFileSystem = ['/dev/shm', '/var/tmp'].find(
  (folder) => existsSync(folder) && statSync(folder).dev !== statSync(tmpdir()).dev,
)
const storeOf = (project: Project, ...path: string[]) => join(project.folder, '.assetstore', ...path)

async function madeOnce(): Promise<Project> {
  const project = await createProject(pair)
  await project.assets('materialize')
  project.calls.reset()
  return project
}

function catalogIs(project: Project, bytes: string | Buffer): void {
  for (const end of ['-wal', '-shm']) rmSync(storeOf(project, `catalog.sqlite${end}`), { force: true })
  writeFileSync(storeOf(project, 'catalog.sqlite'), bytes)
}

describe('a catalog that is no catalog', () => {
  test.each([
    ['text', () => 'hello', 'file is not a database'],
    ['garbage', () => Buffer.alloc(8192, 7), 'file is not a database'],
    [
      'half of one',
      (file: string) => readFileSync(file).subarray(0, Math.floor(statSync(file).size / 2)),
      'database disk image is malformed',
    ],
  ])('%s', async (_, bytes, reason) => {
    await using project = await madeOnce()
    const file = storeOf(project, 'catalog.sqlite')
    catalogIs(project, bytes(file))
    for (const command of ['materialize', 'status', 'check', 'plan', 'history']) {
      const document = await documentOf(project, [command])
      expect(allTold(document)).toEqual([
        {
          code: 'STORE_CORRUPT',
          message: `the catalog ${file} is damaged or is not a catalog: ${reason}`,
          fix: 'make it again from the files beside the tables, nothing is computed: assets doctor --rebuild',
        },
      ])
      expect(document.exitCode).toBe(1)
    }
    expect(await project.json('doctor', '--rebuild')).toMatchObject({ ok: true, records: 2, current: 2 })
    expect((await documentOf(project, ['materialize'])).exitCode).toBe(0)
    expect(project.calls.names).toEqual([])
    expect((await project.json('status')).counts).toMatchObject({ fresh: 2 })
  })
})

describe('a table whose bytes were changed', () => {
  async function fileOf(project: Project, asset: string): Promise<string> {
    return (await project.json('show', asset, '--schema')).path
  }
  async function flip(project: Project, asset: string): Promise<string> {
    const path = await fileOf(project, asset)
    const bytes = readFileSync(path)
    bytes[20] = (bytes[20] as number) ^ 1
    chmodSync(path, 0o644)
    writeFileSync(path, bytes)
    return path
  }
  const damaged = {
    code: 'STORE_BLOB_CORRUPT',
    message: 'the file of a is damaged',
    fix: 'assets materialize a',
  }

  test('is told by whoever reads it, and the cure that is told cures it', async () => {
    await using project = await madeOnce()
    await flip(project, 'a')
    for (const words of [
      ['show', 'a'],
      ['query', 'select * from a'],
    ]) {
      const document = await documentOf(project, words)
      expect(allTold(document)).toEqual([damaged])
      expect(document.exitCode).toBe(1)
    }
    expect((await project.json('status')).assets[0]).toMatchObject({
      status: 'broken',
      causes: [{ kind: 'output_corrupt' }],
    })
    expect(outcomesOf(await documentOf(project, ['materialize', 'a']))).toEqual({ a: 'ran' })
    expect(project.calls.names).toEqual(['a'])
    expect((await project.json('show', 'a')).rows).toEqual([{ n: 1 }])
    expect((await project.json('status')).counts).toMatchObject({ fresh: 2 })
  })

  test('is made again in the run whose asset reads it, and what reads it goes on', async () => {
    await using project = await madeOnce()
    await flip(project, 'a')
    project.edit({ 'assets/index.ts': (pair['assets/index.ts'] as string).replace('n + 1', 'n + 2') })
    const document = await documentOf(project, ['materialize'])
    expect(outcomesOf(document)).toEqual({ a: 'ran', b: 'ran' })
    expect(document.exitCode).toBe(0)
    expect((await project.json('show', 'b')).rows).toEqual([{ n: 3 }])
  })

  test('stops what reads it where it is left out, which keeps its last rows', async () => {
    await using project = await madeOnce()
    await flip(project, 'a')
    project.edit({ 'assets/index.ts': (pair['assets/index.ts'] as string).replace('n + 1', 'n + 2') })
    const document = await documentOf(project, ['materialize', 'b', '--only'])
    expect(outcomesOf(document)).toMatchObject({ b: 'failed' })
    expect(told(document.error)).toEqual(damaged)
    expect((await project.json('show', 'b')).rows).toEqual([{ n: 2 }])
  })

  test('is no candidate for reuse: it is made instead', async () => {
    await using project = await madeOnce()
    const path = await flip(project, 'b')
    const before = pair['assets/index.ts'] as string
    project.edit({ 'assets/index.ts': before.replace('n + 1', 'n + 2') })
    await project.assets('materialize')
    project.edit({ 'assets/index.ts': before })
    project.calls.reset()
    const document = await documentOf(project, ['materialize'])
    expect(document.exitCode).toBe(0)
    expect(project.calls.names).toEqual(['b'])
    expect((await project.json('show', 'b')).rows).toEqual([{ n: 2 }])
    expect(existsSync(`${path}.damaged`)).toBe(false)
  })

  test('of another asset does not keep this one from being shown', async () => {
    await using project = await madeOnce()
    await flip(project, 'b')
    expect((await documentOf(project, ['show', 'a', '--where', 'n < 5'])).rows).toEqual([{ n: 1 }])
    expect((await documentOf(project, ['query', 'select n as b from a'])).rows).toEqual([{ b: 1 }])
  })

  test('and length is seen without reading it', async () => {
    await using project = await madeOnce()
    const path = await fileOf(project, 'a')
    chmodSync(path, 0o644)
    truncateSync(path, 50)
    expect((await project.json('status')).assets[0]).toMatchObject({
      status: 'broken',
      causes: [{ kind: 'output_corrupt', message: 'its file in the store has other bytes than were written' }],
    })
    expect((await documentOf(project, ['materialize'])).exitCode).toBe(0)
    expect((await project.json('show', 'a')).rows).toEqual([{ n: 1 }])
  })
})

describe('a file where the store needs a folder', () => {
  const away =
    'move away what is in the way there: the store needs a folder where there is a file, or a file where there is a folder'
  test.each([
    ['.assetstore', '.assetstore', "EEXIST: file already exists, mkdir '<store>'"],
    ['.assetstore/tmp', '.assetstore/tmp', "ENOTDIR: not a directory, scandir '<store>/tmp'"],
  ])('%s', async (inTheWay, place, reason) => {
    await using project = await createProject({ ...pair, [inTheWay]: 'in the way' })
    const document = await documentOf(project, ['materialize'])
    expect(allTold(document)).toEqual([
      {
        code: 'STORE_NOT_WRITABLE',
        message: `the store cannot open or write ${join(project.folder, place)}: ${reason.replace('<store>', storeOf(project))}`,
        fix: away,
      },
    ])
    expect(document.exitCode).toBe(1)
    expect(project.calls.names).toEqual([])
    rmSync(join(project.folder, inTheWay))
    expect((await documentOf(project, ['materialize'])).exitCode).toBe(0)
  })

  test('objects: the asset fails, and is made once it is out of the way', async () => {
    await using project = await createProject({ ...pair, '.assetstore/objects': 'in the way' })
    const document = await documentOf(project, ['materialize'])
    expect(document.error).toMatchObject({ code: 'STORE_NOT_WRITABLE', fix: away })
    expect(document.error.message).toContain(`the store cannot open or write ${storeOf(project, 'objects')}`)
    expect(outcomesOf(document)).toEqual({ a: 'failed', b: 'blocked' })
    rmSync(storeOf(project, 'objects'))
    expect((await documentOf(project, ['materialize'])).exitCode).toBe(0)
  })

  test('a cache that cannot be written costs time and nothing else', async () => {
    await using project = await createProject({ ...pair, '.assetstore/cache': 'in the way' })
    expect((await documentOf(project, ['materialize'])).exitCode).toBe(0)
    expect((await project.json('status')).counts).toMatchObject({ fresh: 2 })
  })
})

describe('a link in the place of a folder of the store', () => {
  test('that leads nowhere', async () => {
    await using project = await createProject(pair)
    symlinkSync('/nowhere/at/all', storeOf(project))
    const document = await documentOf(project, ['materialize'])
    expect(allTold(document)).toEqual([
      {
        code: 'STORE_NOT_WRITABLE',
        message: `the store cannot open or write ${storeOf(project)}: ENOENT: no such file or directory, mkdir '${storeOf(project)}'`,
        fix: 'make the folder that this leads to, or remove the link',
      },
    ])
    expect(document.exitCode).toBe(1)
  })

  test.skipIf(otherFileSystem === undefined)('that leads to another file system', async () => {
    await using project = await createProject(pair)
    const elsewhere = mkdtempSync(`${otherFileSystem}/assets-`)
    mkdirSync(storeOf(project))
    symlinkSync(elsewhere, storeOf(project, 'tmp'))
    const document = await documentOf(project, ['materialize'])
    rmSync(elsewhere, { recursive: true })
    expect(outcomesOf(document)).toEqual({ a: 'failed', b: 'blocked' })
    expect(document.error).toMatchObject({
      code: 'STORE_NOT_WRITABLE',
      message: expect.stringContaining('EXDEV'),
      fix: 'put tmp/ and objects/ of the store on one file system: a file is moved from one to the other',
    })
  })

  test('a lock that is a folder keeps nobody from looking', async () => {
    await using project = await madeOnce()
    rmSync(storeOf(project, 'assets.lock'))
    mkdirSync(storeOf(project, 'assets.lock'))
    expect((await documentOf(project, ['status'])).counts).toMatchObject({ fresh: 2 })
    expect((await documentOf(project, ['materialize', '--force'])).error).toMatchObject({ code: 'STORE_NOT_WRITABLE' })
  })
})

test('a killed run leaves no file behind that the next one does not sweep', async () => {
  await using project = await createProject(
    oneFile("export const a = asset(async function* () { yield { n: 1 }; await called('a'); yield { n: 2 } })"),
  )
  const held = project.calls.hold('a')
  const run = project.start(['materialize'])
  await held.waiting()
  run.process.kill('SIGKILL')
  await run.ended
  held.release()
  expect((await project.json('status')).assets[0].status).toBe('missing')
  expect((await documentOf(project, ['materialize'])).exitCode).toBe(0)
  expect(globSync('tmp/**/*', { cwd: storeOf(project) })).toEqual([])
})

test('a store that was copied is a store', async () => {
  await using project = await madeOnce()
  const copy = storeOf(project, '..', 'copied')
  cpSync(storeOf(project), copy, { recursive: true })
  expect((await documentOf(project, ['status', '--store', copy])).counts).toMatchObject({ fresh: 2 })
})
