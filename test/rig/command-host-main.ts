/**
 * Runs commands of `dist`, one after another, each as if its process were new: what the modules of the command have in variables is made anew.
 * Functions and classes are kept, and with them what V8 has compiled, and so is what is slow to load, Node itself and the engines.
 */
import { existsSync, mkdirSync, readFileSync, realpathSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { createRequire, enableCompileCache, registerHooks } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, dirname, join, relative, sep } from 'node:path'
import { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { constants, Script } from 'node:vm'
import type { main } from '../../src/cli/main.ts'
import type { HostedCommand, HostReply } from './command-host.ts'
import { evaluatedAgain } from './evaluated-again.ts'

type Evaluate = (
  exports: object,
  require: (specifier: string) => unknown,
  module: { exports: object },
  file: string,
  folder: string,
) => () => void

const repository = join(import.meta.dirname, '..', '..')
const bundle = join(repository, 'dist', 'cli')
const temp = realpathSync(tmpdir())
const modules = new Map<string, { exports: object }>()
/** What makes the values of each module anew, those first that others are made of. */
const evaluated: (() => void)[] = []
/** Scripts of which this process began with no compiled code that another one left, with the file to leave it in. */
const uncached = new Map<string, Script>()
const compileCache = process.env.NODE_COMPILE_CACHE
/** After so many commands: the first has called most of the functions, and the others some. */
const moments = [1, 10, 100]
let commands = 0
/** File that Node keeps for the whole process -> its state when it was loaded. */
const kept = new Map<string, string>()

/** Node frees no module of a project: behind some hundreds of commands a process is larger than a new one is slow. */
const mostBytes = 1.2 * 2 ** 30

enableCompileCache()
registerHooks({
  resolve(specifier, context, next) {
    const resolved = next(specifier, context)
    if (resolved.url.startsWith('file:')) keep(fileURLToPath(resolved.url), resolved.format ?? undefined)
    return resolved
  },
})
process.on('disconnect', () => process.exit())
process.on('message', async (command: HostedCommand) => {
  if (process.memoryUsage.rss() > mostBytes || hasChanged()) return send('again')
  // What a new process does where nothing is left to wait for, this one has to do too.
  process.channel?.unref()
  const reply = await answer(command)
  process.channel?.ref()
  send(reply)
  commands += 1
  if (moments.includes(commands)) leaveCompiled()
})

function send(reply: HostReply): void {
  process.send?.(reply)
}

async function answer({ words, cwd, env, input }: HostedCommand): Promise<HostReply> {
  process.chdir(cwd)
  for (const name of Object.keys(process.env)) delete process.env[name]
  Object.assign(process.env, env)
  const written = { stdout: '', stderr: '' }
  const sink = (stream: 'stdout' | 'stderr') => ({
    write(text: string, done?: () => void) {
      written[stream] += text
      done?.()
    },
  })
  // Where the command has the process's streams, whatever else writes to one of them is on stderr.
  const restore = (['stdout', 'stderr'] as const).map((name) =>
    divert(process[name], (text) => sink('stderr').write(text)),
  )
  try {
    const command = freshRequire(join(bundle, 'main.cjs')) as { main: typeof main }
    const streams = { stdout: sink('stdout'), stderr: sink('stderr') } as unknown as Pick<Io, 'stdout' | 'stderr'>
    const exitCode = await command.main(words, { cwd, env: process.env, stdin: Readable.from([input]), ...streams })
    return { exitCode, ...written }
  } finally {
    for (const undo of restore) undo()
    process.chdir(repository)
  }
}

type Io = Parameters<typeof main>[1]

function divert(stream: NodeJS.WriteStream, take: (text: string) => void): () => void {
  const { write } = stream
  stream.write = ((chunk: string | Uint8Array, encoding?: unknown, done?: unknown) => {
    take(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString())
    const callback = typeof encoding === 'function' ? encoding : done
    if (typeof callback === 'function') process.nextTick(callback as () => void)
    return true
  }) as typeof write
  return () => {
    stream.write = write
  }
}

/** Requires a file of the bundle, with all modules that were evaluated before as they were then. */
function freshRequire(main: string): unknown {
  for (const again of evaluated) again()
  return load(main)
}

function load(file: string): unknown {
  const known = modules.get(file)
  if (known !== undefined) return known.exports
  const module = { exports: {} }
  modules.set(file, module)
  const fromNode = createRequire(file)
  const require = (specifier: string) =>
    specifier.startsWith('./') ? load(join(bundle, specifier)) : fromNode(specifier)
  evaluated.push(compile(file)(module.exports, Object.assign(require, fromNode), module, file, bundle))
  return module.exports
}

function compile(file: string): Evaluate {
  const left = compileCache && join(compileCache, 'command-host', `${basename(file)} ${stateOf(file)}`)
  const cachedData = left && existsSync(left) ? readFileSync(left) : undefined
  const names = ['exports', 'require', 'module', '__filename', '__dirname']
  const script = new Script(`(function (${names.join()}) { ${textOf(file, left && `${left} text`)}\n})`, {
    ...{ filename: file, importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER },
    ...(cachedData === undefined ? {} : { cachedData }),
  })
  if (left && (cachedData === undefined || script.cachedDataRejected)) uncached.set(left, script)
  return script.runInThisContext()
}

function textOf(file: string, left: string | undefined): string {
  if (left && existsSync(left)) return readFileSync(left, 'utf8')
  const text = evaluatedAgain(readFileSync(file, 'utf8'))
  if (left) leave(left, text)
  return text
}

/** For the hosts to come, with all the functions that commands have called so far: to compile them takes as long as some commands. */
function leaveCompiled(): void {
  for (const [file, script] of uncached) leave(file, script.createCachedData())
}

/** Never half of it: another host may read it at this moment. */
function leave(file: string, contents: string | Buffer): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(`${file} ${process.pid}`, contents)
  renameSync(`${file} ${process.pid}`, file)
}

/** An ES module of the project is loaded anew by every command. A package, a CommonJS module and a manifest are read once a process. */
function keep(file: string, format: string | undefined): void {
  if (file.startsWith(repository)) return
  if (file.includes('/node_modules/') || format?.startsWith('commonjs') || format === 'json') note(file)
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder))
    note(join(folder, 'package.json'))
}

/** A project that is gone is the project of a test that is over. */
function hasChanged(): boolean {
  const folder = (file: string) => join(temp, relative(temp, file).split(sep)[0] as string)
  for (const [file, state] of kept) {
    if (!existsSync(folder(file))) kept.delete(file)
    else if (stateOf(file) !== state) return true
  }
  return false
}

function note(file: string): void {
  if (!kept.has(file)) kept.set(file, stateOf(file))
}

function stateOf(file: string): string {
  const stats = statSync(file, { throwIfNoEntry: false, bigint: true })
  return stats === undefined ? 'none' : `${stats.mtimeNs} ${stats.ctimeNs} ${stats.ino} ${stats.size}`
}
