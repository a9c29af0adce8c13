import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { AssetError } from '../errors.ts'
import { thrownText } from '../util/thrown.ts'
import { answerIn } from './answer-in.ts'
import type { Interpreter } from './interpreter.ts'

/** What an interpreter has. */
export interface Inventory {
  /** `3.11.7` */
  readonly python: string
  /** The version of each package that was asked for, as its metadata tells it; null where it is not there. */
  readonly packages: Readonly<Record<string, string | null>>
}

const program = `
import json, sys
from importlib import metadata

def version_of(name):
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None

print("\\n" + json.dumps({"python": sys.version.split()[0], "packages": {name: version_of(name) for name in sys.argv[1:]}}))
`

/**
 * Starts the interpreter, which imports none of the packages.
 *
 * @throws AssetError `PYTHON_MISSING` where it does not start.
 */
export async function askInventory({ path }: Interpreter, packages: readonly string[]): Promise<Inventory> {
  try {
    const { execFile } = await import('node:child_process')
    const { stdout } = await promisify(execFile)(path, ['-B', '-c', program, ...packages])
    return JSON.parse(answerIn(stdout)) as Inventory
  } catch (error) {
    throw new AssetError({
      code: 'PYTHON_MISSING',
      message: `${path} does not run: ${thrownText(error).split('\n')[0]}`,
      facts: { interpreter: path },
      fix: 'make the environment again, or name another interpreter as `python` in the project file',
      cause: error,
    })
  }
}

/**
 * The folder that the environment of an interpreter was made in, if it is another folder now. Its Python runs all the
 * same, while the commands beside it, such as `pip`, start the Python of the old place.
 */
export function movedFrom({ path }: Interpreter): string | undefined {
  const folder = dirname(dirname(path))
  const activate = join(dirname(path), 'activate')
  if (!existsSync(join(folder, 'pyvenv.cfg')) || !existsSync(activate)) return undefined
  const [, original] = /^\s*(?:export )?VIRTUAL_ENV=(?:'|")?(\/[^'"\n]*)/m.exec(readFileSync(activate, 'utf8')) ?? []
  return original === undefined || isSame(original, folder) ? undefined : original
}

function isSame(one: string, other: string): boolean {
  try {
    return realpathSync(one) === realpathSync(other)
  } catch {
    return false
  }
}
