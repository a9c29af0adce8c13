import { PassThrough } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createOutput, type Io } from '../../src/cli/output.ts'
import { visible, visibleInColour, withoutCommands } from '../../src/cli/text/visible.ts'
import { call } from '../cli/call.ts'
import { createProject, type Project } from '../rig/project.ts'
import { oneFile } from '../run/projects.ts'
import { readingCommands } from './reading-commands.ts'

/** CSI, a link by OSC 8, the same in C1, marks of direction: what a terminal does, and does not show. */
const hostile = 'a\x1b[2Jb\x1b]8;;http://x\x07c\x9b2Jd\u202ee\u2066f\rg'
const isHarmless = (text: string) => !/[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/u.test(text)

test('what a terminal acts on is shown, and text is left as it is', () => {
  expect(visible(hostile)).toBe('a\\u001b[2Jb\\u001b]8;;http://x\\u0007c\\u009b2Jd\\u202ee\\u2066f\\u000dg')
  expect(visible('Zoë 東京 👩‍👩‍👧 ¶\n\tx\r\n')).toBe('Zoë 東京 👩‍👩‍👧 ¶\n\tx\n')
  expect(visibleInColour('\x1b[31mred\x1b[39m \x1b[8mhidden')).toBe('\x1b[31mred\x1b[39m \\u001b[8mhidden')
  expect(withoutCommands('x ::error y\n  ::error file=a::b\n##[error]c')).toBe(
    'x ::error y\n  \\::error file=a::b\n#\\#[error]c',
  )
})

test('a document of JSON is harmless on a terminal, and the same document', async () => {
  const written: string[] = []
  const stdout = Object.assign(new PassThrough(), { isTTY: true })
  stdout.on('data', (chunk) => written.push(String(chunk)))
  const io = { cwd: '/', env: {}, stdin: new PassThrough(), stdout, stderr: new PassThrough() }
  const globals = { json: true, raw: false, color: 'never', quiet: false, verbose: false } as const
  const output = await createOutput(io as unknown as Io, globals)
  await output.document({ text: hostile })
  expect(isHarmless(written.join(''))).toBe(true)
  expect(JSON.parse(written.join(''))).toEqual({ text: hostile })
})

describe('a project whose rows, messages and logs are hostile', () => {
  let project: Project
  const run = (words: readonly string[], env = {}) => call(words, { cwd: project.folder, env })

  beforeAll(async () => {
    project = await createProject(
      oneFile(
        `const hostile = ${JSON.stringify(hostile)}`,
        'export const texts = asset(() => [{ text: hostile }, { text: "::error::x | <b>" }])',
        'export const told = asset((_, { log }) => { log.warn(hostile); log.warn("::error::log"); return [{ n: 1 }] })',
        'export const leaks = asset((_, { env }) => { throw new Error(`refused ` + env(`TEXT_TEST_KEY`)) })',
        'export const bad = asset(() => { throw new Error(hostile + `\\n::error::message`) })',
      ),
    )
    await run(['materialize'])
  })
  afterAll(() => project[Symbol.asyncDispose]())

  test('nothing of it reaches a terminal, a page of Markdown or a report; --raw gives it as it is', async () => {
    const github = { GITHUB_ACTIONS: 'true' }
    const made = await run(['materialize', '--force', '-v'], github)
    expect(isHarmless(made.stderr)).toBe(true)
    expect(made.stderr.split('\n').filter((line) => /^\s*::/.test(line))).toEqual([])
    const row = ['lineage', 'texts', '--row', `text=${hostile}`]
    for (const words of [
      ...readingCommands('texts'),
      ...[row, ['history', 'bad'], ['retry'], ['query', `select '${hostile}' as x from nothing`], ['status', hostile]],
      ['show', 'texts', '--format', 'md'],
      ['logs', 'told'],
      ['status'],
      ['explain', 'bad'],
      ['check', '-o', 'md'],
      ['check', '-o', 'junit'],
      ['check', '-o', 'github'],
    ]) {
      const { stdout, stderr } = await run(words)
      expect([words, isHarmless(stdout + stderr)]).toEqual([words, true])
    }
    expect((await run(['show', 'texts', '--format', 'md'])).stdout).toContain('::error::x \\| &lt;b>')
    expect((await run(['logs', 'told', '--raw'])).stdout).toContain(hostile)
    expect((await run(['show', 'texts', '--format', 'jsonl'])).stdout).toContain(JSON.stringify({ text: hostile }))
  })

  test('a value that came through env is in no message and no log', async () => {
    process.env.TEXT_TEST_KEY = 'very-secret-value'
    const { stdout } = await run(['materialize', 'leaks', '--json'])
    delete process.env.TEXT_TEST_KEY
    expect(JSON.parse(stdout).steps[0].error.message).toBe('Error: refused …')
    expect((await run(['logs', 'leaks', '--json'])).stdout).toContain('Error: refused …')
    expect(stdout + (await run(['logs', 'leaks', '--json'])).stdout).not.toContain('very-secret-value')
  })

  test('a query reads assets, and any file only where that is allowed', async () => {
    const file = `${project.folder}/package.json`
    const sql = `select content from read_text('${file}')`
    const refused = JSON.parse((await run(['query', sql, '--json'])).stdout)
    expect(refused).toMatchObject({
      exitCode: 2,
      error: {
        code: 'QUERY_SQL',
        fix: 'a query reads assets; add --allow-files where it may read any file of this machine',
      },
    })
    expect((await run(['query', sql, '--allow-files'])).exitCode).toBe(0)
    expect((await run(['query', 'select count(*) as n from texts', '--format', 'csv'])).stdout).toBe('n\n2\n')
    expect(
      (await run(['show', 'texts', '--where', `text in (select content from read_text('${file}'))`])).exitCode,
    ).toBe(2)
  })
})
