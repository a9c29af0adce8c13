import type { PythonOrigin } from '../../define/foreign/foreign-function.ts'
import { AssetError } from '../../errors.ts'
import type { FoundSettings } from '../../python/ask-facts.ts'
import { suggest } from '../../util/suggest.ts'
import type { AskedFunction } from '../foreign/foreign-kind.ts'
import { placeLabel } from '../user-place.ts'

/** What is wrong with the values that an export gives for the parameter `config` of its function, or does not give. */
export function wrongSettings(
  { name, origin, definition }: AskedFunction<PythonOrigin>,
  settings: FoundSettings | null,
  root: string,
): AssetError | undefined {
  const { config = {} } = origin
  const facts = { asset: name }
  const ofExport = { code: 'ASSET_OPTIONS' as const, at: placeLabel(root, definition.at), facts }
  const [first] = Object.keys(config)
  if (settings === null) {
    if (first === undefined) return undefined
    return new AssetError({
      ...ofExport,
      message: `${name} has config, and its function asks for none`,
      fix: 'leave it out, or write the parameter: def a(config: Settings), with class Settings(Config)',
    })
  }
  const missing = settings.fields.find(({ field, required }) => required && !Object.hasOwn(config, field))
  if (missing !== undefined) {
    const { field, file, line } = missing
    return new AssetError({
      code: 'ASSET_OPTIONS',
      message: `${name}: ${settings.class}.${field} of its config has no value`,
      at: placeLabel(root, { file, line }),
      facts: { asset: name, field },
      fix: `give it one where the asset is exported, config: { ${field}: … }, or in the class, such as ${field}: int = 3; what differs from run to run is a partition, a variable (env) or a resource`,
    })
  }
  const names = settings.fields.map(({ field }) => field)
  const unknown = settings.open ? undefined : Object.keys(config).find((key) => !names.includes(key))
  if (unknown === undefined) return undefined
  const likely = suggest(unknown, names)
  return new AssetError({
    ...ofExport,
    message: `${name} has config.${unknown}, which is no field of ${settings.class}`,
    fix: likely === undefined ? `leave it out: it has ${names.join(', ') || 'none'}` : `did you mean "${likely}"?`,
  })
}
