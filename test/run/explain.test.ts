import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { hasQueryBuilder, loadedBy } from '../rig/loaded.ts'
import { createProject, type Project } from '../rig/project.ts'
import { chain } from './projects.ts'

const clean = chain['assets/clean.ts']!
const lower = clean.replace('trim()', 'trim().toLowerCase()')

async function made(): Promise<Project> {
  const project = await createProject(chain)
  await project.assets('materialize')
  return project
}
/** The page without what differs from run to run. */
async function page(project: Project, ...words: string[]): Promise<string> {
  const { stdout } = await project.assets('explain', ...words)
  return stdout
    .replaceAll(/\d{8}-\d{6}-[0-9a-f]{6}/g, 'RUN')
    .replaceAll(/\d+(\.\d)? m?s\b/g, 'TIME')
    .replaceAll(/just now|TIME ago/g, 'WHEN')
    .replaceAll(/\d+ B\b/g, 'SIZE')
}

describe('a page', () => {
  test('of a stale asset has the source before and after, what follows, and what to do', async () => {
    await using project = await made()
    project.edit({ 'assets/clean.ts': lower })
    expect(await page(project, 'clean')).toBe(`\
● clean  stale  assets/clean.ts:4
  made WHEN in TIME, 2 rows, SIZE, run RUN

  Why
    code changed in assets/clean.ts
      clean edited  line 4
         async ({ raw }) => {
           await called('clean')
        -  return (await raw.all()).map((row) => ({ id: row.id, text: row.text.trim() }))
        +  return (await raw.all()).map((row) => ({ id: row.id, text: row.text.trim().toLowerCase() }))
         }

  Compared, and equal
    reads      raw

  What to do
    takes about TIME
    if clean comes out the same, nothing below runs
    at most 1 asset follows, about TIME in all
    assets materialize clean           makes it
    assets materialize clean+          and what follows from it
    assets accept clean --because "…"  the data stays the same
`)
  })

  test('of what is below tells the same cause once, with its source', async () => {
    await using project = await made()
    project.edit({ 'assets/raw.ts': chain['assets/raw.ts']!.replace("' a '", "'c'") })
    const text = await page(project, 'report')
    expect(text).toContain('  Why\n    raw is stale, read through clean\n      code changed in assets/raw.ts\n')
    expect(text).toContain("-  return [{ id: 1, text: ' a ' }, { id: 2, text: 'b' }]\n")
    expect(text).toContain('  What to do\n    takes about TIME, raw and clean included\n    nothing reads it\n')
    expect(text).toContain('    assets materialize report  makes it, after raw and clean\n')
    const { roots, status } = await project.json('explain', 'report')
    expect(status).toBe('maybe')
    expect(roots).toMatchObject([{ asset: 'raw', kind: 'code_changed', diff: expect.stringContaining("text: 'c'") }])
  })

  test('of an edit that is taken back says that no code runs', async () => {
    await using project = await made()
    project.edit({ 'assets/clean.ts': lower })
    await project.assets('materialize')
    project.edit({ 'assets/clean.ts': clean })
    const text = await page(project, 'clean')
    expect(text).toContain('    it was made before from exactly this: no code runs\n')
    expect(text).toContain('    assets materialize clean   takes it from the store\n')
    expect((await project.json('explain', 'clean')).action).toBe('reuse')
  })

  test('of a failure has its error and its log', async () => {
    await using project = await made()
    project.edit({ 'assets/clean.ts': lower })
    project.calls.fail('clean')
    await project.assets('materialize')
    const text = await page(project, 'clean')
    expect(text).toContain('✗ clean  failed  assets/clean.ts:4\n')
    expect(text).toContain('  Failed\n    ASSET_FAILED')
    expect(text).toContain('the test lets clean fail')
    expect(text).toContain('    assets logs clean          what it printed when it failed\n')
  })

  test('of a fresh asset says what was compared, and asks for nothing', async () => {
    await using project = await made()
    expect(await page(project, 'clean')).toBe(`\
✓ clean  fresh  assets/clean.ts:4
  made WHEN in TIME, 2 rows, SIZE, run RUN

  Why not: compared, and equal
    code       assets/clean.ts  clean
    reads      raw
`)
  })

  test('on a clean clone is made from the lock, without sources', async () => {
    await using project = await made()
    const lock = readFileSync(join(project.folder, '.assetstore/assets.lock'), 'utf8')
    await using clone = await createProject({ ...chain, 'assets/clean.ts': lower })
    clone.edit({ '.assetstore/assets.lock': lock })
    expect(await page(clone, 'clean')).toContain('      clean edited  line 4\n        its text was not kept\n')
    expect((await clone.json('explain', 'clean')).basis).toBe('lock')
  })
})

