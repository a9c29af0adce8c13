import { accessSync, constants, existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import { basename, delimiter, dirname, isAbsolute, join, resolve, sep } from 'node:path'
import { AssetError } from '../../../index.ts'

/** The Python interpreter of a dbt, and how to start it. */
export interface DbtPython {
  readonly words: readonly [command: string, ...more: string[]]
  /** Differs between installations of dbt, as far as that can be told without starting one. */
  readonly stamp: string
}

export interface DbtSearch {
  /** `'.venv/bin/dbt'`, or words that end in it: `['uv', 'run', 'dbt']`. */
  readonly command?: string | readonly string[] | undefined
  readonly root: string
  /** The folder of the dbt project, absolute. */
  readonly project: string
}

/** The dbt of the option; else the one on the path; else the one of a virtual environment beside either project. */
export function findDbt({ command, root, project }: DbtSearch): DbtPython | undefined {
  if (typeof command === 'object') return byWords(command)
  if (command !== undefined) {
    const file = command.includes('/') || command.includes(sep) ? resolve(root, command) : onPath(command)
    return file === undefined || !isRunnable(file) ? undefined : ofScript(file)
  }
  const besides = [project, root].flatMap((folder) => ['.venv', 'venv'].map((name) => join(folder, name)))
  const candidates = [onPath('dbt'), ...besides.flatMap((folder) => programs(folder))]
  const file = candidates.find((one) => one !== undefined && isRunnable(one))
  return file === undefined ? undefined : ofScript(file)
}

const programs = (environment: string): readonly string[] => [
  join(environment, 'bin', 'dbt'),
  join(environment, 'Scripts', 'dbt.exe'),
]

function byWords([...words]: readonly string[]): DbtPython {
  const last = words.pop() ?? ''
  if (!/^dbt(?:\.exe)?$/.test(basename(last)) || words.length === 0) {
    throw new AssetError({
      code: 'ASSET_OPTIONS',
      message: `the command of dbt does not end in dbt: ${[...words, last].join(' ')}`,
      fix: "write the words that start it, such as ['uv', 'run', 'dbt']",
    })
  }
  const [first = '', ...more] = words
  return { words: [first, ...more, 'python'], stamp: [first, ...more].join(' ') }
}

function onPath(name: string): string | undefined {
  const names = process.platform === 'win32' ? [`${name}.exe`, name] : [name]
  return (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => (isAbsolute(folder) ? names.map((one) => join(folder, one)) : []))
    .find(isRunnable)
}

function isRunnable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** The interpreter is in the script's first line, or beside a program that is not a script. */
function ofScript(file: string): DbtPython {
  const real = realpathSync(file)
  const start = readFileSync(real).subarray(0, 1024).toString('latin1')
  const [first = '', second = ''] = start.split('\n')
  const exec = /^'''exec' "?([^"]+?)"? "\$0"/.exec(second)?.[1]
  const firstLine = first.startsWith('#!') ? first.slice(2).trim().split(/\s+/) : []
  const words = exec !== undefined ? [exec] : firstLine
  const [interpreter = '', ...more] = words.length > 0 ? words : [pythonBeside(real) ?? '']
  if (!/python/i.test([interpreter, ...more].join(' '))) {
    throw new AssetError({
      code: 'DBT_UNAVAILABLE',
      message: `${file} is no dbt of Python: its macros are rendered by dbt-core, which has a Python of its own`,
      fix: "install dbt-core and dbt-duckdb, and say where: dbt({ command: '.venv/bin/dbt' })",
    })
  }
  return { words: [interpreter, ...more], stamp: [interpreter, ...more, ...installed(interpreter)].join(' ') }
}

const pythonBeside = (program: string): string | undefined =>
  ['python3', 'python', 'python.exe', '../python.exe'].map((name) => join(dirname(program), name)).find(existsSync)

/** The versions of dbt's packages in the environment of an interpreter: names of folders beside them. */
function installed(interpreter: string): readonly string[] {
  const environment = dirname(dirname(interpreter))
  const libraries = [join(environment, 'Lib'), ...within(join(environment, 'lib'), /^python3/)]
  return libraries.flatMap((library) =>
    within(join(library, 'site-packages'), /^(?:dbt|duckdb)[\w-]*-[^-]*\.dist-info$/i).map((path) => basename(path)),
  )
}

function within(folder: string, pattern: RegExp): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => pattern.test(name))
      .sort()
      .map((name) => join(folder, name))
  } catch {
    return []
  }
}
