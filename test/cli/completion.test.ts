import { execFileSync, spawnSync } from 'node:child_process'
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

  test('asks the project that is typed, and not that of the folder', async () => {
    const typed = (...words: string[]) =>
      project.run(['--cwd', '/', 'completion', 'bash', '--', 'assets', '-C', project.folder, ...words])
    expect((await typed('show', 'r')).stdout.trim().split('\n').toSorted()).toEqual(['raw', 'report'])
    expect((await typed('--store', 'none', 'show', 'r')).stdout.trim()).toBe('')
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

  // As bash does: what is typed is asked about, and where there is no candidate it is a file.
  test.each([
    [
      'zsh',
      `compdef() { }; compadd() { shift; (( $# )) && print -l -- "$@" }; _files() { print -l -- files }
assets() { shift 3; [[ $2 == nothing ]] || print -l -- "$@" }`,
      `words=(assets show 'a b'); CURRENT=3; _assets; words=(assets nothing ''); _assets`,
    ],
    [
      'fish',
      `function assets; test "$argv[5]" = nothing; or printf '%s\\n' $argv[4..]; end
function __fish_complete_path; echo files; end; function commandline; test $argv[1] = -ct; and echo $last; or printf '%s\\n' $typed; end`,
      `set typed assets show; set last 'a b'; __assets; set typed assets nothing; set last ''; __assets`,
    ],
  ])('has a script that %s can read, where it is installed', async (shell, stubs, ask) => {
    const { stdout } = await project.assets('completion', shell)
    const { error, stdout: shown } = spawnSync(shell, ['-c', `${stubs}\n${stdout}\n${ask}`], { encoding: 'utf8' })
    if (error === undefined) expect(shown).toBe('assets\nshow\na b\nfiles\n')
    else expect(error).toMatchObject({ code: 'ENOENT' })
  })

  test.each(['zsh', 'fish', 'powershell'])('has a script for %s', async (shell) => {
    expect((await project.assets('completion', shell)).stdout).toContain(`assets completion ${shell} -- `)
  })
})
