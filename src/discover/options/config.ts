import type { Definition } from '../../define/definition.ts'
import { settingsOf } from '../../define/foreign/python.ts'
import { partitionsOf } from '../../define/partitions/partition.ts'
import { resourceOptions } from '../../define/project/resource.ts'
import type { Node } from '../../graph/node.ts'
import { partitionIdentity } from '../../partitions/identity.ts'
import { canonicalJson, isPlain } from '../../util/canonical-json.ts'
import { orderOfKeys } from '../facts.ts'
import { kinds } from '../kinds/kinds.ts'
import { functionOf } from '../kinds/source-kinds.ts'
import { settingReads } from './setting-reads.ts'

/** `codeVersion`, where the definition may have one and has. */
export function saidVersion(definition: Definition): string | undefined {
  return kinds[definition.kind].keyed(definition).find(([name]) => name === 'codeVersion')?.[1] as string | undefined
}

export interface Config {
  /** JSON pointer -> canonical JSON; `unset` where a setting that is read is not there. */
  readonly config: Readonly<Record<string, string>>
  /** The pointers that are read of each resource that counts in part, by the resource's own pointer. */
  readonly settingsRead: Readonly<Record<string, readonly string[]>>
}

/**
 * F of the model, for the byte-changing options and for the settings of the resources that the function names: those
 * that it reads, where its text tells which these are, else all. A resource's functions have no JSON: their code is in
 * the slice of the project file's initializer.
 */
export function configOf(node: Node, definition: Definition, resources: Readonly<Record<string, unknown>>): Config {
  const config: Record<string, string> = {}
  const settingsRead: Record<string, readonly string[]> = {}
  const readOf = settingReads(definition)
  for (const [name, value] of kinds[definition.kind].keyed(definition)) flatten(config, `/options/${name}`, value)
  flattenMembers(config, '/options/config', settingsOf(functionOf(definition)))
  const partitions = partitionsOf('partitions' in definition.options ? definition.options.partitions : undefined)
  // A change of the list of keys changes no partition; a change of what a key means does.
  if (partitions !== undefined) config['/options/partitions'] = partitionIdentity(partitions)
  const resourceNames = node.resources === 'all' ? Object.keys(resources) : node.resources
  for (const name of resourceNames) {
    const value = resources[name]
    const { parts, isOrdered } = readOf(name, value)
    if (parts === undefined) {
      const options = resourceOptions(value)
      flatten(config, pointerOf([name]), options === undefined ? value : options.settings)
      if (isOrdered) noteOrder(config, pointerOf([name]), value)
      continue
    }
    settingsRead[pointerOf([name])] = parts.map(({ path }) => pointerOf(path))
    for (const part of parts) {
      if (part.value === undefined) config[pointerOf(part.path)] = 'unset'
      else flatten(config, pointerOf(part.path), part.value)
      if (part.isOrdered) noteOrder(config, pointerOf(part.path), part.value)
    }
  }
  return { config, settingsRead }
}

/** The order of keys, where it is not that of the alphabet: who goes through an object sees it. */
function noteOrder(
  into: Record<string, string>,
  pointer: string,
  value: unknown,
  around: readonly object[] = [],
): void {
  if (typeof value !== 'object' || value === null || around.includes(value)) return
  if (!Array.isArray(value) && !isPlain(value)) return
  const keys = Object.keys(value)
  if (!Array.isArray(value) && keys.some((key, index) => index > 0 && key < (keys[index - 1] as string)))
    into[`${pointer}/${orderOfKeys}`] = JSON.stringify(keys)
  for (const [name, member] of Object.entries(value))
    noteOrder(into, `${pointer}/${escapePointer(name)}`, member, [...around, value])
}

const pointerOf = (path: readonly string[]): string => `/resources/${path.map(escapePointer).join('/')}`

function flattenMembers(
  into: Record<string, string>,
  pointer: string,
  members: Readonly<Record<string, unknown>>,
): void {
  for (const [name, member] of Object.entries(members)) flatten(into, `${pointer}/${escapePointer(name)}`, member)
}

/** A leaf a pointer, so that a change can be told as "/resources/settings/fromYear 2000 → 1900". */
function flatten(into: Record<string, string>, pointer: string, value: unknown, around: readonly object[] = []): void {
  if (typeof value === 'object' && value !== null && isPlain(value) && Object.keys(value).length > 0) {
    if (around.includes(value)) return
    for (const [name, member] of Object.entries(value)) {
      flatten(into, `${pointer}/${escapePointer(name)}`, member, [...around, value])
    }
    return
  }
  const json = canonicalJson(value)
  if (json !== undefined) into[pointer] = json
}

/** RFC 6901, section 3. */
const escapePointer = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1')
