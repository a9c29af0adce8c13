import { spawnSync } from 'node:child_process'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createProject, type Document, type Project, repository } from '../rig/project.ts'
import { describePython } from '../rig/python/describe.ts'

const rowsFile = 'assets/rows.d.ts'

const index = `
import { asset, source } from '#project'
import { partitions } from 'assetstore'
import type { EveryType, Strings } from './rows.d.ts'

export const every_type = asset.python<EveryType>('./made.py')
export const strings = source.python<Strings>({ file: './made.py', observe: () => 'v1' })
export const date = asset.python('./made.py')
export const no_rows = asset.python('./made.py')
export const by_key = asset.python({ file: './made.py', partitions: partitions.of(['a', 'b']) })
export const never_made = asset.python('./made.py')
export const seen = asset(async ({ every_type }) => {
  const [row] = await every_type.all()
  return { seen: Object.entries(row!).map(([name, value]) => name + ' ' + (value?.constructor.name ?? value)).join() }
})
`

const python = `
import datetime, pyarrow as pa
from assetstore import asset, source

@asset
def every_type():
    day, when = datetime.date(2026, 1, 2), datetime.datetime(2026, 1, 2, 3)
    return pa.table({
        "id": [1, 2], "far": pa.array([1, 2], pa.uint64()), "text": ["a", None], "is it": [True, False], "ratio": [0.5, None],
        "day": [day, day], "when": [when, None], "bytes": [b"a", b"b"],
        "embedding": pa.array([[1.0, 2.0]] * 2, pa.list_(pa.float32(), 2)), "gaps": pa.array([[1.0, None]] * 2, pa.list_(pa.float32())),
        "tags": pa.array([["a"], ["b", None]]), "sizes": pa.array([[1], None], pa.list_(pa.int32())), "nothing": pa.nulls(2),
        "meta": pa.array([{"by": "a", "at": {"line": 1, "words": [{"of": None}, {"of": "b"}]}}, {"by": "c", "at": None}]),
        "counts": pa.array([[("a", 1), ("b", None)], []], pa.map_(pa.string(), pa.int64())),
    })

@source
def strings(): return [{"text": "a"}]

@asset
def date(): return [{"day": datetime.date(2026, 1, 2)}]

@asset
def no_rows(): return pa.table({"id": pa.array([], pa.int64()), "tags": pa.array([], pa.list_(pa.string()))})

@asset
def by_key(*, partition):
    return [{"key": partition.key, "only": 1}] if partition.key == "a" else [{"key": "b", "only": None}]

@asset
def never_made(): return [{"id": 1}]
`

const every = `/** A row of every_type. */
export interface EveryType {
  id: number
  far: number
  text: string | null
  "is it": boolean
  ratio: number | null
  day: Date
  when: Date | null
  bytes: Uint8Array
  embedding: Float32Array
  gaps: (number | null)[]
  tags: (string | null)[]
  sizes: number[] | null
  nothing: unknown
  meta: { by: string; at: { line: number; words: { of: string | null }[] } | null }
  counts: Record<string, number | null>
}
`
const all = `// Written by \`assets types\` from the last versions of these assets: what is edited here is lost.

/** A row of by_key. */
export interface ByKey {
  key: string
  only: number | null
}

/** A row of date. */
export interface DateRow {
  day: Date
}

${every}
/** A row of no_rows. */
export interface NoRows {
  id: number | null
  tags: (string | null)[] | null
}

/** A row of strings. */
export interface Strings {
  text: string
}
`

const usage = `
import type { Asset } from 'assetstore'
import { asset } from '#project'
import type { EveryType } from './rows.d.ts'
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const is = <T extends true>(..._: T[]): void => undefined
is<Same<EveryType['tags'], (string | null)[]>>()
export const used = asset(async ({ every_type, strings }) => {
  is<Same<typeof every_type extends Asset<infer Row> ? Row : never, EveryType>>()
  const [row] = await every_type.pick('id', 'embedding', 'meta', 'counts').all()
  const [{ text } = { text: '' }] = await strings.all()
  // @ts-expect-error
  const wrong: string = row!.id
  return { id: row!.id + 1, text: text.trim(), size: row!.embedding.length, line: row!.meta.at?.line ?? 0, wrong }
})
`

/** What the compiler says of the project, a line a message. */
function compile({ folder, edit }: Project): readonly string[] {
  const compilerOptions = { skipLibCheck: false, typeRoots: [join(repository, 'node_modules/@types')] }
  const config = {
    extends: join(repository, 'tsconfig.json'),
    compilerOptions,
    include: ['assets', 'assets.config.ts'],
  }
  edit({ 'tsconfig.json': JSON.stringify(config) })
  const compiler = join(repository, 'node_modules/typescript/bin/tsc')
  const { stdout, stderr } = spawnSync(process.execPath, [compiler, '-p', folder, '--noEmit', '--pretty', 'false'])
  // The declarations that nodejs-polars ships are not without mistakes; what is indented says more of the line above.
  const isOurs = (line: string) => line !== '' && !/^(node_modules\/nodejs-polars\/|\s)/.test(line)
  return `${stdout}${stderr}`.split('\n').filter(isOurs)
}

