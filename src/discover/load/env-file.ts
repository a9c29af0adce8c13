import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { AssetError } from '../../errors.ts'

interface Applied {
  readonly file: string
  readonly value: string
}

/** Variables that this process has from a file. */
const applied = new Map<string, Applied>()

/** They are read before the project is found, so that its file comes too late for them. */
const tooLate = /^ASSETS_(?:CWD|CONFIG|STORE|ENVIRONMENT|JSON|RAW|COLOR|QUIET|VERBOSE|NO_INPUT|YES)$/

/**
 * Gives this process the variables of the `.env` beside the configuration. One that is set stays as it is. A variable
 * that this process has set from an earlier version of the file is updated.
 *
 * @throws AssetError `PROJECT_INVALID` where it cannot be read, names a flag of the command, or says something else
 * than
 * the file of another project in this process.
 */
export function applyEnvFile(root: string): void {
  const file = join(root, '.env')
  const values = valuesOf(file)
  for (const [name, before] of applied) {
    if (before.file !== file) continue
    if (process.env[name] === before.value) delete process.env[name]
    applied.delete(name)
  }
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) continue
    if (tooLate.test(name)) throw flagInFile(name)
    const other = applied.get(name)
    if (other !== undefined && other.value !== value && process.env[name] === other.value) throw twoFiles(name, other)
    if (process.env[name] !== undefined) continue
    process.env[name] = value
    applied.set(name, { file, value })
  }
}

/** A folder of that name is somebody else's, such as Python's. */
function valuesOf(file: string): Readonly<Record<string, string | undefined>> {
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) return {}
  try {
    return parseEnv(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new AssetError({
      code: 'PROJECT_INVALID',
      message: `the variables in .env cannot be read: ${(error as Error).message}`,
      at: '.env:1',
      fix: 'make it readable for this user, or take it away and set the variables themselves',
    })
  }
}

function flagInFile(name: string): AssetError {
  return new AssetError({
    code: 'PROJECT_INVALID',
    message: `.env sets ${name}, which is read before the project is found`,
    at: '.env:1',
    facts: { variable: name },
    fix: `set ${name} where the command is started, or give its flag`,
  })
}

function twoFiles(name: string, { file }: Applied): AssetError {
  return new AssetError({
    code: 'PROJECT_INVALID',
    message: `this process has ${name} from ${file}, and .env beside the configuration says something else`,
    at: '.env:1',
    facts: { variable: name, file },
    fix: `set ${name} for the whole process, or open the projects in a process each`,
  })
}
