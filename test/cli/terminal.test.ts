import { expect, test } from 'vitest'
import { resolveGlobals, wantsJson } from '../../src/cli/globals.ts'
import { colorLevel, hasUtf8, isLive } from '../../src/cli/terminal.ts'

const tty = { isTTY: true, columns: 80 }
const pipe = { isTTY: false }

test.each([
  ['a terminal has colour', tty, 'auto', {}, 1],
  ['a pipe has none', pipe, 'auto', {}, 0],
  ['a dumb terminal has none', tty, 'auto', { TERM: 'dumb' }, 0],
  ['NO_COLOR takes it', tty, 'auto', { NO_COLOR: '1' }, 0],
  ['an empty NO_COLOR does not', tty, 'auto', { NO_COLOR: '' }, 1],
  ['FORCE_COLOR gives it to a pipe', pipe, 'auto', { FORCE_COLOR: '1' }, 1],
  ['FORCE_COLOR beats NO_COLOR', pipe, 'auto', { FORCE_COLOR: '3', NO_COLOR: '1' }, 3],
  ['FORCE_COLOR=0 takes it', tty, 'auto', { FORCE_COLOR: '0' }, 0],
  ['--color never beats FORCE_COLOR', tty, 'never', { FORCE_COLOR: '3' }, 0],
  ['--color always beats NO_COLOR', pipe, 'always', { NO_COLOR: '1' }, 1],
] as const)('colour: %s', (_, screen, when, env, level) => expect(colorLevel(screen, when, env)).toBe(level))

test.each([
  [{ LANG: 'en_US.UTF-8' }, true],
  [{ LC_ALL: 'C', LANG: 'en_US.UTF-8' }, false],
  [{ LC_CTYPE: 'C.utf8', LANG: 'C' }, true],
  [{ LANG: '' }, true],
  [{ TERM: 'linux' }, false],
])('symbols: %o has UTF-8: %s', (env, yes) => expect(hasUtf8(env)).toBe(yes))

test('a footer needs a terminal with a cursor, and nobody looks at it in CI', () => {
  expect(isLive(tty, {})).toBe(true)
  expect(isLive(pipe, {})).toBe(false)
  expect(isLive(tty, { CI: 'true' })).toBe(false)
  expect(isLive(tty, { CI: 'false' })).toBe(true)
  expect(isLive(tty, { TERM: 'dumb' })).toBe(false)
})

test('every global flag has an environment twin, and the flag wins', () => {
  const env = {
    ASSETS_CWD: '/a',
    ASSETS_CONFIG: 'c.ts',
    ASSETS_STORE: '/s',
    ASSETS_JSON: '1',
    ASSETS_COLOR: 'never',
    ASSETS_QUIET: 'true',
    ASSETS_VERBOSE: 'yes',
    ASSETS_NO_INPUT: '1',
    ASSETS_YES: 'on',
  }
  expect(resolveGlobals({}, env)).toEqual({
    cwd: '/a',
    config: 'c.ts',
    store: '/s',
    raw: false,
    json: true,
    color: 'never',
    quiet: true,
    verbose: true,
    input: false,
    yes: true,
  })
  expect(resolveGlobals({ cwd: '/b', store: '/t', color: 'always' }, env)).toMatchObject({
    cwd: '/b',
    store: '/t',
    color: 'always',
  })
  expect(resolveGlobals({}, { ASSETS_JSON: '0', ASSETS_QUIET: 'false', ASSETS_YES: '' })).toMatchObject({
    json: false,
    quiet: false,
    yes: false,
    input: true,
  })
})

test('a word for the colour that is none is refused', () => {
  expect(() => resolveGlobals({ color: 'blue' }, {})).toThrow(
    expect.objectContaining({
      code: 'CLI_USAGE',
      message: '--color does not know "blue"',
      fix: 'say --color auto, --color always or --color never',
    }),
  )
})

test('--json is found before the flags are understood, but not behind --', () => {
  expect(wantsJson(['status', '--nonsense', '--json'], {})).toBe(true)
  expect(wantsJson(['query', '--', '--json'], {})).toBe(false)
  expect(wantsJson(['status'], { ASSETS_JSON: '1' })).toBe(true)
})