describePython('frames', 'assets types', ({ commands }) => {
  let project: Project
  beforeAll(async () => {
    const files = { 'assets/index.ts': index, 'assets/made.py': python }
    project = await createProject(files, { env: { VIRTUAL_ENV: join(commands, '..') } })
    const { error, steps = [] } = await project.json('materialize', '--exclude', 'never_made')
    expect([error, ...steps.flatMap((step: Document) => step.error ?? [])]).toEqual([undefined])
  })
  beforeEach(() => project.edit({ [rowsFile]: null, 'assets/used.ts': null }))
  afterAll(() => project[Symbol.asyncDispose]())
  const text = () => readFileSync(join(project.folder, rowsFile), 'utf8')
  const states = ({ interfaces }: Document) =>
    Object.fromEntries(interfaces.map(({ name, state }: Document) => [name, state]))

  test('writes what reading the rows gives, and what was never made is told with its cure', async () => {
    const { exitCode, stdout, stderr } = await project.assets('types')
    expect([exitCode, stdout]).toEqual([
      0,
      `✓ 5 row types written to ${rowsFile}\n  EveryType new\n  Strings new\n  DateRow new\n  NoRows new\n  ByKey new\n`,
    ])
    expect(stderr).toBe(
      'warning never_made was never made here, so that it has no row type yet: assets materialize never_made\n',
    )
    expect(text()).toBe(all)
    const [{ seen }] = (await project.json('show', 'seen')).rows
    expect(seen).toBe(
      'id Number,far Number,text String,is it Boolean,ratio Number,day Date,when Date,bytes Uint8Array,embedding Float32Array,' +
        'gaps Array,tags Array,sizes Array,nothing null,meta Object,counts Object',
    )
  })

  test('the file compiles, and types the parameters of other assets', async () => {
    await project.assets('types')
    project.edit({ 'assets/used.ts': usage })
    expect(compile(project)).toEqual([])
  })

  test('is written only where it differs, and --check tells where it would be', async () => {
    const absent = await project.assets('types', '--check', '--exclude', 'never_made')
    expect([absent.exitCode, absent.stderr]).toEqual([1, ''])
    expect(absent.stdout).toMatch(
      /^✗ assets\/rows\.d\.ts is not up to date\n {2}EveryType new\n[\s\S]*\nfix: assets types\n$/,
    )
    await project.assets('types')
    const { mtimeMs, ino } = statSync(join(project.folder, rowsFile))
    expect((await project.assets('types')).stdout).toBe(`✓ ${rowsFile} is up to date: 5 row types\n`)
    expect(statSync(join(project.folder, rowsFile))).toMatchObject({ mtimeMs, ino })
    expect((await project.assets('types', '--check')).exitCode).toBe(0)
    project.edit({ [rowsFile]: all.replaceAll('\n', '\r\n') })
    expect((await project.assets('types', '--check')).exitCode).toBe(0)
    project.edit({ [rowsFile]: all.replace('text: string\n', 'text: string | null\n') })
    const stale = await project.json('types', '--check')
    expect(stale).toMatchObject({ ok: false, exitCode: 1, upToDate: false, written: false, removed: [] })
    expect(states(stale)).toMatchObject({ Strings: 'changed', EveryType: 'same', NeverMade: 'missing' })
    expect(await project.json('types')).toMatchObject({ ok: true, exitCode: 0, upToDate: false, written: true })
    expect(text()).toBe(all)
  })

  test('what is not selected or was never made stays as it is, and what is gone goes', async () => {
    const never = '/** A row of never_made. */\nexport interface NeverMade {\n  id: number\n}\n'
    const gone = '/** A row of gone. */\nexport interface Gone {\n}\n'
    const [head = ''] = all.split('\n')
    project.edit({ [rowsFile]: `${head}\n\n${gone}\n${never}` })
    const report = await project.json('types', 'every_type', 'never_made')
    expect(states(report)).toMatchObject({ EveryType: 'new', NeverMade: 'kept', Strings: 'missing' })
    expect(report.removed).toEqual(['Gone'])
    expect(text()).toBe(`${head}\n\n${every}\n${never}`)
    const { stdout, stderr } = await project.assets('types', 'seen')
    expect([stdout, stderr]).toEqual([
      `✓ ${rowsFile} is up to date: 2 row types\n`,
      'warning nothing of the selection is in another language: the rows of all else have the type of their function\n',
    ])
  })

  test('a file of somebody else is left alone', async () => {
    writeFileSync(join(project.folder, rowsFile), 'export interface Mine {}\n')
    const { exitCode, stderr } = await project.assets('types')
    expect([exitCode, text()]).toEqual([2, 'export interface Mine {}\n'])
    expect(stderr).toBe(
      `error CLI_USAGE\n  ${rowsFile} is there and was not written by assets types\n  name another file: --out <file>\n`,
    )
    const other = await project.assets('types', '--out', 'rows.ts', '--exclude', 'never_made')
    expect([other.exitCode, readFileSync(join(project.folder, 'rows.ts'), 'utf8')]).toEqual([0, all])
    project.edit({ 'rows.ts': null })
    expect((await project.json('types', '--out', 'rows.json')).error).toMatchObject({
      code: 'CLI_USAGE',
      message: '--out rows.json is no file of TypeScript',
    })
  })
})

