import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createProject, type Project } from '../rig/project.ts'
import { chain } from '../run/projects.ts'

let project: Project
beforeAll(async () => {
  project = await createProject(chain)
  await project.assets('materialize')
})
afterAll(() => project[Symbol.asyncDispose]())

async function completed(...typed: string[]): Promise<readonly string[]> {
  const { stdout } = await project.assets('completion', 'bash', '--', 'assets', ...typed)
  return stdout.split('\n').filter((line) => line !== '')
}

describe('completion', () => {
  test.each([
    [['sta'], ['status']],
    [
      ['status', ''],
      ['raw', 'clean', 'report'],
    ],
    [['status', 'c'], ['clean']],
    [['materialize', '2+c'], ['2+clean']],
    [['m', '--only', 're'], ['report']],
    [
      ['show', 'r'],
      ['raw', 'report'],
    ],
    [
      ['show', 'raw', '--format', 'js'],
      ['json', 'jsonl'],
    ],
    [['show', 'raw', '--failing', 're'], ['report']],
    [['gc', '--ol'], ['--older-than']],
    [['-C', '.', 'plan', '--exclude', 'ra'], ['raw']],
    [['status', '--environ'], ['--environment']],
    [
      ['help', 'ex'],
      ['explain', 'export', 'exit-codes'],
    ],
    [['completion', 'f'], ['fish']],
    [['nothing', ''], []],
    [['query', 'se'], []],
  ] as const)('of %s', async (typed, expected) => {
    expect((await completed(...typed)).toSorted()).toEqual(expected.toSorted())
  })

  test('where nothing was ever run has no names, and fails nowhere', async () => {
    const { stdout, exitCode } = await project.run(['--cwd', '/', 'completion', 'zsh', '--', 'assets', 'show', ''])
    expect([stdout.trim(), exitCode]).toEqual(['', 0])
    expect(await project.json('completion', 'tcsh')).toMatchObject({ exitCode: 2, error: { code: 'CLI_USAGE' } })
  })

  test('has a script that bash can read, which asks for what is typed', async () => {
    const { stdout } = await project.assets('completion', 'bash')
    const ask = `assets() { shift 3; printf '%s\\n' "$@"; }\nCOMP_WORDS=(assets show 'a b'); COMP_CWORD=2\n_assets\nprintf '<%s>' "\${COMPREPLY[@]}"`
    const shown = execFileSync('bash', ['-c', `${stdout}\n${ask}`], { encoding: 'utf8' })
    expect(shown).toBe('<assets><show><a b>')
  })

  test.each(['zsh', 'fish', 'powershell'])('has a script for %s', async (shell) => {
    expect((await project.assets('completion', shell)).stdout).toContain(`assets completion ${shell} -- `)
  })
})
