import { describe, expect, it } from 'vitest'
import { mistakes as mistakesOf } from './mistakes.ts'
import { tempProject } from './temp-project.ts'

const head = `import { asset, check, source } from '#project'\n`
const mistakes = (files: Record<string, string>) => mistakesOf({ cwd: tempProject(files) })
/** The index alone, whose definitions begin in line 2. */
const index = (text: string) => ({ 'assets/index.ts': head + text })

describe('options that are wrong', () => {
  const duration = "a number of ms or a number with a unit, such as '250ms', '30s', '5m', '2h' or '1d'"
  it.each<[text: string, ...expected: [message: string, fix: string][]]>([
    [
      `export const a = asset({ descripton: 'x', tags: 'daily', owners: [1], volatile: 'yes' } as never, () => [])`,
      ['a has an unknown option "descripton"', 'did you mean "description"?'],
      [
        "a has tags: 'daily', which is to be a list of strings, such as ['daily']",
        "give a list of strings, such as ['daily']",
      ],
      [
        "a has owners: a list, which is to be a list of strings, such as ['daily']",
        "give a list of strings, such as ['daily']",
      ],
      ["a has volatile: 'yes', which is to be true or false", 'give true or false'],
    ],
    [
      `export const b = asset({ reads: { a: {} } } as never, ({ a }) => a); export const a = asset(() => [{ n: 1 }])`,
      [
        'b cannot read a with what is no mapping of partitions',
        'give one, such as partitions.last(7), or leave it out',
      ],
    ],
    [
      `export const a = asset(() => [], { retries: 3 } as never); export const b = check(async () => true, {} as never)`,
      ['a has options behind its function', 'put them before it'],
      ['b has options behind its function', 'put them before it'],
    ],
    [
      `export const a = asset({ zzzzzzzzzz: 1 } as never, () => [])`,
      [
        'a has an unknown option "zzzzzzzzzz"',
        'remove it, or use one of description, group, tags, owners, retries, timeout, pool, maxAge, dueBy, isolate, volatile, schema, strict, onInvalid, maxInvalid, empty, engine, reviewed, ordered, codeVersion, fingerprint, partitions, reads, previous',
      ],
    ],
    [
      `export const a = asset({ timeout: '30 sec', retries: -1 }, () => [])`,
      [`a has timeout: '30 sec', which is to be ${duration}`, `give ${duration}`],
      [
        'a has retries: -1, which is to be a number of retries, such as 3, or { attempts, delay, … }',
        'give a number of retries, such as 3, or { attempts, delay, … }',
      ],
    ],
    [
      `export const a = asset({ retries: { delay: 'soon', jitter: 2, when: 1, atempts: 2 } } as never, () => [])`,
      [
        'a has no option "retries.attempts", which is to be a whole number of at least 1',
        'give a whole number of at least 1',
      ],
      [`a has retries.delay: 'soon', which is to be ${duration}`, `give ${duration}`],
      ['a has retries.jitter: 2, which is to be a number from 0 to 1', 'give a number from 0 to 1'],
      ['a has retries.when: 1, which is to be a function', 'give a function'],
      ['a has an unknown option "retries.atempts"', 'did you mean "attempts"?'],
    ],
    [
      `export const a = asset({ schema: { id: 'string' }, onInvalid: 'skip', fingerprint: 'lax', partitions: ['x'] } as never, () => [])`,
      [
        'a has schema: an object, which is to be a Standard Schema, such as z.object({ … }) of zod, valibot or arktype',
        'give a Standard Schema, such as z.object({ … }) of zod, valibot or arktype',
      ],
      [
        "a has onInvalid: 'skip', which is to be 'fail' or 'drop' or 'quarantine'",
        "give 'fail' or 'drop' or 'quarantine'",
      ],
      ["a has fingerprint: 'lax', which is to be 'strict'", "give 'strict'"],
      [
        "a has partitions: a list, which is to be partitions, such as partitions.daily({ from: '2026-01-01' }) of assetstore",
        "give partitions, such as partitions.daily({ from: '2026-01-01' }) of assetstore",
      ],
    ],
    [
      `export const a = asset({ description: 'x' } as never)`,
      ['a has no function', 'pass one, after the options: asset({ … }, ({ raw_documents }) => …)'],
    ],
    [
      `export const a = check({ severity: 'error' } as never, () => true)`,
      ["a has severity: 'error', which is to be 'block' or 'warn'", "give 'block' or 'warn'"],
    ],
    [
      `export const a = source.files([], { as: 'json' } as never)`,
      [
        "a has glob: a list, which is to be a glob or a list of globs, such as 'data/**/*.md'",
        "give a glob or a list of globs, such as 'data/**/*.md'",
      ],
      ["a has as: 'json', which is to be 'text' or 'bytes'", "give 'text' or 'bytes'"],
    ],
    [
      `export const a = source.files('x', {} as never)`,
      [`a has no option "as", which is to be 'text' or 'bytes'`, "give 'text' or 'bytes'"],
    ],
    [
      `export const a = source.table('x', { format: 'xls' } as never)`,
      [
        "a has format: 'xls', which is to be 'csv' or 'json' or 'ndjson' or 'parquet' or 'xlsx'",
        "give 'csv' or 'json' or 'ndjson' or 'parquet' or 'xlsx'",
      ],
    ],
    [
      `export const a = source({ observe: 'hourly' } as never, () => [])`,
      ["a has observe: 'hourly', which is to be a function", 'give a function'],
    ],
  ])('%s', async (text, ...expected) => {
    const found = await mistakes(index(text))
    const wanted = expected.map(([message, fix]) => ({ code: 'ASSET_OPTIONS', at: 'assets/index.ts:2', message, fix }))
    expect(found).toEqual(wanted)
  })
})