describe('--vs', () => {
  test('compares with what another run made, whatever is current', async () => {
    await using project = await made()
    const first = (await project.json('history', 'clean')).records[0].run
    project.edit({ 'assets/clean.ts': lower })
    await project.assets('materialize')
    expect((await project.json('explain', 'clean')).status).toBe('fresh')
    const versus = await project.json('explain', 'clean', '--vs', first.slice(0, -2))
    expect(versus).toMatchObject({ status: 'fresh', vs: first, causes: [{ kind: 'code_changed' }] })
    expect(versus.fingerprint.code[0].diff).toContain('trim().toLowerCase()')
    expect(await page(project, 'clean', '--vs', first)).toContain('  compared with what was made WHEN in TIME')
  })

  test('of a run that took it from the store compares with that', async () => {
    await using project = await made()
    project.edit({ 'assets/clean.ts': lower })
    await project.assets('materialize')
    project.edit({ 'assets/clean.ts': clean })
    const { run } = await project.json('materialize')
    const [, , first] = (await project.json('history', 'clean')).records
    expect(await project.json('explain', 'clean', '--vs', run)).toMatchObject({ vs: first.run, causes: [] })
    // The beginning of its name is that of the runs which made the two versions as well.
    expect((await project.json('explain', 'clean', '--vs', '2')).error.message).toContain('the beginning of 3 runs')
  })

  test('of a run that did not make it, or of several, says where to look', async () => {
    await using project = await made()
    project.edit({ 'assets/clean.ts': lower })
    await project.assets('materialize')
    const runs = (await project.json('history', 'clean')).records.map(({ run }: { run: string }) => run)
    expect((await project.json('explain', 'clean', '--vs', '1999')).error).toMatchObject({
      code: 'SELECTION_EMPTY',
      message: 'no run "1999" made clean',
      fix: 'see the runs: assets history clean',
    })
    expect((await project.json('explain', 'clean', '--vs', '2')).error.message).toBe(
      `"2" is the beginning of 2 runs: ${runs.join(', ')}`,
    )
  })
})

test('what is done at load and may concern everybody is told, with what it is', async () => {
  await using project = await createProject({
    ...chain,
    'src/setup.ts': "process.env['LC_' + 'TEST'] = 'C'\n",
    'assets/clean.ts': `import '../src/setup.ts'\n${clean}`,
  })
  await project.assets('materialize')
  const told = 'statement 1 changes process.env.*, so that it counts for every asset'
  expect(await page(project, 'clean')).toContain(told)
  project.edit({ 'assets/clean.ts': `import '../src/setup.ts'\n${lower}` })
  expect(await page(project, 'clean')).toContain(told)
  expect((await project.assets('status')).stdout).not.toContain('no fingerprint')
})

test('many changed declarations are told by file, the first of them, and all with -v', async () => {
  const helpers = (by: number) =>
    Array.from({ length: 20 }, (_, at) => `export const h${at} = (n: number) => n + ${at} * ${by}\n`).join('')
  const names = Array.from({ length: 20 }, (_, at) => `h${at}`)
  await using project = await createProject({
    'assets/index.ts': `import { asset } from '#project'
import { ${names.join(', ')} } from '../src/helpers.ts'
export const sum = asset(() => [{ n: [${names.join(', ')}].reduce((n, each) => each(n), 0) }])
`,
    'src/helpers.ts': helpers(1),
  })
  await project.assets('materialize')
  project.edit({ 'src/helpers.ts': helpers(2) })
  const { stdout } = await project.assets('explain', 'sum')
  expect(stdout.split('code changed in src/helpers.ts')).toHaveLength(2)
  expect(stdout.split('\n').filter((line) => /^ {6}h\d+ edited/.test(line))).toHaveLength(8)
  expect(stdout).toContain('    and 12 more declarations (-v)\n')
  const all = (await project.assets('explain', 'sum', '-v')).stdout
  expect(all.split('\n').filter((line) => /^ {6}h\d+ edited/.test(line))).toHaveLength(20)
})

describe('from memory', () => {
  test('a fresh and a stale asset are explained without loading a module, the parser or the data engine', async () => {
    await using project = await made()
    project.edit({ 'assets/clean.ts': lower })
    // What was found out when the project was opened is remembered: after an edit the first explanation opens it.
    await project.assets('explain', 'clean')
    for (const name of ['raw', 'clean', 'report']) {
      const { loaded, exitCode } = await loadedBy(project, 'explain', name)
      expect(exitCode).toBe(0)
      expect(loaded.filter((url) => /@duckdb|oxc-|\/assets\/\w+\.ts|assets\.config/.test(url))).toEqual([])
      // What a source was for an older version is asked with it.
      if (name === 'raw') expect(loaded.filter(hasQueryBuilder)).toEqual([])
    }
  })

  test("lines that are not the memory's own are not believed", async () => {
    await using project = await made()
    await project.assets('status')
    const file = join(project.folder, '.assetstore/cache/explained.jsonl')
    const before = await page(project, 'clean')
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('clean', 'other'))
    expect(await page(project, 'clean')).toBe(before)
    rmSync(file)
    expect(await page(project, 'clean')).toBe(before)
  })
})
