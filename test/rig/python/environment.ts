import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** The sets of Python packages that tests use: a file of pinned versions each, beside this one. */
export const pythonSets = ['frames', 'dbt', 'recipes', 'sail', 'sheets'] as const
export type PythonSet = (typeof pythonSets)[number]
/** Beside them Spark itself, of 900 MB, for the tests of the project `spark` alone; and Dagster, for a bench. */
type InstalledSet = PythonSet | 'spark' | 'dagster'

/** The folder of a virtual environment, or why there is none. */
export type PythonEnvironment = { readonly folder: string } | { readonly missing: string }

/** The oldest Python that the pinned versions install on. */
const oldest = [3, 11] as const

/** It installs in a few seconds what takes `pip` a minute, and holds a package once that several environments have. */
const uv = 'uv==0.13.9'

const script = 'import sys; print(sys.version_info.major, sys.version_info.minor, sys.executable)'

/**
 * Makes a virtual environment of the pinned versions, once a machine: its folder is named by Python's version and the file's text, and is
 * whole when it holds a file `complete`. A Python that is missing or too old is an answer, an install that fails is an error.
 */
export async function pythonEnvironment(set: InstalledSet): Promise<PythonEnvironment> {
  const python = await foundPython()
  if ('missing' in python) return python
  const requirements = fileURLToPath(new URL(`${set}.txt`, import.meta.url))
  const words = ['install', '--quiet', '--no-deps', '--only-binary', ':all:', '--requirement', requirements]
  return cached(set, readFileSync(requirements), python, async (folder) => {
    try {
      await installByUv(python, folder, words)
    } catch (error) {
      // It reads no settings of pip's, which a machine may need to reach any index of packages.
      console.log(`uv does not install ${set}, so that pip does: ${(error as Error).message.split('\n')[0]}`)
      rmSync(folder, { recursive: true, force: true })
      await run(python.executable, ['-m', 'venv', folder])
      await run(join(folder, 'bin/pip'), [...words, '--no-compile'])
    }
    await compile(folder)
  })
}

async function installByUv(python: FoundPython, folder: string, words: readonly string[]): Promise<void> {
  const installer = join(await installerOf(python), 'bin/uv')
  await run(installer, ['venv', '--quiet', '--seed', '--python', python.executable, folder])
  await run(installer, ['pip', ...words, '--python', join(folder, 'bin/python')])
}

/**
 * Without it each process compiles what it imports, which takes a start of dbt 1.6 s more. The tests of packages, and what installs them, are
 * two thirds of the code, and no test imports them. A file that does not compile is no reason not to run.
 */
async function compile(folder: string): Promise<void> {
  const words = ['-m', 'compileall', '-q', '-x', '/(tests?|pip|setuptools)/', join(folder, 'lib')]
  await run(join(folder, 'bin/python'), words).catch(() => undefined)
}

interface FoundPython {
  /** `3 11` */
  readonly version: string
  readonly executable: string
}

async function foundPython(): Promise<FoundPython | { readonly missing: string }> {
  let told: string
  try {
    told = (await run('python3', ['-c', script])).stdout.trim()
  } catch (error) {
    return { missing: `python3 does not start: ${(error as Error).message.split('\n')[0]}` }
  }
  const [major = '', minor = '', ...path] = told.split(' ')
  if (Number(major) !== oldest[0] || Number(minor) < oldest[1])
    return { missing: `Python ${major}.${minor} is older than ${oldest.join('.')}` }
  return { version: `${major} ${minor}`, executable: path.join(' ') }
}

let installer: Promise<string> | undefined

/** The folder of an environment that has uv. */
function installerOf(python: FoundPython): Promise<string> {
  installer ??= cached('uv', uv, python, async (folder) => {
    await run(python.executable, ['-m', 'venv', folder])
    await run(join(folder, 'bin/pip'), ['install', '--quiet', '--only-binary', ':all:', uv])
  }).then((made) => made.folder)
  return installer
}

async function cached(
  name: string,
  contents: string | Buffer,
  { version }: FoundPython,
  make: (folder: string) => Promise<void>,
): Promise<{ readonly folder: string }> {
  const digest = createHash('sha256').update(contents).update(version).digest('hex').slice(0, 16)
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache')
  const folder = join(cache, 'assetstore-tests', `python-${name}-${digest}`)
  if (existsSync(join(folder, 'complete'))) return { folder }
  console.log(`installing ${name} for the tests of Python into ${folder}`)
  rmSync(folder, { recursive: true, force: true })
  await make(folder)
  writeFileSync(join(folder, 'complete'), '')
  return { folder }
}
