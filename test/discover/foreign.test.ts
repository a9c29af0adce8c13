import { describe, expect, test } from 'vitest'
import { createProject, type Files } from '../rig/project.ts'

/**
 * A language of the tests: each line of a program is a declaration, `read <asset>` names an upstream, `keep <n>` keeps the rows up to n,
 * `env <NAME>` reads a variable, and what comes after `#` says nothing. Its integration is made with closures, as one of a package is.
 */
const language = `
  import { createHash } from 'node:crypto'
  import { readFileSync } from 'node:fs'
  import { join } from 'node:path'
  import { AssetError, type ForeignCall, type ForeignFacts, type ForeignPlace } from 'assetstore'
  import { called } from './rig.ts'

  const sha256 = (text: string | Buffer) => createHash('sha256').update(text).digest('hex')
  const statements = (text: string) =>
    text.split('\\n').flatMap((line, index) => {
      const [code = ''] = line.split('#')
      return code.trim() === '' ? [] : [{ code: code.trim(), words: code.trim().split(' '), text: line, line: index + 1 }]
    })

  export async function facts({ root }: ForeignPlace, path: string): Promise<ForeignFacts> {
    const file = join(root, path)
    const bytes = readFileSync(file)
    const all = statements(bytes.toString())
    const unknown = all.find(({ words: [verb] }) => !['read', 'keep', 'env', 'clock'].includes(verb!))
    if (unknown !== undefined)
      throw new AssetError({ code: 'PROJECT_SYNTAX', message: unknown.code + ' is no statement', at: path + ':' + unknown.line, fix: 'write keep 3' })
    const of = (verb: string) => all.filter(({ words }) => words[0] === verb).map(({ words }) => words[1]!)
    return {
      upstream: of('read'),
      at: { file, line: 1 },
      scheme: 'mini-1',
      declarations: all.map(({ code, text, line }, index) => ({
        file, name: code.split(' ')[0]!, line, hash: sha256(code), text, ...(index > 0 ? { from: 0 } : {}),
      })),
      variables: of('env'),
      packages: { 'mini:core': '1.0.0' },
      files: { [file]: sha256(bytes) },
      folders: [join(root, 'mini')],
      notes: all.flatMap(({ words, line }, declaration) =>
        words[0] === 'clock' ? [{ kind: 'impurity' as const, impurity: 'clock' as const, what: 'clock', declaration, file, line }] : []),
    }
  }

  export async function call({ tables, context, root }: ForeignCall, path: string, name: string) {
    await called(name)
    const all = statements(readFileSync(join(root, path), 'utf8'))
    const most = Number(all.find(({ words }) => words[0] === 'keep')?.words[1])
    context.log('keeps ' + most)
    const rows = (await Promise.all(Object.values(tables).map((table) => table.all()))).flat() as { n: number }[]
    return rows.filter(({ n }) => n <= most)
  }
`
const mini = (path: string, name: string) =>
  `foreignFunction<{ n: number }>({ facts: (where) => facts(where, '${path}'), call: (work) => call(work, '${path}', '${name}') })`

const files: Files = {
  'language.ts': language,
  'mini/small.mini': 'read numbers\nkeep 2\n',
  'mini/some.mini': 'read small\nkeep 5',
  'assets/index.ts': `
    import { foreignFunction } from 'assetstore'
    import { asset, check } from '#project'
    import { call, facts } from '../language.ts'
    import { called } from '../rig.ts'
    export const numbers = asset(async () => { await called('numbers'); return [1, 2, 3].map((n) => ({ n })) })
    export const small = asset({ description: 'few' }, ${mini('mini/small.mini', 'small')})
    export const total = asset(async ({ small }) => {
      await called('total')
      return [{ sum: (await small.all()).reduce((sum, { n }) => sum + n, 0) }]
    })
  `,
}

