import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { delimiter, dirname, join, resolve } from 'node:path'
import { AssetError } from '../errors.ts'

/** The Python that a project's functions run on. */
export interface Interpreter {
  /** The executable, absolute. */
  readonly path: string
  /**
   * Where it was found: `python` of the project file, an environment that is active, one that lies in the project (or
   * above it, up to the repository), or the search path.
   */
  readonly from: 'project' | 'active' | 'local' | 'path'
  /** Everything on the disk that was looked at to choose it, absolute; not all of it is there. */
  readonly looked: readonly string[]
  /** The variables that were asked to choose it, and to find its modules: others may be what they like. */
  readonly variables: readonly string[]
}

export interface InterpreterQuestion {
  /** The folder of the project, absolute. */
  readonly root: string
  /** `python` of the project file. */
  readonly python?: string | undefined
  readonly env?: NodeJS.ProcessEnv
}

/** The variables that may decide which it is: an active environment, one in the project, the search path. */
const activeVariables = ['VIRTUAL_ENV', 'CONDA_PREFIX'] as const
const localVariables = [...activeVariables, 'UV_PROJECT_ENVIRONMENT'] as const
/** Where it finds modules, whichever it is. */
const modulesVariable = 'PYTHONPATH'
export const interpreterVariables: readonly string[] = [...localVariables, modulesVariable, 'PATH']

/**
 * Finds the interpreter and starts none. Nothing is ever installed, nor an environment made.
 *
 * @throws AssetError `PYTHON_MISSING`, with what was `looked` for among its facts.
 */
export function findInterpreter({ root, python, env = process.env }: InterpreterQuestion): Interpreter {
  const looked: string[] = []
  const there = (path: string): boolean => {
    looked.push(path)
    return isExecutable(path)
  }
  if (python !== undefined) {
    const path = resolve(root, python)
    if (there(path)) return { path, from: 'project', looked, variables: [modulesVariable] }
    throw missing(`${path}, which \`python\` of the project file names, is not there or may not be run`, {
      looked,
      fix: 'make the environment, or name another interpreter',
    })
  }
  for (const [index, variable] of activeVariables.entries()) {
    const folder = env[variable]
    if (folder === undefined || folder === '') continue
    const path = executableIn(folder, there)
    const variables = [...activeVariables.slice(0, index + 1), modulesVariable]
    if (path !== undefined) return { path, from: 'active', looked: [...looked, join(folder, 'pyvenv.cfg')], variables }
    throw missing(
      `${folder}, which is the active environment by ${variable}, has no Python in it: it was moved or removed`,
      {
        looked,
        fix: `deactivate it (unset ${variable}), or make it again`,
      },
    )
  }
  for (const folder of foldersUp(root)) {
    for (const name of environmentNames(env)) {
      const environment = resolve(folder, name)
      const config = join(environment, 'pyvenv.cfg')
      looked.push(config)
      if (!existsSync(config)) continue
      const path = executableIn(environment, there)
      if (path !== undefined) return { path, from: 'local', looked, variables: [...localVariables, modulesVariable] }
      throw missing(
        `the environment ${environment} has no Python that runs: what it was made from was moved or removed`,
        {
          looked,
          fix: `remove ${environment} and make it again`,
        },
      )
    }
    const lock = join(folder, 'uv.lock')
    looked.push(lock)
    if (existsSync(lock))
      throw missing(`${lock} is there, and the environment that it describes is not`, { looked, fix: 'run `uv sync`' })
  }
  for (const folder of (env.PATH ?? '').split(delimiter)) {
    for (const name of onPath) {
      const path = join(folder, name)
      if (folder !== '' && there(path)) return { path, from: 'path', looked, variables: interpreterVariables }
    }
  }
  throw missing(
    'there is no Python: no environment is active, none lies in the project, and python3 is not on the path',
    {
      looked,
      fix: 'install Python 3.10 or newer, or name one as `python` in the project file',
    },
  )
}

const isWindows = process.platform === 'win32'
const onPath = isWindows ? ['python3.exe', 'python.exe'] : ['python3']

const environmentNames = ({ UV_PROJECT_ENVIRONMENT: uv }: NodeJS.ProcessEnv): readonly string[] =>
  uv === undefined || uv === '' ? ['.venv', 'venv'] : [uv, '.venv', 'venv']

/** In Conda's environments on Windows it lies in the folder itself. */
function executableIn(folder: string, there: (path: string) => boolean): string | undefined {
  const places = isWindows ? ['Scripts/python.exe', 'python.exe'] : ['bin/python', 'bin/python3']
  return places.map((place) => join(folder, place)).find(there)
}

/** The project's folder and those above it, up to the repository that it is in. */
function foldersUp(root: string): readonly string[] {
  const folders = [root]
  for (let folder = root; !existsSync(join(folder, '.git')) && folder !== dirname(folder); ) {
    folder = dirname(folder)
    folders.push(folder)
  }
  // Where there is no repository, the project is all that there is.
  return existsSync(join(folders.at(-1) as string, '.git')) ? folders : [root]
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

function missing(
  message: string,
  { looked, fix }: { readonly looked: readonly string[]; readonly fix: string },
): AssetError {
  return new AssetError({ code: 'PYTHON_MISSING', message, facts: { looked }, fix })
}
