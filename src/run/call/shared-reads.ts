import type { Reads } from '../../project/environment.ts'

/**
 * What was read while one asset ran may be in what another asset makes, where both use the same state of a module:
 * `client ??= connect(env('MODEL'))` is filled once in a process. By the label of that state, with the reads of every
 * asset that has used it.
 */
const readsByState = new Map<string, Set<Reads>>()

/** To be called before the asset runs: what it reads is seen by the others at once. Returns what they have read. */
export function joinReads(root: string, labels: readonly string[], reads: Reads): () => void {
  const shared = labels.map((label) => {
    const key = `${root}\0${label}`
    const all = readsByState.get(key) ?? new Set<Reads>()
    readsByState.set(key, all.add(reads))
    return all
  })
  return () => {
    for (const other of shared.flatMap((all) => [...all])) for (const name of other.variables) reads.variables.add(name)
  }
}
