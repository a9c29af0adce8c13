import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createProject, type Project, type StartOptions } from '../rig/project.ts'

const words = `import { asset, check, source } from '#project'
import { sql } from 'assetstore'

export const notes = source.files('notes/*.txt', { as: 'text' })
export const words = asset({ description: 'A row a word', tags: ['text'] }, async function* ({ notes }, { log }) {
  for await (const { path, content } of notes) {
    log(\`reading \${path}\`)
    for (const word of content.trim().split(' ')) yield { word, length: word.length }
  }
})
export const longest = asset(({ words }) => sql<{ word: string }>\`select word from \${words} order by length desc limit 1\`)
export const has_words = check(({ words }) => words.count > 0)
`
const files = {
  'assets/index.ts': "export * from './words.ts'\n",
  'assets/words.ts': words,
  'notes/a.txt': 'one three',
  'notes/b.txt': 'seventeen',
}

let project: Project
beforeAll(async () => {
  project = await createProject(files)
})
afterAll(() => project[Symbol.asyncDispose]())

async function assets(words: readonly string[], more: StartOptions = {}) {
  const { exitCode: code, stdout, stderr } = await project.run(words, more)
  return { code, stdout, stderr }
}
async function json(...words: string[]) {
  const { code, stdout, stderr } = await assets([...words, '--json'])
  expect(stderr).toBe('')
  const document = JSON.parse(stdout)
  expect(document).toMatchObject({ schemaVersion: 1, command: words[0], ok: code === 0, exitCode: code })
  return document
}
/** Times and run ids differ from run to run. */
const steady = (text: string) =>
  text
    .replaceAll(/\d{8}-\d{6}-[0-9a-f]{6}/g, 'RUN')
    .replaceAll(/\d+(\.\d)? (ms|s)\b/g, 'TIME')
    // Of a check the time is told only where it took long.
    .replaceAll(/( passed) +TIME$/gm, '$1')
    .replaceAll(/just now|TIME ago/g, 'WHEN')
    .replaceAll(/[ \t]+/g, ' ')

