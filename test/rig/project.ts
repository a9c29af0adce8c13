import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Calls, listenForCalls } from './calls.ts'
import { runHosted } from './command-host.ts'

export const repository = fileURLToPath(new URL('../..', import.meta.url))
export const command = join(repository, 'dist', 'bin.js')

/** A project in a folder of its own, written from an object literal, on which the real command is run. */
export interface Project extends AsyncDisposable {
  readonly folder: string
  /** How often each asset's function was called, and those that wait for the test. */
  readonly calls: Calls
  /** Writes files, and removes those that are `null`, folders too. */
  edit(files: Files): void
  /** Runs `assets <words>` to its end, in a process that has run others: where the process is what is tested, `start` it. */
  assets(...words: string[]): Promise<Ended>
  /** The same with other variables, or with an input. */
  run(words: readonly string[], options?: StartOptions): Promise<Ended>
  /** The document of `assets <words> --json`. */
  json(...words: string[]): Promise<Document>
  /** Starts `assets <words>` as a process of its own. */
  start(words: readonly string[], options?: StartOptions): Running
  /** Resolves when the command has written this text to stdout or stderr. */
  said(run: Running, text: string): Promise<void>
  /** Removes the current file of an asset from the store, behind the store's back. */
  loseObject(asset: string): Promise<void>
}
export type Files = Readonly<Record<string, string | null>>
// biome-ignore lint/suspicious/noExplicitAny: a test reads the document as a user's script would
export type Document = any

export interface Ended {
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}
export interface Running {
  readonly process: ChildProcess
  readonly ended: Promise<Ended>
}
export interface ProjectOptions extends StartOptions {
  /** Every command is a process of its own: where what is tested is what one leaves behind, or does to itself. */
  readonly ownProcesses?: boolean
}
export interface StartOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly input?: string
}

/**
 * Only `assets/index.ts` has to be given. `rig.ts` gives the assets `called(name)`, which tells the test of the call and waits where
 * the test holds that name.
 */
export async function createProject(files: Files, options: ProjectOptions = {}): Promise<Project> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'assets-')))
  const calls = await listenForCalls()
  const edit = (changes: Files) => {
    for (const [path, text] of Object.entries(changes)) writeOne(join(folder, path), text)
  }
  edit({ ...defaults(calls.port), ...files })
  mkdirSync(join(folder, 'node_modules'), { recursive: true })
  symlinkSync(repository, join(folder, 'node_modules', 'assetstore'), 'dir')
  const running = new Set<Running>()
  const start: Project['start'] = (words, more = {}) => {
    const one = startCommand(folder, words, { ...options, ...more, env: { ...options.env, ...more.env } })
    running.add(one)
    one.ended.then(() => running.delete(one))
    return one
  }
  const run: Project['run'] = async (words, more = {}) => {
    if (options.ownProcesses) return start(words, more).ended
    const env = { ...cleanEnvironment(), ...options.env, ...more.env }
    return { signal: null, ...(await runHosted({ words, cwd: folder, env, input: more.input ?? options.input ?? '' })) }
  }
  const json: Project['json'] = async (...words) => {
    const ended = await run([...words, '--json'])
    try {
      return JSON.parse(ended.stdout)
    } catch {
      throw new Error(`no JSON on stdout (exit ${ended.exitCode}): ${ended.stdout}\n${ended.stderr}`)
    }
  }
  return {
    folder,
    calls,
    edit,
    start,
    assets: (...words) => run(words),
    run,
    json,
    said: (run, text) =>
      new Promise((resolve, reject) => {
        let heard = ''
        const listen = (chunk: Buffer) => {
          heard += chunk
          if (heard.includes(text)) resolve()
        }
        run.process.stdout?.on('data', listen)
        run.process.stderr?.on('data', listen)
        run.ended.then(() => reject(new Error(`it ended without saying "${text}": ${heard}`)))
      }),
    async loseObject(asset) {
      const { path } = await json('show', asset, '--schema')
      rmSync(path)
    },
    async [Symbol.asyncDispose]() {
      for (const one of running) one.process.kill('SIGKILL')
      await calls.close()
      // A command that has answered may still write, such as one whose function was given up on.
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

function writeOne(file: string, text: string | null): void {
  mkdirSync(dirname(file), { recursive: true })
  if (text === null) rmSync(file, { force: true, recursive: true })
  else writeFileSync(file, text)
}

function defaults(port: number): Files {
  return {
    'package.json': '{ "type": "module", "imports": { "#project": "./assets.config.ts" } }\n',
    'assets.config.ts': [
      "import { defineProject } from 'assetstore'",
      "const project = defineProject({ assets: () => import('./assets/index.ts') })",
      'export default project',
      'export const { asset, source, check, effect } = project',
      '',
    ].join('\n'),
    // A socket alone, and only where it is called: an import of `node:http` loads all of `fetch`, a third of what a short command takes.
    'rig.ts': [
      '/** Tells the test of a call; what it answers decides whether the function goes on or fails. */',
      '// @assets-ignore: it is how a test counts, and no part of what an asset makes',
      'export const called = (name: string): Promise<void> => new Promise((resolve, reject) => {',
      "  const { connect } = process.getBuiltinModule('node:net')",
      `  const socket = connect(${port}, '127.0.0.1', () => socket.write('GET /' + encodeURIComponent(name) + ' HTTP/1.0\\r\\n\\r\\n'))`,
      "  let answer = ''",
      "  socket.on('data', (chunk) => { answer += chunk }).on('error', reject).on('end', () => {",
      "    if (answer.includes(' 200 ')) resolve(); else reject(new Error('the test lets ' + name + ' fail'))",
      '  })',
      '})',
      '',
    ].join('\n'),
  }
}

function startCommand(folder: string, words: readonly string[], { env, input }: StartOptions): Running {
  const child = spawn(process.execPath, [command, ...words], {
    cwd: folder,
    env: { ...cleanEnvironment(), ...env },
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  })
  child.stdin?.end(input)
  const stdout = collect(child.stdout)
  const stderr = collect(child.stderr)
  const ended = once(child, 'close').then(([exitCode, signal]) => ({
    exitCode,
    signal,
    stdout: stdout(),
    stderr: stderr(),
  }))
  return { process: child, ended }
}

/** Without what a terminal, CI or a user's own settings would change. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const { CI, GITHUB_ACTIONS, FORCE_COLOR, NO_COLOR, NODE_OPTIONS, ...env } = process.env
  return { ...Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('ASSETS_'))), LANG: 'C.UTF-8' }
}

function collect(stream: NodeJS.ReadableStream | null): () => string {
  const chunks: Buffer[] = []
  stream?.on('data', (chunk: Buffer) => chunks.push(chunk))
  return () => Buffer.concat(chunks).toString()
}
