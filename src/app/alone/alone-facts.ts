import type { LoadedNode } from '../../graph/node.ts'
import type { UnitFacts } from '../../plan/units.ts'
import { unitOf } from '../../unit.ts'
import type { GivenByName } from './given-mistakes.ts'

interface Alone {
  readonly partition?: string
  readonly tables?: GivenByName
}

/** The facts of a node that a call needs. Its code is not analysed, since the result is not kept. */
export function aloneFacts({ definition, ...node }: LoadedNode, { partition = '', tables }: Alone = {}): UnitFacts {
  const unit = unitOf(node.name, partition)
  return {
    ...{ node, unit },
    // The given past is the only one, whichever partition it belongs to.
    ...(node.previous ? { past: unit } : {}),
    reads: node.upstream.map((name) => {
      const rows = tables?.get(name)
      return rows instanceof Map ? [...rows.keys()].map((key) => unitOf(name, String(key))) : [unitOf(name)]
    }),
    code: { digest: '', parts: {}, via: {}, places: {} },
    config: {},
    settingsRead: {},
    packages: {},
    volatile: 'volatile' in definition.options && definition.options.volatile === true,
    // No other node waits for it.
    blocking: false,
    definition: '',
  }
}