describePython('frames', 'the row type of asset.python', ({ commands }) => {
  const env = { VIRTUAL_ENV: join(commands, '..') }
  const made = 'from assetstore import asset\n@asset\ndef one(): return [{"id": 1, "text": "a"}]\n'
  const definitions = (one: string) => `
import { asset } from '#project'
import type { One as Row } from './row.ts'
export const one = asset.python${one}
export const two = asset.python<{ id: bigint; text: number }>({ file: './one.py', function: 'one' })
export const seen = asset(async ({ one, two }) => {
  const [[a], [b]] = [await one.all(), await two.all()]
  return { seen: typeof (a as Row).id + ' ' + typeof b!.id }
})
`
  const typed =
    "import { asset } from '#project'\nimport type { One } from './rows.d.ts'\nexport const one = asset.python<One>('./one.py')\n"
  const row = 'export interface One { id: bigint; text: string; gone: Date }\n'

  test('is told in one sentence where the columns contradict it, and whole numbers are bigints where it says so', async () => {
    const files = { 'assets/index.ts': definitions("<Row>('./one.py')"), 'assets/row.ts': row, 'assets/one.py': made }
    await using project = await createProject(files, { env })
    const { ok, warnings } = await project.json('materialize')
    expect(ok).toBe(true)
    expect(warnings.map(({ kind, at, message, fix }: Document) => `${kind} ${at} ${message} | ${fix}`)).toEqual([
      'declared-type assets/index.ts:4:33 the type of one says that it has a column "gone", and the table has none | take it out of the type, or say that it is optional',
      'declared-type assets/index.ts:5:47 the type of two says that the column "text" is a number, and it is a string | declare it as a string, as `assets types` does, or return a number',
    ])
    expect((await project.json('show', 'seen')).rows).toEqual([{ seen: 'bigint bigint' }])
    project.edit({ 'assets/index.ts': definitions("<{ id: number; text: string }>('./one.py')") })
    const edited = await project.json('materialize')
    expect(
      edited.steps.filter(({ outcome }: Document) => outcome === 'ran').map(({ asset }: Document) => asset),
    ).toEqual(['one', 'seen'])
    expect((await project.json('show', 'seen')).rows).toEqual([{ seen: 'number bigint' }])
  })

  test('null where the type that was written has none is told by the run that makes it, and types writes it', async () => {
    const files = { 'assets/one.py': made, 'assets/index.ts': typed }
    await using project = await createProject(files, { env })
    await project.json('materialize')
    expect((await project.assets('types')).exitCode).toBe(0)
    expect((await project.json('materialize')).warnings).toEqual([])
    project.edit({ 'assets/one.py': made.replace('"a"}]', '"a"}, {"id": 2, "text": None}]') })
    const [warning, ...more] = (await project.json('materialize')).warnings
    expect([warning.message, more]).toEqual([
      'the type of one says that the column "text" has a value in every row, and some row has null there',
      [],
    ])
    expect((await project.assets('types', '--check')).stdout).toContain('  One changed\n')
    await project.assets('types')
    expect(readFileSync(join(project.folder, rowsFile), 'utf8')).toContain('  text: string | null\n')
    expect((await project.json('materialize', '--force')).warnings).toEqual([])
  })

  test('two assets whose interfaces would have one name are refused', async () => {
    const same =
      "import { asset } from '#project'\nexport const a_one = asset.python({ file: './one.py', function: 'one' })\n"
    const files = {
      'assets/index.ts': `${same}${same.split('\n')[1]!.replace('a_one', 'aOne')}\n`,
      'assets/one.py': made,
    }
    await using project = await createProject(files, { env })
    expect((await project.json('types')).error).toMatchObject({
      code: 'ASSET_NAME',
      message: 'the rows of a_one and aOne would both be the interface AOne',
      at: 'assets/one.py:3',
    })
  })
})
