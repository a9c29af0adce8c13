import { variableMissing } from '../define/project/environment.ts'
import type { Env } from '../define/project/resource.ts'
import { own } from '../util/own.ts'
import { hideGiven, hideSecret } from '../util/process/hidden-values.ts'
import { shortHash } from '../util/process/short-hash.ts'
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
  // The name is hashed as well, so that equal secrets under two names are not visible as equal.
  return shortHash(`${name}\0${value}`).slice(0, 12)
}

/** The reads of a function while it ran: they are ingredients of its result. */
export interface Reads {
  readonly variables: Set<string>
  /** The variables that it reads from. */
  readonly from: NodeJS.ProcessEnv
  /**
   * Hashes of the variables that the code is known to read, taken at the start of the call: the function may change
   * them.
   */
  readonly before: Readonly<Record<string, string>>
  clock: boolean
  /** Whether it read random values or the state of the machine: another call makes something else. */
  chance: boolean
}

/** The state before a call, with the variables that the code is known to read. */
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

/** The `env` of a user's function. `onRead` receives each name before it is read. */
export function environmentFor(reads: Reads, onRead?: (name: string) => void): Env {
  const env = (name: string, fallback?: string): string => {
    onRead?.(name)
    reads.variables.add(name)
    const value = own(reads.from, name)
    hideGiven(value)
    if (value !== undefined) return value
    if (fallback !== undefined) return fallback
    throw variableMissing(name, `set ${name}, or give a fallback: env('${name}', '…')`)
  }
  const secret = (name: string): string => {
    const value = own(reads.from, name)
    hideSecret(value)
    if (value !== undefined) return value
    throw variableMissing(name, `set ${name}`)
  }
  return Object.assign(env, { secret })
}
