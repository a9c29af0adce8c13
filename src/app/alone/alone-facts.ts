import type { LoadedNode } from '../../graph/node.ts'
import type { UnitFacts } from '../../plan/units.ts'
import { unitOf } from '../../unit.ts'

/** What a call asks of its node. Nothing is known of its code: what is made alone is kept for nobody. */
export function aloneFacts({ definition, ...node }: LoadedNode, partition = ''): UnitFacts {
  const unit = unitOf(node.name, partition)
  return {
    ...{ node, unit },
    // What is given as its past is all that there is, whichever partition it is of.
    ...(node.previous ? { past: unit } : {}),
    reads: node.upstream.map((name) => [unitOf(name)]),
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
