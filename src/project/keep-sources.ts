import type { NodeFacts } from '../discover/facts.ts'
import { fingerprintName } from '../discover/keys-node.ts'
import type { SourceText } from '../store/interface.ts'
import type { Workspace } from './workspace.ts'

/**
 * The texts of the node's declarations that the catalog lacks, to be committed with its record. Files that have moved
 * since they were read give none: their text would not be the one that ran.
 */
export async function textsToKeep(
  workspace: Pick<Workspace, 'fingerprint' | 'store' | 'unmoved'>,
  facts: NodeFacts,
): Promise<readonly SourceText[]> {
  const names = Object.entries(facts.code.parts).map(([label, hash]) => ({ label, hash }))
  const missing = await workspace.store.catalog.missingSources(names)
  if (missing.length === 0) return []
  const { sources } = workspace.fingerprint(fingerprintName(facts.node))
  const texts = missing.flatMap(({ label, hash }) => {
    const text = sources[label]
    return text === undefined ? [] : [{ label, hash, text }]
  })
  return workspace.unmoved(facts) ? texts : []
}
