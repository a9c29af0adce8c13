import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createProject, type Project } from '../rig/project.ts'
import { oneFile, outcomesOf } from '../run/projects.ts'
import { documentOf } from './mistakes.ts'

const files = {
  ...oneFile(
    'export const a = asset(() => [{ n: 1 }])',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the project that has the template
    'export const b = asset(({ a }) => sql`select n + 1 as n from ${a}`)',
    "export const texts = source.files('data/*.txt', { as: 'text' })",
    "export const table = source.table('data/*.csv')",
  ),
  'data/a.txt': 'text',
  'data/a.csv': 'x,y\n1,2\n',
}
const fresh = { a: 'skipped', b: 'skipped', texts: 'skipped', table: 'skipped' }

function copyTo(project: Project, name: string): { readonly path: string } & Disposable {
  const parent = mkdtempSync(join(tmpdir(), 'odd-'))
  const path = join(parent, name)
  cpSync(project.folder, path, { recursive: true, verbatimSymlinks: true })
  return { path, [Symbol.dispose]: () => rmSync(parent, { recursive: true }) }
}

describe('where a project is', () => {
  test('a path with spaces, quotes, marks of globs, variables and SQL in it', async () => {
    await using project = await createProject(files)
    using odd = copyTo(project, `it's "ü" [x] {a,b} * ? $HOME %20 ;--`)
    expect((await documentOf(project, ['materialize', '-C', odd.path])).exitCode).toBe(0)
    expect((await documentOf(project, ['show', 'b', '-C', odd.path])).rows).toEqual([{ n: 2 }])
    expect((await documentOf(project, ['query', 'select x from "table"', '-C', odd.path])).rows).toEqual([{ x: '1' }])
    expect(outcomesOf(await documentOf(project, ['materialize', '-C', odd.path]))).toEqual(fresh)
    expect((await documentOf(project, ['check', '-C', odd.path])).exitCode).toBe(0)
  })

  test('a symbolic link to it is the same project', async () => {
    await using project = await createProject(files)
    await project.assets('materialize')
    const folder = mkdtempSync(join(tmpdir(), 'link-'))
    const link = join(folder, 'project')
    symlinkSync(project.folder, link)
    expect(outcomesOf(await documentOf(project, ['materialize', '-C', link]))).toEqual(fresh)
    rmSync(folder, { recursive: true })
  })

  test('a folder below it is the same project', async () => {
    await using project = await createProject(files)
    await project.assets('materialize')
    expect(outcomesOf(await documentOf(project, ['materialize', '-C', 'data']))).toEqual(fresh)
    expect(existsSync(join(project.folder, 'data', '.assetstore'))).toBe(false)
  })

  test('Windows line ends and a byte order mark change neither what is fresh nor the lines that are told', async () => {
    const lines = ["import { asset } from '#project'", '', 'export const a = asset(() => [{ n: 1 }])']
    await using project = await createProject({ 'assets/index.ts': `\ufeff${lines.join('\r\n')}\r\n` })
    await project.assets('materialize')
    project.edit({ 'assets/index.ts': `${lines.join('\n')}\n` })
    expect(outcomesOf(await documentOf(project, ['materialize']))).toEqual({ a: 'skipped' })
    project.edit({
      'assets/index.ts': `\ufeff${[...lines, "export const b = asset(() => { throw new Error('x') })"].join('\r\n')}\r\n`,
    })
    expect((await documentOf(project, ['materialize'])).error).toMatchObject({ at: 'assets/index.ts:4:38' })
  })

  test('two projects may share a store: each is told the truth, and going back and forth runs nothing twice', async () => {
    const one = (n: number) =>
      oneFile(`export const a = asset(async () => { await called('a${n}'); return [{ n: ${n} }] })`)
    await using project = await createProject(one(1))
    using other = copyTo(project, 'other')
    await using second = await createProject(one(2))
    cpSync(join(second.folder, 'assets'), join(other.path, 'assets'), { recursive: true })
    const store = ['--store', join(project.folder, 'shared')]
    const outcome = async (folder: string) =>
      outcomesOf(await documentOf(project, ['materialize', '-C', folder, ...store])).a
    expect(await outcome(project.folder)).toBe('ran')
    expect(await outcome(other.path)).toBe('ran')
    expect((await documentOf(project, ['status', ...store])).assets[0].status).toBe('stale')
    expect(await outcome(project.folder)).toBe('reused')
    expect((await documentOf(project, ['show', 'a', ...store])).rows).toEqual([{ n: 1 }])
    expect(await outcome(other.path)).toBe('reused')
    expect(project.calls.names).toEqual(['a1', 'a2'])
  })
})
