import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createProject, type Project } from '../rig/project.ts'
import { type Clone, clone, statusesOf } from './clone.ts'
import { library } from './library.ts'

const edited = library['assets/clean.ts'].replace('trim()', 'trim().toLowerCase()')
let project: Project
let copy: Clone
beforeAll(async () => {
  project = await createProject(library)
  await project.assets('materialize')
  copy = clone(project)
  copy.git('checkout', '-q', '-b', 'topic')
  copy.edit({ 'assets/clean.ts': edited })
  copy.git('commit', '-q', '-a', '-m', 'lower case')
})
afterAll(async () => {
  copy[Symbol.dispose]()
  await project[Symbol.asyncDispose]()
})

describe('check --fail-on', () => {
  test.each([
    ['stale', 1],
    ['missing', 0],
    ['failed,tests', 0],
    ['missing,stale', 1],
  ])('%s exits %i where a helper was edited', async (kinds, exitCode) => {
    expect((await copy.assets(['check', '--fail-on', kinds])).exitCode).toBe(exitCode)
  })

  test('refuses a word that it does not know', async () => {
    const ended = await copy.assets(['check', '--fail-on', 'stale,old'])
    expect(ended.exitCode).toBe(2)
    expect(ended.stderr).toBe(`error CLI_USAGE
  --fail-on does not know "old"
  say one or more of stale, missing, failed, tests, late, with commas between
`)
  })

  test('--exit-zero tells everything and exits 0', async () => {
    const ended = await copy.assets(['check', '--exit-zero'])
    expect(ended.exitCode).toBe(0)
    expect(ended.stdout).toContain('✗ 4 of 7 assets are not up to date')
  })

  test('an asset that a check holds back is one for the tests, whatever else is true of it', async () => {
    const failing = library['assets/index.ts'].replace('words.count > 0', 'words.count > 99')
    await using other = await createProject({ ...library, 'assets/index.ts': failing })
    expect((await other.assets('materialize')).exitCode).toBe(1)
    const codes = ['tests', 'stale', 'failed', 'missing'].map(async (kinds) => {
      const ended = await other.assets('check', 'words', '--fail-on', kinds)
      return [kinds, ended.exitCode]
    })
    expect(Object.fromEntries(await Promise.all(codes))).toEqual({ tests: 1, stale: 0, failed: 0, missing: 0 })
  })
})

describe('check -o', () => {
  test('junit has a case an asset', async () => {
    const { stdout, exitCode } = await copy.assets(['check', '-o', 'junit', '--fail-on', 'stale'])
    expect(exitCode).toBe(1)
    expect(stdout).toContain('<testsuite name="assets check" tests="7" failures="4" errors="0" skipped="0">')
    expect(stdout).toContain('    <testcase classname="source" name="books" file="assets/index.ts" line="5"/>\n')
    expect(stdout).toContain(`    <testcase classname="asset" name="words" file="assets/index.ts" line="7">
      <failure type="stale" message="stale: code changed: assets/clean.ts clean edited">code changed: assets/clean.ts clean edited</failure>
    </testcase>`)
  })

  test('github has annotations on stdout, of what may be out of date as warnings, and the summary in its file', async () => {
    const summary = join(copy.folder, '..', 'summary.md')
    const words = ['check', '-o', 'github', '--fail-on', 'missing']
    const { stdout, stderr } = await copy.assets(words, { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary })
    expect(stderr).toBe('')
    expect(stdout.split('\n')[0]).toBe(
      '::warning file=assets/index.ts,line=7,title=words is stale::code changed: assets/clean.ts clean edited',
    )
    expect(readFileSync(summary, 'utf8')).toContain('| words | stale | code changed: assets/clean.ts clean edited |')
    rmSync(summary)
  })

  test('md is the table of the summary, json the document', async () => {
    expect((await copy.assets(['check', '-o', 'md'])).stdout).toMatch(/^### 4 of 7 assets are not up to date\n/)
    const { stdout } = await copy.assets(['check', '-o', 'json'])
    expect(JSON.parse(stdout)).toEqual(await copy.json(['check']))
  })
})

describe('--changed', () => {
  test('plan tells what the branch makes again, and what may follow', async () => {
    const { steps } = await copy.json(['plan', '--changed', 'main'])
    expect(steps.map(({ asset, action }: { asset: string; action: string }) => `${action} ${asset}`)).toEqual([
      'run words',
      'run? short',
      'run? report',
      'run? has_words',
    ])
    expect(steps[0].causes).toMatchObject([{ kind: 'code_changed', subject: 'assets/clean.ts clean' }])
  })

  test('of a branch against itself there is nothing, and what moved on the other branch since does not count', async () => {
    copy.git('checkout', '-q', '-b', 'other', 'main')
    copy.edit({ 'assets/index.ts': library['assets/index.ts'].replace("'hello'", "'good day'") })
    expect(planned(await copy.json(['plan', '--changed', 'main']))).toEqual(['greeting', 'report'])
    copy.git('checkout', '-q', '.')
    expect(planned(await copy.json(['plan', '--changed', 'main']))).toEqual([])
    expect((await copy.assets(['check', '--changed', 'main'])).stdout).toBe('✓ no asset has changed\n')
    copy.git('checkout', '-q', 'topic')
  })

  test('check speaks of what the branch changed alone', async () => {
    const document = await copy.json(['check', '--changed', 'main'])
    expect(statusesOf(document)).toEqual({ words: 'stale', short: 'maybe', report: 'maybe', has_words: 'maybe' })
    expect(document.exitCode).toBe(1)
    expect(statusesOf(await copy.json(['check', 'short', '--changed', 'main']))).toEqual({ short: 'maybe' })
  })

  test('a ref that git does not know is told', async () => {
    const ended = await copy.assets(['plan', '--changed', 'nowhere'])
    expect(ended.exitCode).toBe(2)
    expect(ended.stderr).toBe(`error CLI_USAGE
  --changed nowhere cannot be answered: fatal: Needed a single revision
  name a commit, branch or tag that git knows here; in CI fetch it first, such as with fetch-depth: 0
`)
  })

  test('where there was no lock everything counts as changed, and that is said', async () => {
    copy.git('checkout', '-q', '--orphan', 'bare')
    copy.git('rm', '-q', '--cached', '.assetstore/assets.lock')
    copy.git('commit', '-q', '-m', 'without a lock')
    const ended = await copy.assets(['plan', '--changed', 'bare'])
    expect(ended.stderr).toBe('warning there was no .assetstore/assets.lock at bare: everything counts as changed\n')
    expect(ended.stdout.match(/^ {2}run /gm)).toHaveLength(7)
    copy.git('checkout', '-q', '-f', 'topic')
  })

  const planned = ({ steps }: { steps: { asset: string }[] }): string[] => steps.map(({ asset }) => asset)
})
