import { partitionsOf } from '../define/partitions/partition.ts'
import type { LoadedNode, Node } from '../graph/node.ts'
import { dataDefinitionsOf } from '../partitions/open-partitions.ts'
import { isAskedEveryRun } from './parameters/keys-from.ts'
import { placeLabel } from './user-place.ts'

export interface KeysNode {
  readonly node: Node
  /** The code is asked at every run. */
  readonly volatile: boolean
}

/** What stands for the keys of a node in a plan, where data decides them. */
export function keysNode({ name, keysFrom, definition }: LoadedNode, root: string): KeysNode | undefined {
  if (keysFrom === undefined) return undefined
  const { options } = definition
  const data = dataDefinitionsOf(partitionsOf('partitions' in options ? options.partitions : undefined))
  const [first] = data
  if (first === undefined) return undefined
  const nothing = { resources: [], tags: [], owners: [] }
  const at = placeLabel(root, first[1].at)
  return {
    node: { name, kind: 'asset', upstream: keysFrom, at, ...nothing, partitioned: true, keys: true },
    volatile: data.some(([, one]) => isAskedEveryRun(one, name)),
  }
}

/** The name of a node's fingerprint: the code that is asked for its keys has a fingerprint of its own. */
export const fingerprintName = ({ name, keys }: Pick<Node, 'name' | 'keys'>): string => (keys ? `${name} keys` : name)
