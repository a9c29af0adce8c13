import { spawn } from 'node:child_process'
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'

const bin = join(import.meta.dirname, '../../src/cli/bin.ts')
const folder = mkdtempSync(join(tmpdir(), 'assets-bin-'))
afterAll(() => rmSync(folder, { recursive: true }))

interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

function run(words: readonly string[], program = process.execPath, env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const child = spawn(program, words, { env: { PATH: process.env.PATH, ...env } })
  const [out, err]: [string[], string[]] = [[], []]
  child.stdout.on('data', (chunk) => out.push(String(chunk)))
  child.stderr.on('data', (chunk) => err.push(String(chunk)))
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ code, stdout: out.join(''), stderr: err.join('') }))
  })
}

describe('an old Node', () => {
  // The file as an old Node gets it, without types; and a Node that says it is old.
  const script = join(folder, 'bin.mjs')
  writeFileSync(script, stripTypeScriptTypes(readFileSync(bin, 'utf8')).replace("'./main.ts'", "'./not-there.mjs'"))
  const old = (version: string) =>
    `--import=data:text/javascript,${encodeURIComponent(`Object.defineProperty(process, 'versions', { value: { node: '${version}' } })`)}`

  test.each([['20.20.2'], ['22.17.9'], ['18.0.0']])(
    '%s is refused in one clear sentence, before anything is loaded',
    async (version) => {
      expect(await run([old(version), script, 'status'])).toEqual({
        code: 2,
        stdout: '',
        stderr: `error NODE_TOO_OLD\n  assets needs Node 22.18 or newer; this is Node ${version}\n  install a newer Node, or add one to the project: npm install --save-dev node@24\n`,
      })
    },
  )

  test('with --json the refusal is a document', async () => {
    const { code, stdout, stderr } = await run([old('20.20.2'), script, 'status', '--json'])
    expect([code, stderr]).toEqual([2, ''])
    expect(JSON.parse(stdout)).toMatchObject({
      schemaVersion: 1,
      ok: false,
      exitCode: 2,
      error: { code: 'NODE_TOO_OLD' },
    })
  })

  test.each([['22.18.0'], ['24.0.0'], ['26.1.0']])('%s is not refused', async (version) => {
    const { stderr } = await run([old(version), script, 'status'])
    expect(stderr).not.toContain('NODE_TOO_OLD')
    expect(stderr).toContain('not-there.mjs')
  })
})

describe('the process', () => {
  test('ends with the code of its answer', async () => {
    expect((await run([bin, '--version'])).code).toBe(0)
    expect((await run([bin, 'plam'])).code).toBe(2)
  })

  test('a reader that has seen enough is no error', async () => {
    const child = spawn(process.execPath, [bin, 'help', 'selection'], { stdio: ['ignore', 'pipe', 'pipe'] })
    child.stdout.destroy()
    const errors: string[] = []
    child.stderr.on('data', (chunk) => errors.push(String(chunk)))
    const code = await new Promise((resolve) => child.on('close', resolve))
    expect([code, errors.join('')]).toEqual([0, ''])
  })

  test('a help topic loads neither the data engine, nor the parser, nor the catalog', async () => {
    const { stdout, stderr } = await run([
      '--trace-event-categories=none',
      '--import',
      'data:text/javascript,process.on("exit",()=>console.error(Object.keys(process.report.getReport().sharedObjects).length,process.report.getReport().sharedObjects.filter(o=>/\\.node$/.test(o)).join()))',
      bin,
      'help',
      'exit-codes',
    ])
    expect(stdout).toContain('130')
    expect(stderr).not.toMatch(/\.node/)
  })
})

test('a working folder that was removed is told as that', async () => {
  const gone = join(folder, 'gone')
  mkdirSync(gone)
  const command = join(import.meta.dirname, '../../dist/bin.js')
  const words = `cd "${gone}" && rmdir "${gone}" && "${process.execPath}" "${command}" status`
  expect(await run(['-c', words], 'sh')).toEqual({
    code: 2,
    stdout: '',
    stderr: 'error PROJECT_NOT_FOUND\n  the working folder was removed\n  go to a folder that is there\n',
  })
})

describe('what was compiled of the command', () => {
  /** A command of one file, in the place of the real one. */
  const createCommand = (name: string) => {
    const place = join(folder, name)
    const cache = join(place, 'cache')
    mkdirSync(place)
    copyFileSync(join(import.meta.dirname, '../../dist/cli/bundled.cjs'), join(place, 'bundled.cjs'))
    const say = (word: string) =>
      writeFileSync(join(place, 'main.cjs'), `const say = () => console.log('${word}')\nexports.start = say\n`)
    say('one')
    const entry = `require('node:module').enableCompileCache(); require('${place}/bundled.cjs').start()`
    const start = (env: NodeJS.ProcessEnv = { NODE_COMPILE_CACHE: cache }) => run(['-e', entry], process.execPath, env)
    const kept = () => {
      const files = readdirSync(cache, { recursive: true, encoding: 'utf8' }).filter((file) =>
        file.endsWith('main.cjs'),
      )
      return files.map((file) => join(cache, file))
    }
    return { say, start, kept, cache }
  }
  const says = (stdout: string) => ({ code: 0, stdout: `${stdout}\n`, stderr: '' })

  test('is kept once, and used until the command is another one', async () => {
    const { say, start, kept } = createCommand('kept')
    expect(await start()).toEqual(says('one'))
    const [file = '', ...more] = kept()
    expect(more).toEqual([])
    const { ino } = statSync(file)
    expect(await start()).toEqual(says('one'))
    expect(statSync(file).ino).toBe(ino)
    // As long as it was.
    say('two')
    expect(await start()).toEqual(says('two'))
    expect(statSync(file).ino).not.toBe(ino)
    expect(await start()).toEqual(says('two'))
  })

  test.each([
    ['cut off', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
    ['empty', () => Buffer.alloc(0)],
    ['other bytes', (bytes: Buffer) => bytes.fill(7, bytes.length / 2)],
  ])('is compiled anew where the file is broken: %s', async (name, breakIt) => {
    const { start, kept } = createCommand(name.replace(' ', '-'))
    await start()
    const [file = ''] = kept()
    const whole = readFileSync(file)
    writeFileSync(file, breakIt(Buffer.from(whole)))
    expect(await start()).toEqual(says('one'))
    expect(readFileSync(file).length).toBe(whole.length)
    expect(await start()).toEqual(says('one'))
  })

  test('is not kept where Node is told to keep nothing, or can write nothing', async () => {
    const { start, kept, cache } = createCommand('nothing')
    writeFileSync(cache, '')
    expect((await start()).stdout).toBe('one\n')
    rmSync(cache)
    mkdirSync(cache)
    expect(await start({ NODE_COMPILE_CACHE: cache, NODE_DISABLE_COMPILE_CACHE: '1' })).toEqual(says('one'))
    expect(kept()).toEqual([])
  })
})
