import { join } from 'node:path'
import { describe, inject } from 'vitest'
import { announced } from './announce.ts'
import type { PythonSet } from './environment.ts'
import type { Pythons } from './setup.ts'

/** What a test of Python is given: the interpreter of an environment, and the folder of its commands, as `dbt`. */
export interface Python {
  readonly interpreter: string
  readonly commands: string
  /**
   * Stands for the interpreter of dbt, in the words of a shell: programs run in processes that have imported dbt and have had it read a
   * project, which takes more than half of what a start of dbt does.
   */
  readonly dbtHost: string
}

export const { environments, dbtHost } = await announced<Pythons>(inject('pythonSocket'))

/** A `describe` that is skipped where the machine has no Python for that set of packages. The setup says why, once. */
export function describePython(set: PythonSet, name: string, tests: (python: Python) => void): void {
  const environment = environments[set]
  const folder = 'folder' in environment ? environment.folder : ''
  const commands = join(folder, 'bin')
  describe.skipIf(folder === '')(name, () => tests({ interpreter: join(commands, 'python'), commands, dbtHost }))
}
