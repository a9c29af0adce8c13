import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** The sets of Python packages that tests use: a file of pinned versions each, beside this one. */
export const pythonSets = ['frames', 'dbt', 'recipes', 'sail', 'sheets'] as const
export type PythonSet = (typeof pythonSets)[number]
/** Beside them Spark itself, of 900 MB: for the tests of the project `spark` alone. */
type InstalledSet = PythonSet | 'spark'

/** The folder of a virtual environment, or why there is none. */
export type PythonEnvironment = { readonly folder: string } | { readonly missing: string }

/** The oldest Python that the pinned versions install on. */
const oldest = [3, 11] as const

const script = 'import sys; print(sys.version_info.major, sys.version_info.minor)'

/**
 * Makes a virtual environment of the pinned versions, once a machine: its folder is named by Python's version and the file's text, and is
 * whole when it holds a file `complete`. A Python that is missing or too old is an answer, an install that fails is an error.
 */
export async function pythonEnvironment(set: InstalledSet): Promise<PythonEnvironment> {
  let version: string
  try {
    version = (await run('python3', ['-c', script])).stdout.trim()
  } catch (error) {
    return { missing: `python3 does not start: ${(error as Error).message.split('\n')[0]}` }
  }
  const [major = 0, minor = 0] = version.split(' ').map(Number)
  if (major !== oldest[0] || minor < oldest[1])
    return { missing: `Python ${major}.${minor} is older than ${oldest.join('.')}` }
  const requirements = fileURLToPath(new URL(`${set}.txt`, import.meta.url))
  const digest = createHash('sha256').update(readFileSync(requirements)).update(version).digest('hex').slice(0, 16)
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache')
  const folder = join(cache, 'assetstore-tests', `python-${set}-${digest}`)
  if (existsSync(join(folder, 'complete'))) return { folder }
  console.log(`installing ${set} for the tests of Python into ${folder}`)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  await run('python3', ['-m', 'venv', folder])
  await run(join(folder, 'bin/pip'), [
    'install',
    '--quiet',
    '--no-deps',
    '--only-binary',
    ':all:',
    '--requirement',
    requirements,
  ])
  writeFileSync(join(folder, 'complete'), '')
  return { folder }
}
