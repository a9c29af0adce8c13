import type { Reads } from '../../project/environment.ts'

/**
 * By the label of a module's state: the reads of every asset that has used that state. Assets that share state may
 * depend on each other's reads: `client ??= connect(env('MODEL'))` is filled once in a process, by the first of them.
 */
const readsByState = new Map<string, Set<Reads>>()

/** Call it before the asset runs: the other assets see its reads at once. Returns a function that adds their reads. */
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
