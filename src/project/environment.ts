import { createHash } from 'node:crypto'
import type { Env } from '../define/resource.ts'
import { AssetError } from '../errors.ts'
import { own } from '../util/own.ts'
import { surrounding } from '../util/surroundings.ts'

/**
 * A variable's value as an ingredient: 12 hex digits, since it may be a secret, or `unset`. The time zone and the
 * locale are no secrets.
 */
export function variableHash(name: string, environment: NodeJS.ProcessEnv = process.env): string {
  const around = surrounding(name)
  if (around !== undefined) return around
  const value = own(environment, name)
  if (value === undefined) return 'unset'
  // The name is hashed with it, so that equal secrets under two names do not show that they are equal.
  return createHash('sha256').update(`${name}\0${value}`).digest('hex').slice(0, 12)
}

/** What a function read while it ran: from then on an ingredient of what it made. */
export interface Reads {
  readonly variables: Set<string>
  /** Where they are read from. */
  readonly from: NodeJS.ProcessEnv
  /**
   * Hashes at the start of the call, of what its code is known to read: it may give a variable another value itself.
   */
  readonly before: Readonly<Record<string, string>>
  clock: boolean
  /** Chance, or the state of the machine: another call makes something else. */
  chance: boolean
}

/** Before a call: what its code is known to read. */
export function nothingRead(environment: readonly string[] = [], from: NodeJS.ProcessEnv = process.env): Reads {
  const before = Object.fromEntries(environment.map((name) => [name, variableHash(name, from)]))
  return { variables: new Set(environment), from, before, clock: false, chance: false }
}

/** Everything that was read, with the values that it had. */
export function variablesRead({
  variables,
  from,
  before,
}: Pick<Reads, 'variables' | 'from' | 'before'>): Record<string, string> {
  return Object.fromEntries([...variables].sort().map((name) => [name, own(before, name) ?? variableHash(name, from)]))
}

/** Values that this process gave to functions through `env`, of which any may be a secret. */
const given = new Set<string>()
/** Those that were read with `env.secret`. */
const secrets = new Set<string>()
/** What is shorter (`test`, `eu`) is in too many other words. */
const shortestSecret = 8

/** The text without these values: what a service refuses it often repeats, and an error is kept and shown. */
export const withoutValues = (text: string): string => without(text, [...given, ...secrets])

/** What an asset prints may name the model that it was given. A secret is in no line that is kept. */
export const withoutSecrets = (text: string): string => without(text, secrets)

function without(text: string, values: Iterable<string>): string {
  let clean = text
  for (const value of values) clean = clean.replaceAll(value, '…')
  return clean
}

/** What a function of the user's reads variables with. `onRead` hears of each name before it is read. */
export function environmentFor(reads: Reads, onRead?: (name: string) => void): Env {
  const env = (name: string, fallback?: string): string => {
    onRead?.(name)
    reads.variables.add(name)
    const value = own(reads.from, name)
    hide(given, value)
    if (value !== undefined) return value
    if (fallback !== undefined) return fallback
    throw notSet(name, `set ${name}, or give a fallback: env('${name}', '…')`)
  }
  const secret = (name: string): string => {
    const value = own(reads.from, name)
    hide(secrets, value)
    if (value !== undefined) return value
    throw notSet(name, `set ${name}`)
  }
  return Object.assign(env, { secret })
}

function hide(values: Set<string>, value: string | undefined): void {
  if (value !== undefined && value.length >= shortestSecret) values.add(value)
}

function notSet(name: string, fix: string): AssetError {
  return new AssetError({
    code: 'ENV_MISSING',
    message: `the environment variable ${name} is not set`,
    facts: { variable: name },
    fix,
  })
}
