import { environmentName } from '../app/open/environment-name.ts'
import { AssetError } from '../errors.ts'

/** The global flags, resolved from flag, environment variable and default. */
export interface Globals {
  /** Absolute or relative to where the command was called. */
  readonly cwd: string | undefined
  readonly config: string | undefined
  readonly store: string | undefined
  /** Where it is undefined, the default one. */
  readonly environment: string | undefined
  readonly json: boolean
  /** Control characters are written as they are. */
  readonly raw: boolean
  readonly color: 'auto' | 'always' | 'never'
  readonly quiet: boolean
  readonly verbose: boolean
  /** False under `--no-input`: nothing may ask. */
  readonly input: boolean
  readonly yes: boolean
}

/** As commander hands them over: a flag that was not given is not there. */
export interface GlobalFlags {
  readonly cwd?: string
  readonly config?: string
  readonly store?: string
  readonly environment?: string
  readonly json?: boolean
  readonly raw?: boolean
  readonly color?: string
  readonly quiet?: boolean
  readonly verbose?: boolean
  readonly input?: boolean
  readonly yes?: boolean
}
export type Environment = Readonly<Record<string, string | undefined>>

/**
 * A flag beats its environment variable. Without either, a value is `undefined` where the project's configuration may
 * set it, and the default elsewhere.
 *
 * @throws AssetError `CLI_USAGE` for a value that is not among the choices.
 */
export function resolveGlobals(flags: GlobalFlags, env: Environment): Globals {
  return {
    cwd: flags.cwd ?? text(env.ASSETS_CWD),
    config: flags.config ?? text(env.ASSETS_CONFIG),
    store: flags.store ?? text(env.ASSETS_STORE),
    environment: environmentName(flags.environment ?? text(env.ASSETS_ENVIRONMENT)),
    json: flags.json ?? isOn(env.ASSETS_JSON),
    raw: flags.raw ?? isOn(env.ASSETS_RAW),
    color: colorChoice(flags.color ?? text(env.ASSETS_COLOR) ?? 'auto'),
    quiet: flags.quiet ?? isOn(env.ASSETS_QUIET),
    verbose: flags.verbose ?? isOn(env.ASSETS_VERBOSE),
    input: flags.input === false ? false : !isOn(env.ASSETS_NO_INPUT),
    yes: flags.yes ?? isOn(env.ASSETS_YES),
  }
}

/**
 * Whether the answer is one JSON document. Asked of the bare words, since a mistake in the flags has to be JSON as
 * well.
 */
export function wantsJson(words: readonly string[], env: Environment): boolean {
  const end = words.indexOf('--')
  return (end === -1 ? words : words.slice(0, end)).includes('--json') || isOn(env.ASSETS_JSON)
}

/** Whether the variable is set, and not to a word for no. */
export function isOn(value: string | undefined): boolean {
  return value !== undefined && !['', '0', 'false', 'no', 'off'].includes(value.trim().toLowerCase())
}

function text(value: string | undefined): string | undefined {
  return value === '' ? undefined : value
}

function colorChoice(choice: string): Globals['color'] {
  if (choice === 'auto' || choice === 'always' || choice === 'never') return choice
  throw new AssetError({
    code: 'CLI_USAGE',
    message: `--color does not know "${choice}"`,
    fix: 'say --color auto, --color always or --color never',
  })
}
