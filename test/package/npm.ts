import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll } from 'vitest'
import { repository } from '../rig/project.ts'
import { madeOnce } from '../rig/temp-folder.ts'
import { once } from './once.ts'

export interface Place {
  readonly cwd: string
  /** The folder of the Node that everything runs on; the one of the test where there is none. */
  readonly node?: string
  readonly env?: Readonly<Record<string, string>>
}
export interface Said {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs a program to its end, whatever that is. */
export function run(program: string, words: readonly string[], { cwd, node, env }: Place): Promise<Said> {
  const PATH = [...(node === undefined ? [] : [node]), process.env.PATH].join(delimiter)
  const options = { cwd, env: { ...outsideOfNpm(), PATH, ...env }, maxBuffer: 2 ** 26 }
  return new Promise((resolve, reject) => {
    execFile(program, words, options, (error, stdout, stderr) => {
      if (error !== null && typeof error.code !== 'number') reject(error)
      else resolve({ exitCode: error === null ? 0 : (error.code as number), stdout, stderr })
    })
  })
}

/** Runs npm, which must end well, and returns what it says. */
export async function npm(words: readonly string[], place: Place): Promise<Said> {
  const said = await run('npm', [...words, '--prefer-offline', '--no-audit', '--no-fund'], place)
  if (said.exitCode !== 0) throw new Error(`npm ${words.join(' ')} ended with ${said.exitCode}:\n${said.stderr}`)
  return said
}

export interface Packed {
  readonly tarball: string
  /** The paths of the files in it. */
  readonly files: readonly string[]
}

/** Packs what was built, once for all files of a run. */
export async function pack(): Promise<Packed> {
  // Without scripts: they would build `dist` anew while other tests run it.
  const folder = await onceARun('packed', async (empty) => {
    const words = ['pack', '--ignore-scripts', '--json', '--pack-destination', empty]
    writeFileSync(join(empty, 'packed.json'), (await npm(words, { cwd: repository })).stdout)
  })
  const text = readFileSync(join(folder, 'packed.json'), 'utf8')
  const [packed] = Object.values<{ filename: string; files: readonly { path: string }[] }>(JSON.parse(text))
  if (packed === undefined) throw new Error(`npm packed nothing: ${text}`)
  return { tarball: join(folder, packed.filename), files: packed.files.map(({ path }) => path) }
}

/**
 * A folder of its own in which the tarball is installed. It is the copy of one: to unpack the binaries of DuckDB takes
 * npm seconds.
 */
export async function installation(): Promise<{
  readonly folder: string
  readonly tarball: string
  /** What npm said, of everything that an install may warn of. */
  readonly stderr: string
}> {
  const { tarball } = await pack()
  const installed = await onceARun('installed', async (empty) => {
    writeFileSync(join(empty, 'package.json'), '{ "private": true }')
    const { stderr } = await npm(['install', tarball], { cwd: empty })
    writeFileSync(join(empty, 'stderr'), stderr)
  })
  const folder = emptyFolder()
  cpSync(installed, folder, { recursive: true, verbatimSymlinks: true })
  return { folder, tarball, stderr: readFileSync(join(installed, 'stderr'), 'utf8') }
}

/** Of what is built at the moment: a run that watches builds it anew. */
function onceARun(name: string, make: (empty: string) => Promise<void>): Promise<string> {
  const { mtimeMs } = statSync(join(repository, 'dist/index.js'))
  return once(join(realpathSync(tmpdir()), `${madeOnce}${name}-${mtimeMs}`), make)
}

const made: string[] = []
afterAll(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true })
})

export function emptyFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'assets-package-')))
  made.push(folder)
  return folder
}

/** npm tells its children where it works and how; a user's npm is nobody's child. */
function outsideOfNpm(): NodeJS.ProcessEnv {
  const told =
    /^(INIT_CWD|npm_(lifecycle|package|node_execpath|execpath|command|config_(local_|global_)?prefix).*|NODE_OPTIONS|CI)$/
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !told.test(name)))
}