describe('an asset whose function is in another language', () => {
  test('reads what its code names, and is read like any other', async () => {
    await using project = await createProject(files)
    const { exitCode, stdout } = await project.assets('materialize')
    expect({ exitCode, stdout }).toMatchObject({ exitCode: 0 })
    expect((await project.json('show', 'total')).rows).toEqual([{ sum: 3 }])
    expect((await project.json('list')).assets.find(({ name }: { name: string }) => name === 'small')).toMatchObject({
      at: 'mini/small.mini:1',
      upstream: ['numbers'],
    })
    expect((await project.assets('logs', 'small')).stdout).toContain('keeps 2')
  })

  test('is stale by its own code, which explain shows as it was and as it is', async () => {
    await using project = await createProject(files)
    await project.assets('materialize')
    project.calls.reset()
    project.edit({ 'mini/small.mini': 'read numbers # of all\n\nkeep 2\n' })
    await project.assets('materialize')
    expect(project.calls.names).toEqual([])
    project.edit({ 'mini/small.mini': 'read numbers\nkeep 3\n' })
    const { stdout } = await project.assets('explain', 'small')
    expect(stdout).toContain('mini/small.mini keep edited  line 2, reached by mini/small.mini read')
    expect(stdout).toContain('-keep 2')
    expect(stdout).toContain('+keep 3')
    expect(
      (await project.json('plan')).steps.map(({ asset, action }: Record<string, string>) => [asset, action]),
    ).toEqual([
      ['numbers', 'skip'],
      ['small', 'run'],
      ['total', 'run?'],
    ])
    await project.assets('materialize')
    expect(project.calls.names).toEqual(['small', 'total'])
  })

  test('a remembered answer holds for as long as the files that it was found out from', async () => {
    const counted = language.replace('const file = join', "await called('facts'); const file = join")
    await using project = await createProject({ ...files, 'language.ts': counted })
    await project.assets('materialize')
    const fresh = await project.json('status')
    project.calls.reset()
    expect(await project.json('status')).toEqual(fresh)
    expect(project.calls.names).toEqual([])
    expect(fresh.assets.map(({ status }: { status: string }) => status)).toEqual(['fresh', 'fresh', 'fresh'])
    project.edit({ 'mini/small.mini': 'read numbers\nkeep 1\n' })
    const stale = await project.json('status')
    expect(stale.assets.map(({ status }: { status: string }) => status)).toEqual(['fresh', 'stale', 'maybe'])
    project.edit({ 'mini/small.mini': 'read numbers\nkeep 2\n' })
    expect((await project.json('status')).assets).toEqual(fresh.assets)
    await project.json('status')
    project.calls.reset()
    project.edit({ 'mini/another.mini': '' })
    await project.json('status')
    expect(project.calls.names).toEqual(['facts'])
  })

  test('an edit of TypeScript above it, or of what makes it, is seen', async () => {
    await using project = await createProject(files)
    await project.assets('materialize')
    await project.json('status')
    project.edit({ 'assets/index.ts': files['assets/index.ts']!.replace('[1, 2, 3]', '[1, 1, 3]') })
    const { assets } = await project.json('status')
    expect(assets.map(({ status }: { status: string }) => status)).toEqual(['stale', 'maybe', 'maybe'])
    project.edit(files)
    project.edit({ 'language.ts': language.replace('n <= most', 'n < most') })
    expect((await project.json('explain', 'small')).causes[0]).toMatchObject({ kind: 'code_changed' })
  })

  test('what is wrong with its code is told with its place, together with everything else', async () => {
    await using project = await createProject({ ...files, 'mini/small.mini': 'read numbers\nkep 2' })
    const { exitCode, stderr } = await project.assets('status')
    expect(exitCode).toBe(2)
    expect(stderr).toContain('mini/small.mini:2')
    expect(stderr).toContain('kep 2 is no statement')
    project.edit({ 'mini/small.mini': 'read nmbers\nkeep 2' })
    expect((await project.assets('status')).stderr).toContain('did you mean "numbers"?')
  })

  test('sources, checks and effects may be in another language, and rows may lie in a Parquet file', async () => {
    await using project = await createProject({
      ...files,
      'mini/none.mini': 'keep 2',
      'assets/index.ts': `
        import { copyFile } from 'node:fs/promises'
        import { foreignFunction, parquetFile } from 'assetstore'
        import { asset, check, effect, source } from '#project'
        import { facts } from '../language.ts'
        const reads = (path, call) => foreignFunction({ facts: (where) => facts(where, path), call })
        export const numbers = asset(() => [1, 2, 3].map((n) => ({ n })))
        export const events = source({ observe: () => 'v1' }, reads('mini/none.mini', () => [{ n: 7n, at: new Date(0) }]))
        export const copied = asset({}, reads('mini/small.mini', async ({ tables: { numbers }, tmpFile }) => {
          const path = tmpFile()
          await copyFile(numbers.path, path)
          return parquetFile(path)
        }))
        export const few = check({ severity: 'warn' }, reads('mini/small.mini', async ({ tables: { numbers } }) => (await numbers.count) < 3))
        export const sent = effect({}, reads('mini/small.mini', async ({ tables: { numbers }, context }) =>
          ({ sent: (await numbers.all()).length, key: context.key.length })))
      `,
    })
    expect((await project.assets('materialize')).exitCode).toBe(0)
    const rows = async (name: string) => (await project.json('show', name)).rows
    expect(await rows('copied')).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }])
    expect(await rows('events')).toEqual([{ n: '7', at: '1970-01-01T00:00:00.000Z' }])
    expect(await rows('sent')).toEqual([{ sent: 3, key: 64 }])
    const status = async () =>
      Object.fromEntries(
        (await project.json('status')).assets.map((one: Record<string, string>) => [one.name, one.status]),
      )
    expect(await status()).toMatchObject({ copied: 'fresh', few: 'fresh', sent: 'fresh' })
    project.edit({ 'mini/small.mini': 'read numbers\nkeep 3' })
    expect(await status()).toMatchObject({ events: 'unknown', copied: 'stale', few: 'stale', sent: 'stale' })
  })

  test('a variable that it names is part of its key, and what no fingerprint sees is said', async () => {
    await using project = await createProject({ ...files, 'mini/small.mini': 'read numbers\nkeep 2\nenv LIMIT\nclock' })
    const { stderr } = await project.run(['materialize'], { env: { LIMIT: '1' } })
    expect(stderr).toContain('mini/small.mini clock reads the clock (clock), which no fingerprint of code can see')
    project.calls.reset()
    await project.run(['materialize'], { env: { LIMIT: '1' } })
    expect(project.calls.names).toEqual([])
    await project.run(['materialize'], { env: { LIMIT: '2' } })
    expect(project.calls.names).toEqual(['small'])
  })
})
