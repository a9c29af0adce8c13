import { isAscii } from 'node:buffer'
import { readFileSync } from 'node:fs'
import { createRequire, getCompileCacheDir } from 'node:module'
import { join } from 'node:path'
import { constants, Script } from 'node:vm'
import { crc32 } from 'node:zlib'
import { writeCache } from '../util/write-cache.ts'
import type * as Main from './main.ts'

/**
 * The entry of the command as it is bundled. Node keeps what it compiled of a file before it has run it: the thousand
 * functions that are called then are compiled anew by each process, which takes as long as an empty Node. So the files
 * of the command are kept here as they are when a process has run them, beside what Node keeps, and a process takes the
 * functions that it calls from there.
 */
export function start(): Promise<void> {
  const command = require('./main.cjs') as typeof Main
  return command.start()
}

interface Bundle {
  exports: object
}

type Evaluate = (
  exports: object,
  require: (name: string) => unknown,
  module: Bundle,
  file: string,
  folder: string,
) => void

/** A file that was compiled, to be kept when the process ends. */
interface Unkept {
  readonly file: string
  readonly script: Script
  readonly sourceSum: number
}

/** Commands that are typed all day: each has its own functions. All others share theirs. */
const frequent = ['status', 'materialize', 'check', 'plan', 'show', 'explain', 'list']

const folder = import.meta.dirname
const fromNode = createRequire(import.meta.url)
const bundles = new Map<string, Bundle>()
const unkept: Unkept[] = []
const keptFolder = keptFolderOf(process.argv.find((word) => frequent.includes(word)) ?? 'others')

function require(name: string): unknown {
  if (!name.startsWith('./')) return fromNode(name)
  const known = bundles.get(name)
  if (known !== undefined) return known.exports
  const bundle: Bundle = { exports: {} }
  bundles.set(name, bundle)
  const file = join(folder, name)
  evaluateOf(file)(bundle.exports, require, bundle, file, folder)
  return bundle.exports
}

function evaluateOf(file: string): Evaluate {
  const source = readFileSync(file)
  const sourceSum = crc32(source)
  const keptFile = keptFolder === undefined ? undefined : join(keptFolder, file.slice(folder.length + 1))
  const cachedData = keptFile === undefined ? undefined : readKept(keptFile, sourceSum)
  // The source's own lines keep their numbers.
  const text = `(function (exports, require, module, __filename, __dirname) {\n${source.toString(isAscii(source) ? 'latin1' : 'utf8')}\n})`
  const importModuleDynamically = constants.USE_MAIN_CONTEXT_DEFAULT_LOADER
  const script = new Script(text, { filename: file, lineOffset: -1, cachedData, importModuleDynamically })
  if (keptFile !== undefined && (cachedData === undefined || script.cachedDataRejected))
    keepAtExit({ file: keptFile, script, sourceSum })
  return script.runInThisContext()
}

/** One for each place that the package is installed in. `undefined` where Node is to keep nothing, or may not. */
function keptFolderOf(command: string): string | undefined {
  const cache = getCompileCacheDir()
  return cache === undefined ? undefined : join(cache, `assets-${crc32(folder).toString(16)}`, command)
}

/**
 * V8 knows a source by its length alone, and does not look at what was kept before it runs it. So both have a sum, as
 * in what Node keeps.
 */
const headBytes = 8

function readKept(file: string, sourceSum: number): Buffer | undefined {
  try {
    const bytes = readFileSync(file)
    const data = bytes.subarray(headBytes)
    return bytes.readUInt32LE(0) === sourceSum && bytes.readUInt32LE(4) === crc32(data) ? data : undefined
  } catch {
    return undefined
  }
}

function keepAtExit(one: Unkept): void {
  if (unkept.push(one) === 1) process.once('exit', () => unkept.forEach(keep))
}

function keep({ file, script, sourceSum }: Unkept): void {
  const data = script.createCachedData()
  const head = Buffer.alloc(headBytes)
  head.writeUInt32LE(sourceSum, 0)
  head.writeUInt32LE(crc32(data), 4)
  writeCache(file, [head, data])
}
