import { AssetError } from '../../errors.ts'
import { own } from '../../util/own.ts'
import { hideSecret } from '../../util/process/hidden-values.ts'
import type { Env } from './resource.ts'

/** The default environment, whose lock is committed. */
export const defaultEnvironment = 'development'

/** The argument of the function in `defineProject(({ environment, env }) => ({ … }))`. */
export interface ProjectSurroundings {
  /** `--environment`, or ASSETS_ENVIRONMENT; `development` where nothing is said. */
  readonly environment: string
  /** Reads variables. Every command reads them again and forgets remembered answers where one has changed. */
  readonly env: Env
}

/** Reads the variables of this process. `onSecret` hears the values that `env.secret` has given. */
export function processEnv(onSecret: (value: string) => void = () => undefined): Env {
  const env = (name: string, fallback?: string): string => {
    const value = own(process.env, name) ?? fallback
    if (value !== undefined) return value
    throw variableMissing(name, `set ${name}, or give a fallback: env('${name}', '…')`)
  }
  const secret = (name: string): string => {
    const value = own(process.env, name)
    if (value === undefined) throw variableMissing(name, `set ${name}`)
    hideSecret(value)
    onSecret(value)
    return value
  }
  return Object.assign(env, { secret })
}

/** A registered symbol: the command and the packages that a project imports are several bundles. */
export const unwatched: unique symbol = Symbol.for('assetstore.unwatched')

/**
 * The variables for a program that is started while a project is loaded. Passing all of them on does not count as
 * reading them; the caller reads by name the ones that decide the program's answer.
 */
export function childEnvironment(): NodeJS.ProcessEnv {
  return Reflect.get(process.env, unwatched) ?? process.env
}

export function variableMissing(name: string, fix: string): AssetError {
  return new AssetError({
    code: 'ENV_MISSING',
    message: `the environment variable ${name} is not set`,
    facts: { variable: name },
    fix,
  })
}
