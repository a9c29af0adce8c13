import type { PartitionsDefinition } from '../define/partitions/partition.ts'
import { AssetError, type OptionWords } from '../errors.ts'
import { suggest } from '../util/suggest.ts'
import { whyAbsent } from './keys-read.ts'
import { dataDefinitionsOf } from './open-partitions.ts'
import type { PartitionSet } from './partition-set.ts'
import { absenceText } from './read-keys.ts'

/** One part of a `--partitions` value. It selects among existing partitions. */
export type PartitionsPick =
  | { readonly type: 'key'; readonly key: string }
  /** Both ends are included. Left out: from the first, to the last. */
  | { readonly type: 'range'; readonly from: string | undefined; readonly to: string | undefined }
  | { readonly type: 'latest'; readonly n: number }
  | { readonly type: PickedStatus }
export type PickedStatus = (typeof pickedStatuses)[number]
const pickedStatuses = ['missing', 'failed', 'stale'] as const

/**
 * `2026-01-01..2026-01-31`, `a`, `latest`, `latest:7`, `missing`, `failed` or `stale`, or several with commas between.
 * A key that would be read as something else stands in double quotes, as text of JSON.
 *
 * @throws AssetError `CLI_USAGE`.
 */
export function parsePartitions(text: string): readonly PartitionsPick[] {
  return split(text, /,/).map((part) => parsePart(text, part))
}

function parsePart(text: string, part: string): PartitionsPick {
  const status = pickedStatuses.find((one) => one === part)
  if (status !== undefined) return { type: status }
  const [isLatest, n] = /^latest(?::(.*))?$/.exec(part) ?? []
  if (isLatest !== undefined) return { type: 'latest', n: countOf(text, n ?? '1') }
  const [from, to, ...more] = split(part, /\.\./)
  if (from === undefined || more.length > 0) throw badText(text)
  if (to === undefined) return { type: 'key', key: keyOf(text, from) }
  const [start, end] = [from, to].map((key) => (key === '' ? undefined : keyOf(text, key)))
  if (start === undefined && end === undefined) throw badText(text)
  return { type: 'range', from: start, to: end }
}

/** The parts between separators outside of quotes. */
function split(text: string, separator: RegExp): readonly string[] {
  const parts: string[] = []
  const pattern = new RegExp(`"(?:[^"\\\\]|\\\\.)*"|(${separator.source})|[^]`, 'g')
  let part = ''
  for (const [token, isSeparator] of text.matchAll(pattern)) {
    if (isSeparator === undefined) part += token
    else {
      parts.push(part.trim())
      part = ''
    }
  }
  return [...parts, part.trim()]
}

function keyOf(text: string, part: string): string {
  if (part === '') throw badText(text)
  if (!part.startsWith('"')) return part
  try {
    return String(JSON.parse(part))
  } catch {
    throw badText(text)
  }
}

function countOf(text: string, n: string): number {
  if (/^[1-9]\d{0,6}$/.test(n)) return Number(n)
  throw badText(text)
}

function badText(text: string): AssetError {
  return new AssetError({
    code: 'CLI_USAGE',
    message: (option) => `${option('partitions')} ${JSON.stringify(text)} names no partitions`,
    fix: 'write ranges (2026-01-01..2026-01-31), keys (a,b), latest, latest:7, missing, failed or stale, with commas between',
  })
}

export interface Picking {
  /** The name of the asset in messages. */
  readonly asset: string
  readonly set: PartitionSet
  /** Answers for a pick by status. */
  readonly is: (status: PickedStatus, key: string) => boolean
}

/**
 * The selected keys of each asset, in the order of its set. A part applies to every asset that has it: an asset by week
 * has no days, so only a key that no asset has is a mistake.
 *
 * @throws AssetError `PARTITION_UNKNOWN`, for a key that no set has, and for a range that ends before it starts.
 */
export function pickKeys(
  picks: readonly PartitionsPick[],
  of: readonly Picking[],
): ReadonlyMap<string, readonly string[]> {
  const places = new Map(of.map(({ asset }) => [asset, new Set<number>()]))
  for (const pick of picks) {
    const unknown: AssetError[] = []
    for (const each of of)
      try {
        for (const place of placesOfPick(pick, each)) places.get(each.asset)?.add(place)
      } catch (error) {
        if (!AssetError.is(error)) throw error
        unknown.push(error)
      }
    if (unknown.length > 0 && unknown.length === of.length) throw unknown[0]
  }
  return new Map(
    of.map(({ asset, set }) => {
      const inOrder = [...(places.get(asset) ?? [])].sort((a, b) => a - b)
      return [asset, inOrder.map((place) => set.keys[place] as string)]
    }),
  )
}

/** @throws AssetError `PARTITION_UNKNOWN`. */
function placesOfPick(pick: PartitionsPick, { asset, set, is }: Picking): readonly number[] {
  const placeOf = (key: string) => {
    const place = set.indexOf(key)
    if (place === -1) throw unknownPartition({ asset, set, key })
    return place
  }
  switch (pick.type) {
    case 'key':
      return [placeOf(pick.key)]
    case 'range': {
      const from = pick.from === undefined ? 0 : placeOf(pick.from)
      const to = pick.to === undefined ? set.keys.length - 1 : placeOf(pick.to)
      if (from > to) throw backwards(pick.from as string, pick.to as string)
      return placesFrom(from, to)
    }
    case 'latest':
      return placesFrom(Math.max(0, set.keys.length - pick.n), set.keys.length - 1)
    default:
      return set.keys.flatMap((key, place) => (is(pick.type, key) ? [place] : []))
  }
}

function placesFrom(first: number, last: number): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}

/** The error for an unknown key, with keys that exist. */
function unknownPartition({ asset, set, key }: Omit<Picking, 'is'> & { readonly key: string }): AssetError {
  const { keys } = set
  const why = whyAbsent(set, key)
  // If the day is still to come, the user did not mean another day with a similar spelling.
  const suggestion = why === 'unknown' ? suggest(key, keys.length > 10_000 ? keys.slice(-10_000) : keys) : undefined
  const all = keys.length > 1 ? `${keys[0]} to ${keys.at(-1)}` : keys[0]
  const none = (option: OptionWords) =>
    set.definition === undefined ? `leave it out: ${asset} has no partitions` : noneYet(set.definition, option)
  return new AssetError({
    code: 'PARTITION_UNKNOWN',
    message: `${JSON.stringify(key)} is no partition of ${asset}${why === 'unknown' ? '' : `: it ${absenceText(why)}`}`,
    facts: { asset, partition: key },
    fix: (option) => {
      const there =
        keys.length === 0 || set.definition === undefined ? none(option) : `there are ${keys.length}: ${all}`
      return suggestion === undefined ? there : `did you mean ${JSON.stringify(suggestion)}? ${there}`
    },
  })
}

function noneYet(definition: PartitionsDefinition, option: OptionWords): string {
  if (dataDefinitionsOf(definition).length === 0) return 'there are none yet'
  return `there are none yet: data decides its keys, and a run without ${option('partitions')} asks for them`
}

function backwards(from: string, to: string): AssetError {
  return new AssetError({
    code: 'PARTITION_UNKNOWN',
    message: `the range ${from}..${to} ends before it starts`,
    facts: { from, to },
    fix: `write ${to}..${from}`,
  })
}
