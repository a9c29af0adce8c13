import type { AssetOptions, Definition } from '../define/definition.ts'
import { resourceOptions } from '../define/resource.ts'
import type { Node } from '../graph/node.ts'
import { canonicalJson, isPlain } from '../util/canonical-json.ts'

/** The options that change the bytes and are plain values. `schema` and `partitions` are code: the slice has them. */
const keyedOptions = [
  'onInvalid',
  'maxInvalid',
  'strict',
  'ordered',
  'codeVersion',
  'fingerprint',
] as const satisfies readonly (keyof AssetOptions)[]

/**
 * F of the model: JSON pointer -> canonical JSON, for the byte-changing options and for the settings of the resources that the
 * function names. A resource's functions have no JSON: their code is in the slice of the project file's initializer.
 */
export function configOf(
  node: Node,
  definition: Definition,
  resources: Readonly<Record<string, unknown>>,
): Readonly<Record<string, string>> {
  const config: Record<string, string> = {}
  if (definition.kind === 'asset') {
    for (const name of keyedOptions) flatten(config, `/options/${name}`, definition.options[name])
  }
  const named = node.resources === 'all' ? Object.keys(resources) : node.resources
  for (const name of named) {
    const value = resources[name]
    const options = resourceOptions(value)
    flatten(config, `/resources/${escapePointer(name)}`, options === undefined ? value : options.settings)
  }
  return config
}

/** A leaf a pointer, so that a change can be told as "/resources/settings/fromYear 2000 → 1900". */
function flatten(into: Record<string, string>, pointer: string, value: unknown, seen: readonly object[] = []): void {
  if (typeof value === 'object' && value !== null && isPlain(value) && Object.keys(value).length > 0) {
    if (seen.includes(value)) return
    for (const [name, member] of Object.entries(value)) {
      flatten(into, `${pointer}/${escapePointer(name)}`, member, [...seen, value])
    }
    return
  }
  const json = canonicalJson(value)
  if (json !== undefined) into[pointer] = json
}

/** RFC 6901, section 3. */
const escapePointer = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1')
