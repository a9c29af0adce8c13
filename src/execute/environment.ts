import { createHash } from 'node:crypto'
import { AssetError } from '../errors.ts'
import { own } from '../util/own.ts'

/** A variable's value as an ingredient: 12 hex digits, since it may be a secret, or `unset`. */
export function variableHash(name: string, environment: NodeJS.ProcessEnv = process.env): string {
  const value = own(environment, name)
  if (value === undefined) return 'unset'
  // The name is hashed with it, so that equal secrets under two names do not show that they are equal.
  return createHash('sha256').update(`${name}\0${value}`).digest('hex').slice(0, 12)
}

/** What a function read while it ran: from then on an ingredient of what it made. */
export interface Reads {
  readonly variables: Set<string>
  clock: boolean
  /** Chance, or the state of the machine: another call makes something else. */
  chance: boolean
}

export const nothingRead = (): Reads => ({ variables: new Set(), clock: false, chance: false })

/** Values that this process gave to functions through `env`, of which any may be a secret. */
const given = new Set<string>()
/** What is shorter (`test`, `eu`) is in too many other words. */
const shortestSecret = 8

/** The text without these values: what a service refuses it often repeats, and an error is kept and shown. */
export function withoutSecrets(text: string): string {
  return [...given].reduce((clean, secret) => clean.replaceAll(secret, '…'), text)
}

export function readVariable(reads: Reads, name: string, fallback: string | undefined): string {
  reads.variables.add(name)
  const value = process.env[name] ?? fallback
  if (process.env[name] !== undefined && value !== undefined && value.length >= shortestSecret) given.add(value)
  if (value !== undefined) return value
  throw new AssetError({
    code: 'ENV_MISSING',
    message: `the environment variable ${name} is not set`,
    facts: { variable: name },
    fix: `set ${name}, or give a fallback: env('${name}', '…')`,
  })
}
