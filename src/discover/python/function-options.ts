import type { CodeOptions } from '../../define/foreign/foreign-function.ts'
import {
  type Partitions,
  type PartitionsDefinition,
  partitionsSymbol,
  type TimeDefinition,
} from '../../define/partitions/partition.ts'
import { type Reads, type ReadsRule, readsSymbol } from '../../define/partitions/reads.ts'
import { unreachable } from '../../util/unreachable.ts'
import { type PlainRetryPolicy, retriesOf } from './retry-policy.ts'

/** What a Python function says of its asset by its decorator, as the Python program tells it. */
export interface FunctionOptions extends Omit<CodeOptions, 'partitions' | 'reads' | 'retries'> {
  readonly retries?: PlainRetryPolicy
  readonly partitions?: PlainPartitions
  /** By the names of assets. */
  readonly reads?: Readonly<Record<string, ReadsRule>>
}

export type PlainPartitions =
  | Pick<TimeDefinition, 'type' | 'every' | 'options' | 'format'>
  | { readonly type: 'fixed'; readonly keys: readonly string[] }
  | { readonly type: 'cross'; readonly dimensions: Readonly<Record<string, PlainPartitions>> }

/** The place of the function, for mistakes in what it says. */
interface FunctionPlace {
  readonly file: string
  readonly line: number
}

/** The same as options of a definition. */
export function optionsOf({ partitions, reads, retries, ...more }: FunctionOptions, at: FunctionPlace): CodeOptions {
  return {
    ...more,
    ...(retries === undefined ? {} : { retries: retriesOf(retries) }),
    ...(partitions === undefined ? {} : { partitions: definedPartitions(partitions, at) }),
    ...(reads === undefined ? {} : { reads: readsByNamespace(reads) }),
  }
}

function definedPartitions(plain: PlainPartitions, at: FunctionPlace): Partitions {
  return Object.freeze({ [partitionsSymbol]: definitionOf(plain, at) })
}

function definitionOf(plain: PlainPartitions, at: FunctionPlace): PartitionsDefinition {
  const place = { ...at, column: 1 }
  switch (plain.type) {
    case 'time':
    case 'fixed':
      return { ...plain, at: place }
    case 'cross': {
      const dimensions = Object.entries(plain.dimensions).map(([name, of]) => [name, definedPartitions(of, at)])
      return { type: 'cross', dimensions: Object.fromEntries(dimensions), at: place }
    }
    default:
      return unreachable(plain)
  }
}

interface ReadsTree {
  [name: string]: Reads | ReadsTree
}

/** `shop.orders` is the member `orders` of `shop`. */
function readsByNamespace(rules: Readonly<Record<string, ReadsRule>>): NonNullable<CodeOptions['reads']> {
  const tree: ReadsTree = {}
  for (const [asset, rule] of Object.entries(rules)) {
    const parents = asset.split('.')
    const name = parents.pop() as string
    let members = tree
    for (const parent of parents) {
      members[parent] ??= {}
      members = members[parent] as ReadsTree
    }
    members[name] = Object.freeze({ [readsSymbol]: rule })
  }
  return tree as NonNullable<CodeOptions['reads']>
}
