import { describe, expect, test } from 'vitest'
import { frameworkVersion } from '../../src/util/framework-version.ts'
import { call } from './call.ts'

test.each([
  [['plam'], 'unknown command "plam"', 'did you mean plan? See assets --help'],
  // The folder of the flag has the name of a command.
  [['-qC', 'check', 'plam'], 'unknown command "plam"', 'did you mean plan? See assets --help'],
  [['status', '--jsn'], 'unknown option "--jsn"', 'did you mean --json? See assets status --help'],
  [['explain'], 'missing required argument "asset"', 'see assets explain --help'],
  [['doctor', 'x'], 'too many arguments for "doctor". Expected 0 arguments but got 1: x', 'see assets doctor --help'],
  [
    ['materialize', '-j', '0'],
    'option "-j, --concurrency <n>" argument "0" is invalid. It has to be a whole number from 1 on',
    'see assets materialize --help',
  ],
  [
    ['show', 'x', '--limit', 'many'],
    'option "--limit <n>" argument "many" is invalid. It has to be a whole number',
    'see assets show --help',
  ],
  [
    ['lineage', '--format', 'png'],
    'option "--format <format>" argument "png" is invalid. Allowed choices are tree, mermaid, dot, json',
    'see assets lineage --help',
  ],
  [
    ['materialize', '--wait', 'soon'],
    '--wait does not know the duration "soon"',
    'say a number and a unit, such as 500ms, 30s, 5m or 2h',
  ],
  [
    ['materialize', '--wait', '30'],
    '--wait 30 has no unit',
    'say --wait 30s for seconds, or --wait 30ms for milliseconds',
  ],
  [['status', '--color', 'blue'], '--color does not know "blue"', 'say --color auto, --color always or --color never'],
  [['help', 'selecton'], 'there is no help on "selecton"', 'did you mean "selection"?'],
])('%j runs nothing, and says what to say instead', async (words, message, fix) => {
  const { exitCode, stdout, stderr } = await call(words)
  expect([exitCode, stdout, stderr]).toEqual([2, '', `error CLI_USAGE\n  ${message}\n  ${fix}\n`])
})

test.each([
  [['--json', 'plam'], 'plam'],
  [['status', '--json', '--nonsense'], 'status'],
  [['-C', '/tmp', 'status', '--json', '--nonsense'], 'status'],
  [['--json'], 'assets'],
])('%j is one JSON document, for a mistake in the flags too', async (words, command) => {
  const { exitCode, stdout, stderr } = await call(words)
  expect([exitCode, stderr]).toEqual([2, ''])
  expect(JSON.parse(stdout)).toMatchObject({
    schemaVersion: 1,
    command,
    ok: false,
    exitCode: 2,
    error: { code: 'CLI_USAGE', fix: expect.stringContaining('assets') },
  })
})

test('no project: the error says where it looked and how to begin', async () => {
  const { exitCode, stdout, stderr } = await call(['status', '--cwd', '/dev'])
  expect([exitCode, stdout]).toEqual([2, ''])
  expect(stderr).toMatch(
    /^error PROJECT_NOT_FOUND\n {2}there is no assets\.config\.ts in \/dev or in any folder above it\n {2}run `assets init`/,
  )
})

describe('version and help', () => {
  test.each([['-V'], ['--version'], ['--json', '--version']])('%s', async (...words) => {
    const { exitCode, stdout, stderr } = await call(words)
    expect([exitCode, stderr]).toEqual([0, ''])
    expect(stdout).toContain(frameworkVersion)
  })

  test('help goes to stdout, and lists every command of this version', async () => {
    const { exitCode, stdout, stderr } = await call(['--help'])
    expect([exitCode, stderr]).toEqual([0, ''])
    const commands = [...stdout.matchAll(/^ {2}([a-z]+)(?:\|[a-z]+)?(?: \[| <| {2})/gm)].map(([, name]) => name)
    expect(commands.sort()).toEqual([
      'accept',
      'alerts',
      'check',
      'completion',
      'diff',
      'docs',
      'doctor',
      'explain',
      'export',
      'gc',
      'help',
      'history',
      'init',
      'lineage',
      'list',
      'logs',
      'materialize',
      'mv',
      'pin',
      'plan',
      'profile',
      'query',
      'retry',
      'schedule',
      'search',
      'show',
      'status',
      'types',
      'unpin',
      'verify',
      'watch',
      'wipe',
    ])
  })

  test('the help of one command is the same by either way, and by its short name', async () => {
    const long = await call(['plan', '--help'])
    expect((await call(['help', 'plan'])).stdout).toBe(long.stdout)
    expect((await call(['help', 'm'])).stdout).toBe((await call(['materialize', '-h'])).stdout)
    expect(long.stdout).toContain('--exclude <selection>')
  })

  test('no command at all is a mistake: the help is a complaint', async () => {
    const { exitCode, stdout, stderr } = await call([])
    expect([exitCode, stdout]).toEqual([2, ''])
    expect(stderr).toContain('Usage: assets [options] [command]')
  })

  test('help topics come as text and as JSON', async () => {
    expect((await call(['help', 'exit-codes'])).stdout).toContain('130')
    expect(JSON.parse((await call(['help', 'selection', '--json'])).stdout)).toMatchObject({
      command: 'help',
      ok: true,
      text: expect.stringContaining('tag:'),
    })
  })
})