describe('names that are wrong', () => {
  it('a resource that the project does not have', async () => {
    expect(
      await mistakes(
        index(`export const a = asset((_, { embd, log }) => [])\nexport const b = asset((_, { kafka }) => [])`),
      ),
    ).toEqual([
      {
        code: 'ASSET_UNKNOWN_RESOURCE',
        at: 'assets/index.ts:2',
        message: 'a names "embd" in its context, which is no resource of assets.config.ts',
        fix: 'did you mean "embed"?',
      },
      {
        code: 'ASSET_UNKNOWN_RESOURCE',
        at: 'assets/index.ts:3',
        message: 'b names "kafka" in its context, which is no resource of assets.config.ts',
        fix: 'add it to `resources` in assets.config.ts',
      },
    ])
  })

  it('one definition under two names', async () => {
    expect(await mistakes(index('export const a = asset(() => [])\nexport { a as b }'))).toEqual([
      {
        code: 'ASSET_DUPLICATE',
        at: 'assets/index.ts:2',
        message: 'one asset is exported under 2 names, "a" and "b"',
        fix: 'export it once: a function that wants another name for it writes ({ name: other }) => …',
      },
    ])
  })

  it('one name in two files, of which `export *` gives neither', async () => {
    const one = `${head}export const report = asset(() => [])\n`
    expect(
      await mistakes({
        'assets/index.ts': `export * from './a.ts'\nexport * from './b.ts'\n`,
        'assets/a.ts': one,
        'assets/b.ts': `\n${one}`,
      }),
    ).toEqual([
      {
        code: 'ASSET_DUPLICATE',
        at: 'assets/b.ts:3',
        message:
          '"report" is exported at assets/a.ts:2 and at assets/b.ts:3, and of two equal names `export *` gives neither',
        fix: "rename one of the two, or export one file as a namespace: `export * as crm from './b.ts'`",
      },
    ])
  })

  it('a name that no parameter could have', async () => {
    const found = await mistakes(
      index(`const a = asset(() => [])\nexport { a as 'a-b' }\nexport default asset(() => [])`),
    )
    expect(found.map(({ code, at }) => `${code} ${at}`)).toEqual([
      'ASSET_NAME assets/index.ts:2',
      'ASSET_NAME assets/index.ts:4',
    ])
  })

  it('a source that reads an asset', async () => {
    expect(
      await mistakes(index(`export const a = asset(() => [])\nexport const b = source(({ a }: never) => [])`)),
    ).toEqual([
      {
        code: 'ASSET_PARAMETERS',
        at: 'assets/index.ts:3',
        message: 'b is a source, which reads no assets, but names "a"',
        fix: 'make it an asset, or write (_, context)',
      },
    ])
  })

  it('all that is wrong is told at once', async () => {
    const found = await mistakes(
      index(`export const a = asset((tables) => [])
export const b = asset({ tag: [] } as never, ({ c }) => [])
export const d = asset(({ f }) => [])
export const f = asset(({ d }, { nothing }) => [])`),
    )
    expect(found.map(({ code, at }) => `${code} ${at}`)).toEqual([
      'ASSET_PARAMETERS assets/index.ts:2',
      'ASSET_OPTIONS assets/index.ts:3',
      'ASSET_UNKNOWN_RESOURCE assets/index.ts:5',
      'ASSET_UNKNOWN_UPSTREAM assets/index.ts:3',
      'ASSET_CYCLE assets/index.ts:4',
    ])
  })
})