describe('a project from its first run to an edit', { shuffle: false, timeout: 30_000 }, () => {
  test('before anything was made, check fails and reading says what to do; neither makes a store', async () => {
    const { code, stdout } = await assets(['check'])
    expect(code).toBe(1)
    expect(stdout).toBe(`\
✗ 4 of 4 assets are not up to date
  ○ notes      missing  never materialized
  ○ words      missing  never materialized
  ○ longest    missing  never materialized
  ○ has_words  missing  never materialized
fix: assets materialize longest has_words
`)
    expect(await assets(['show', 'words'])).toEqual({
      code: 1,
      stdout: '',
      stderr: 'error STORE_EMPTY\n  words has never been made\n  assets materialize words\n',
    })
    expect((await json('query', 'select * from words')).error).toEqual({
      code: 'STORE_EMPTY',
      message: 'words has never been made',
      fix: 'assets materialize words',
    })
    expect((await json('history')).records).toEqual([])
    expect(() => readFileSync(join(project.folder, '.assetstore/catalog.sqlite'))).toThrow('ENOENT')
  })

  test('a run in a log is a line an event, and says in one line what it did', async () => {
    const { code, stdout, stderr } = await assets(['materialize', '-j', '1'])
    expect([code, stdout]).toEqual([0, ''])
    expect(steady(stderr)).toBe(`\
↻ notes started
✓ notes observed 2 rows TIME
↻ words started
✓ words ran 3 rows TIME
✓ has_words passed
↻ longest started
✓ longest ran 1 row TIME
✓ 3 ran, 1 observed · TIME
`)
  })

  test('a second run has nothing to do', async () => {
    const { code, stderr } = await assets(['m'])
    expect([code, steady(stderr)]).toEqual([0, '✓ 4 fresh, nothing to do · TIME\n'])
    const document = await json('materialize')
    expect(document.counts).toMatchObject({ skipped: 4, ran: 0 })
    expect((await assets(['materialize', '--quiet'])).stderr).toBe('')
  })

  test('status, list and lineage show the project', async () => {
    expect(steady((await assets(['status'])).stdout)).toContain('✓ words fresh 3')
    expect((await assets(['list', 'tag:text'])).stdout).toBe(`\
  NAME   KIND   READS  DESCRIPTION   AT
  words  asset  notes  A row a word  assets/words.ts:5
1 asset
`)
    expect((await assets(['lineage', 'longest'])).stdout).toBe(`\
longest (fresh)
└── words (fresh)
    └── notes (source, fresh)
`)
    expect((await assets(['lineage', 'words', '--down', '1', '--format', 'dot'])).stdout).toMatch(/^digraph assets \{/)
    expect(await json('lineage', 'notes', '--down', '1')).toMatchObject({
      nodes: [
        { name: 'notes', kind: 'source', status: 'fresh' },
        { name: 'words', kind: 'asset', status: 'fresh' },
      ],
      edges: [{ from: 'notes', to: 'words', parameter: 'notes' }],
    })
  })

  test('rows in every form', async () => {
    expect(
      (await assets(['show', 'words', '--columns', 'word', '--where', 'length > 3', '--format', 'csv'])).stdout,
    ).toBe('word\nthree\nseventeen\n')
    expect(await assets(['show', 'words', '--limit', '1', '--offset', '1'])).toEqual({
      code: 0,
      stdout: 'word   length\nthree       5\n',
      stderr: 'there are more than 1 rows: --limit <n>\n',
    })
    expect((await json('show', 'longest')).rows).toEqual([{ word: 'seventeen' }])
    expect(await json('show', 'words', '--schema')).toMatchObject({
      columns: [{ name: 'word', type: 'VARCHAR' }, { name: 'length' }],
      count: 3,
      path: expect.stringMatching(/objects\/..\/[0-9a-f]{64}\.parquet$/),
    })
    const { stderr } = await assets(['show', 'words', '--columns', 'wort'])
    expect(stderr).toBe('error QUERY_SQL\n  words has no column "wort"\n  did you mean "word"?\n')
    expect((await assets(['show', 'has_words'])).stderr).toContain('has_words is a check, which has no rows')
    expect((await assets(['show', 'worts'])).stderr).toBe(
      'error SELECTION_EMPTY\n  there is no asset "worts"\n  did you mean "words"?\n',
    )
  })

  test('queries, from an argument and from stdin', async () => {
    const query = 'select count(*) as n, sum(length)::decimal(10,2) as letters from words join longest using (word);'
    expect(await json('query', query)).toMatchObject({
      columns: [
        { name: 'n', type: 'BIGINT' },
        { name: 'letters', type: 'DECIMAL(10,2)' },
      ],
      rows: [{ n: '1', letters: '9.00' }],
      truncated: false,
    })
    expect((await assets(['query', '-', '--format', 'jsonl'], { input: 'select word from longest' })).stdout).toBe(
      '{"word":"seventeen"}\n',
    )
    expect((await json('query', 'select range from range(9)', '--limit', '2')).truncated).toBe(true)
    expect((await json('query', 'drop table words')).exitCode).toBe(2)
    expect((await assets(['query', ' '])).stderr).toContain('error CLI_USAGE\n  the query is empty')
    const { code, stderr } = await assets(['query', 'select nothing from words'])
    expect(code).toBe(2)
    expect(stderr).toMatch(
      /^error QUERY_SQL\n {2}the query fails in line 1: .*nothing.*\n {2}LINE 1: select nothing from words\n {17}\^\n/,
    )
  })

  test('logs and history of what was made', async () => {
    expect((await assets(['logs', 'words'])).stdout).toMatch(
      /^\d\d:\d\d:\d\d words {2}reading notes\/a\.txt\n.* reading notes\/b\.txt\n$/,
    )
    expect((await json('logs', 'words')).lines[0]).toMatchObject({
      asset: 'words',
      level: 'info',
      message: 'reading notes/a.txt',
    })
    expect((await json('history', 'words')).records).toMatchObject([{ asset: 'words', outcome: 'ran', rows: 3 }])
    const checked = steady((await assets(['history', 'has_words'])).stdout).split('\n')[1]
    expect(checked?.trim()).toBe('✓ WHEN has_words ran TIME RUN')
    expect((await json('history', 'has_words')).records).toMatchObject([{ rows: null, sizeBytes: null }])
    expect((await assets(['logs', '20000101-000000-000000'])).stderr).toContain(
      'there is no run "20000101-000000-000000"',
    )
  })

  test('an edit of the code: plan, explain and check say which function, and what follows', async () => {
    project.edit({ 'assets/words.ts': words.replace('word.length }', 'word.length * 2 }') })
    const { stdout } = await assets(['plan', 'longest'])
    const lines = stdout.split('\n')
    expect(lines[2]).toMatch(/^ {2}run {5}words {15}code changed: assets\/words\.ts .*edited/)
    expect(lines[3]).toMatch(/^ {2}run\? {4}has_words {11}if words changes/)
    expect(lines[4]).toMatch(/^ {2}run\? {4}longest {13}if words changes/)
    expect(steady(lines.at(-2) ?? '')).toMatch(
      /^1 to run, 2 may follow, 1 fresh · about TIME · nothing written\. Why\? assets explain words$/,
    )
    expect((await assets(['explain', 'words'])).stdout).toMatch(
      /^● words {2}stale {2}assets\/words\.ts:5\n.*\n\n {2}Why\n {4}code changed in assets\/words\.ts\n {6}words edited .*\n(?:.*\n)* {8}[+] .*word.length \* 2 }/,
    )
    const explained = await json('explain', 'words')
    expect(explained.fingerprint.code).toContainEqual(
      expect.objectContaining({ file: 'assets/words.ts', change: 'edited' }),
    )
    const checked = await json('check')
    expect([checked.exitCode, checked.counts.stale, checked.counts.maybe]).toEqual([1, 1, 2])
    expect((await assets(['status'])).code).toBe(0)
    expect((await assets(['check', 'notes'])).code).toBe(0)
  })

  test('in GitHub Actions check puts annotations on stderr and a table into the summary', async () => {
    const summary = join(project.folder, 'summary.md')
    const { stdout, stderr } = await assets(['check'], {
      env: { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary },
    })
    expect(stdout).toMatch(/^✗ 3 of 4/)
    expect(stderr).toMatch(/^::error file=assets\/words\.ts,line=5,title=words is stale::code changed/)
    expect(readFileSync(summary, 'utf8')).toMatch(/^### 3 of 4 assets are not up to date/)
    rmSync(summary)
  })

  test('a summary of GitHub Actions that cannot be written is a warning beside the verdict', async () => {
    const GITHUB_STEP_SUMMARY = join(project.folder, 'no-folder/summary.md')
    const { code, stdout, stderr } = await assets(['check'], { env: { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY } })
    expect([code, stdout.slice(0, 8)]).toEqual([1, '✗ 3 of 4'])
    expect(stderr.split('\n').at(-2)).toBe(
      `the summary of the step cannot be written to ${GITHUB_STEP_SUMMARY} (GITHUB_STEP_SUMMARY): ENOENT`,
    )
  })

  test('an older version stays readable by the first digits of its hash', async () => {
    const [before] = (await json('history', 'words')).records
    await assets(['materialize'])
    expect((await json('show', 'words', '--columns', 'length')).rows[0]).toEqual({ length: 6 })
    expect(
      (await json('show', 'words', '--columns', 'length', '--version', before.version.slice(0, 12))).rows[0],
    ).toEqual({ length: 3 })
    expect((await assets(['show', 'words', '--version', 'zz'])).stderr).toBe(
      'error SELECTION_EMPTY\n  words has no version zz\n  see the versions: assets history words --json\n',
    )
  })

  test('a failure is told in full, with the place and where to read on', async () => {
    project.edit({ 'assets/words.ts': words.replace('log(`', "throw new Error('no ink')\n    log(`") })
    const { code, stderr } = await assets(['materialize'])
    expect(code).toBe(1)
    expect(steady(stderr)).toMatch(
      /✗ words failed after reading row 1 of notes: Error: no ink TIME\n(.*\n)*error ASSET_FAILED assets\/words\.ts:7:\d+\n words: after reading row 1 of notes: Error: no ink\n .*assets logs words\n✗ 1 failed, 2 blocked, 1 fresh · TIME\n$/,
    )
    const document = await json('materialize')
    expect(document).toMatchObject({ exitCode: 1, error: { code: 'ASSET_FAILED' }, counts: { failed: 1, blocked: 2 } })
    expect((await assets(['status', 'words'])).stdout).toMatch(
      /✗ {2}words {2}failed {2}after reading row 1 of notes: Error: no ink/,
    )
  })

  test('ASCII without UTF-8, and colour only where it is asked for', async () => {
    expect((await assets(['check', 'notes'], { env: { LC_ALL: 'C' } })).stdout).toBe('+ 1 asset is up to date\n')
    expect((await assets(['check', 'notes', '--color', 'always'])).stdout).toBe(
      '\x1b[32m✓\x1b[39m 1 asset is up to date\n',
    )
    expect((await assets(['check', 'notes'], { env: { FORCE_COLOR: '1' } })).stdout).toContain('\x1b[32m')
  })

  test('what a module prints when it is loaded, and later, is no data', async () => {
    const noisy = "console.log('loading')\nsetTimeout(() => console.log('later'))\n"
    project.edit({ 'assets/index.ts': `${noisy}${files['assets/index.ts']}` })
    const { code, stdout, stderr } = await assets(['show', 'longest', '--format', 'jsonl'])
    expect([code, stdout]).toEqual([0, '{"word":"seventeen"}\n'])
    expect(stderr).toContain('loading\nlater\n')
    project.edit({ 'assets/index.ts': files['assets/index.ts'] })
  })

  test('a selection that is wrong or empty runs nothing', async () => {
    const { code, stderr } = await assets(['materialize', 'wrods'])
    expect(code).toBe(2)
    expect(stderr).toContain('did you mean "words"?')
    expect((await json('status', 'tag:nobody')).error.code).toBe('SELECTION_EMPTY')
    expect((await json('status', 'changed:no-such-ref')).error.message).toMatch(
      /^changed:no-such-ref cannot be answered: /,
    )
  })
})
