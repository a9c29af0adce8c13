import { resourceOptions } from '../../define/project/resource.ts'
import { AssetError } from '../../errors.ts'
import { isPlain } from '../../util/canonical-json.ts'
import type { OptionPath } from './option-places.ts'

/** Where settings of resources hold a secret. They are part of keys, of which a hash is kept. */
export function pathsOfSecrets(options: object, secrets: ReadonlySet<string>): readonly OptionPath[] {
  if (secrets.size === 0 || !('resources' in options)) return []
  const paths: OptionPath[] = []
  const look = (path: OptionPath, value: unknown, around: readonly object[]): void => {
    if (typeof value === 'string' && holds(value, secrets)) paths.push(path)
    if (typeof value !== 'object' || value === null || around.includes(value)) return
    const settings = resourceOptions(value)
    const members = settings === undefined ? value : { settings: settings.settings }
    if (!Array.isArray(members) && !isPlain(members)) return
    for (const [name, member] of Object.entries(members)) look([...path, name], member, [...around, value])
  }
  look(['resources'], options.resources, [])
  return paths
}

/** A longer text may hold it, as an address does. A short one is in too many other words. */
const holds = (text: string, secrets: ReadonlySet<string>): boolean =>
  [...secrets].some((secret) => text === secret || (secret.length >= 8 && text.includes(secret)))

export function secretInSettings(path: OptionPath, at: string): AssetError {
  const pointer = `/${path.join('/')}`
  return new AssetError({
    code: 'PROJECT_INVALID',
    message: `the project puts a secret into ${pointer}, where it would be part of what assets are made from`,
    at,
    facts: { pointer },
    fix: "read it where it is used: resource({ open: ({ env }) => connect(env.secret('TOKEN')) })",
  })
}
