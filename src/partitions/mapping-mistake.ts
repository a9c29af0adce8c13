import type { PartitionsDefinition, TimeDefinition } from '../define/partitions/partition.ts'
import type { ReadsRule } from '../define/partitions/reads.ts'
import { canonicalJson } from '../util/canonical-json.ts'
import type { PartitionsMistake } from './mistakes.ts'
import { dimensionsOf } from './open-partitions.ts'

export interface DefinedEdge {
  readonly reader: PartitionsDefinition | undefined
  readonly upstream: PartitionsDefinition | undefined
  readonly rule: ReadsRule
}

/** Why a mapping has no meaning between two definitions. */
export function mappingMistake({ reader, upstream, rule }: DefinedEdge): PartitionsMistake | undefined {
  if (upstream === undefined) return { message: 'it has no partitions', fix: 'leave it out of `reads`' }
  switch (rule.type) {
    case 'all':
      return undefined
    case 'only':
      return typeof rule.key === 'string'
        ? undefined
        : { message: 'only() has no key', fix: "name one: only('2026-01-05')" }
    case 'same':
      return sameMistake(reader, upstream)
    default:
      return countMistake(rule) ?? windowMistake({ reader, upstream, rule }) ?? otherWindows({ reader, upstream, rule })
  }
}

function sameMistake(
  reader: PartitionsDefinition | undefined,
  upstream: PartitionsDefinition,
): PartitionsMistake | undefined {
  const fix = 'use overlapping(), only(key) or all()'
  if (reader === undefined) return { message: 'same() needs partitions on both sides', fix }
  if (shapeOf(reader) === shapeOf(upstream)) return undefined
  return { message: 'same() reads the same key, and the two have other keys', fix }
}

/** Only definitions of one shape can have equal keys: days have no key of weeks, though both are dates. */
function shapeOf(definition: PartitionsDefinition): string {
  switch (definition.type) {
    case 'time':
      return `time ${canonicalJson(definition.every)}`
    case 'cross':
      return `cross ${dimensionsOf(definition)
        .map(([name, of]) => `${name} ${shapeOf(of)}`)
        .join(' ')}`
    default:
      return 'text'
  }
}

function countMistake(rule: ReadsRule): PartitionsMistake | undefined {
  if (!('n' in rule) || (Number.isInteger(rule.n) && rule.n > 0 && rule.n <= 100_000)) return undefined
  return { message: `${rule.type}(${String(rule.n)}) counts windows`, fix: 'give a whole number of at least 1' }
}

function windowMistake({ reader, upstream, rule }: DefinedEdge): PartitionsMistake | undefined {
  const fix = 'use same(), only(key) or all()'
  if (timesOf(upstream).length !== 1)
    return { message: `${rule.type}() reads windows of time, and it has ${countText(upstream)}`, fix }
  const needsOwn = rule.type === 'overlapping' || rule.type === 'previous'
  if (!needsOwn || timesOf(reader).length === 1) return undefined
  return {
    message: `${rule.type}() starts at the reader's own window, and the reader has ${countText(reader)}`,
    fix: 'use latest(), last(n), only(key) or all()',
  }
}

function otherWindows({ reader, upstream, rule }: Required<DefinedEdge>): PartitionsMistake | undefined {
  const isEqual = () => canonicalJson(timesOf(reader)[0]?.every) === canonicalJson(timesOf(upstream)[0]?.every)
  if (!('ofEqual' in rule) || isEqual()) return undefined
  return {
    message: 'it counts windows of the reader, and those of the upstream are others',
    fix: 'say what it reads where it is exported, in windows of the upstream: reads: { … }',
  }
}

function timesOf(definition: PartitionsDefinition | undefined): readonly TimeDefinition[] {
  const all = definition?.type === 'cross' ? dimensionsOf(definition).map(([, of]) => of) : [definition]
  return all.filter((of) => of?.type === 'time')
}

function countText(definition: PartitionsDefinition | undefined): string {
  const count = timesOf(definition).length
  return count === 0 ? 'none' : `${count} dimensions of them`
}
