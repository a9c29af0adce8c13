import type { LoadedNode } from '../../graph/node.ts'
import type { UnitFacts } from '../../plan/units.ts'
import { unitOf } from '../../unit.ts'
import type { GivenByName } from './given-mistakes.ts'

interface Alone {
  readonly partition?: string
  readonly tables?: GivenByName
}

/** What a call asks of its node. Nothing is known of its code: what is made alone is kept for nobody. */
export function aloneFacts({ definition, ...node }: LoadedNode, { partition = '', tables }: Alone = {}): UnitFacts {
  const unit = unitOf(node.name, partition)
  return {
    ...{ node, unit },
    // What is given as its past is all that there is, whichever partition it is of.
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
    // Nothing waits for it.
    blocking: false,
    definition: '',
  }
}
