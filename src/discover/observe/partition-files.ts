import type { PartitionsDefinition } from '../../define/partitions/partition.ts'
import { AssetError } from '../../errors.ts'
import { crossKey } from '../../partitions/cross-set.ts'
import { contextOfKey } from '../../partitions/open-partitions.ts'
import { isCrossSet, type PartitionSet } from '../../partitions/partition-set.ts'
import { suggest } from '../../util/suggest.ts'
import { matchFiles } from './match-files.ts'
import { anyKey, isPathOf, keysInPath, type PathKey, placesIn, textsIn } from './path-keys.ts'

export interface PartitionFiles {
  /** Every key that has files, also one of a window that has not ended or is out of the range, with how many. */
  readonly keys: ReadonlyMap<string, number>
  /** Files whose path holds what is no key. */
  readonly mistakes: readonly KeyMistake[]
}
export interface KeyMistake {
  readonly path: string
  readonly key: string
  readonly set: PartitionSet
}

/** All files of a source with partitions, by the key in their path. */
export async function partitionFiles(
  root: string,
  { glob, set }: { readonly glob: readonly string[]; readonly set: PartitionSet },
): Promise<PartitionFiles> {
  const keys = new Map<string, number>()
  const mistakes: KeyMistake[] = []
  const isKey = keyTest()
  for (const one of glob) {
    const readings = keysInPath(one)
    for (const path of await matchFiles(root, [anyKey(one)])) {
      const pathReadings = readings(path)
      const keyBySet =
        (await firstValid(pathReadings, { set, isKey })) ?? (await searched(new Map(), { glob: one, path, set, isKey }))
      if (keyBySet === undefined) mistakes.push({ path, ...(await mistakeIn(pathReadings[0] ?? [], { set, isKey })) })
      else for (const key of keysOf(set, keyBySet)) keys.set(key, (keys.get(key) ?? 0) + 1)
    }
  }
  // No star stands for a slash: of such keys those are looked at that are there.
  for (const key of set.keys) if (key.includes('/')) keys.set(key, keys.get(key) ?? 0)
  return { keys, mistakes }
}

type KeyTest = (set: PartitionSet, key: string) => Promise<boolean>

/** Whether a definition has a key, whether its window exists or not. */
function keyTest(): KeyTest {
  const validity = new Map<PartitionSet, Map<string, boolean>>()
  return async (set, key) => {
    if (set.has(key)) return true
    const answers = validity.get(set) ?? new Map<string, boolean>()
    validity.set(set, answers)
    const answer = answers.get(key) ?? (await contextOfKey(set.definition, key)) !== undefined
    answers.set(key, answer)
    return answer
  }
}

interface Keys {
  readonly set: PartitionSet
  readonly isKey: KeyTest
}

async function firstValid(readings: readonly (readonly PathKey[])[], of: Keys) {
  for (const reading of readings) {
    const keys = await validKeys(reading, of)
    if (keys !== undefined) return keys
  }
  return undefined
}

/** The key of each dimension, where the reading has one key for each of its places. */
async function validKeys(reading: readonly PathKey[], { set, isKey }: Keys) {
  const keys = new Map<PartitionSet, string>()
  for (const { name, key } of reading) {
    const dimension = dimensionNamed(set, name)
    if ((keys.get(dimension) ?? key) !== key || !(await isKey(dimension, key))) return undefined
    keys.set(dimension, key)
  }
  return keys.size === 0 ? undefined : keys
}

async function mistakeIn(reading: readonly PathKey[], { set, isKey }: Keys): Promise<Omit<KeyMistake, 'path'>> {
  for (const { name, key } of reading) {
    const dimension = dimensionNamed(set, name)
    if (!(await isKey(dimension, key))) return { key, set: dimension }
  }
  const { name, key } = reading.at(-1) ?? { name: '', key: '' }
  return { key, set: dimensionNamed(set, name) }
}

/** The keys of a path whose glob does not say where they end, as in `{topic}-{day}*.csv`. */
async function searched(
  fixed: ReadonlyMap<string, string>,
  of: Keys & { readonly glob: string; readonly path: string },
): Promise<ReadonlyMap<PartitionSet, string> | undefined> {
  if (!isAmbiguous(of.glob)) return undefined
  const name = placesIn(of.glob).find((one) => !fixed.has(one))
  if (name === undefined) {
    const keys = [...fixed].map(([one, key]) => ({ name: one, key }))
    return validKeys(keys, of)
  }
  const dimension = dimensionNamed(of.set, name)
  for (const text of textsIn(of.path)) {
    const more = new Map(fixed).set(name, text)
    if (!(await of.isKey(dimension, text)) || !isPathOf(of.glob, more, of.path)) continue
    const keyBySet = await searched(more, of)
    if (keyBySet !== undefined) return keyBySet
  }
  return undefined
}

const isAmbiguous = (glob: string): boolean =>
  glob.split('/').some((part) => anyKey(part) !== part && /[*?[({].*[*?[({]/.test(part))

/** What a name in braces stands for: the dimension of that name, else the whole key. */
function dimensionNamed(set: PartitionSet, name: string): PartitionSet {
  return (isCrossSet(set) ? set.dimensions.find((one) => one.name === name)?.set : undefined) ?? set
}

/** A dimension that the path does not name has its files under each of its keys. */
function keysOf(set: PartitionSet, values: ReadonlyMap<PartitionSet, string>): readonly string[] {
  const whole = values.get(set)
  if (whole !== undefined || !isCrossSet(set)) return whole === undefined ? [] : [whole]
  let all: readonly (readonly string[])[] = [[]]
  for (const dimension of set.dimensions) {
    const value = values.get(dimension.set)
    const own = value === undefined ? dimension.set.keys : [value]
    all = all.flatMap((parts) => own.map((part) => [...parts, part]))
  }
  return all.map(crossKey)
}

export function keyMistakeError(asset: string, mistakes: readonly KeyMistake[]): AssetError {
  const [{ path, key, set }, ...more] = mistakes as readonly [KeyMistake, ...KeyMistake[]]
  const others = more.length === 0 ? '' : `, and ${more.length} more ${more.length === 1 ? 'file' : 'files'} like it`
  return new AssetError({
    code: 'PARTITION_UNKNOWN',
    message: `${path} holds the key "${key}", which is no partition of ${asset}${others}`,
    facts: { asset, paths: mistakes.map((one) => one.path), keys: [...new Set(mistakes.map((one) => one.key))] },
    fix: fixOf(key, set),
  })
}

function fixOf(key: string, { definition, keys }: PartitionSet): string {
  const meant = suggest(key, keys)
  const list = definition?.type === 'fixed' ? ', or add the key to the list' : ''
  const example = meant ?? keys.at(-1) ?? exampleOf(definition)
  const form = meant === undefined ? `a key such as "${example}"` : `"${meant}", if that is what is meant`
  return `rename it to ${form}${list}, or move it to where the glob does not match`
}

const exampleOf = (definition: PartitionsDefinition | undefined): string =>
  definition?.type === 'time' ? definition.options.from : ''
