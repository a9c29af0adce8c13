import { AssetError } from '../../index.ts'
import type { Secret } from './options.ts'
import type { World } from './world.ts'

/** The variable that a secret is in; `undefined` where it is given itself. */
export function variableOf(secret: Secret): string | undefined {
  if (typeof secret === 'object') return 'env' in secret ? secret.env : undefined
  return /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/.test(secret) ? secret : undefined
}

/** @throws AssetError `ENV_MISSING` */
export function readSecret(secret: Secret, world: Pick<World, 'variable'>): string {
  const name = variableOf(secret)
  if (name === undefined) return typeof secret === 'object' && 'value' in secret ? secret.value : (secret as string)
  const value = world.variable(name)
  if (value !== undefined && value !== '') return value
  throw new AssetError({
    code: 'ENV_MISSING',
    message: `the environment variable ${name}, which the embedder is to send, is not set`,
    facts: { variable: name },
    fix: `set ${name}, or, where that is no name of a variable, write { value: '…' }`,
  })
}
