import { join } from 'node:path'
import { sourceOf } from '../../discover/kinds/source-kinds.ts'
import { type FilesSource, observeSource } from '../../discover/observe/observe-source.ts'
import { anyKey } from '../../discover/observe/path-keys.ts'
import type { LoadedNode } from '../../graph/node.ts'
import type { Workspace } from '../../project/workspace.ts'
import type { Evidence } from './memory.ts'

/**
 * The files of sources with partitions, of every key, so that the memory sees each that comes, goes or changes.
 * `undefined` where a key has a slash, for which no star stands.
 */
export async function partitionSources({
  project,
  units,
  storeFolder,
}: Pick<Workspace, 'project' | 'units' | 'storeFolder'>): Promise<Evidence['sources'] | undefined> {
  const sources: Evidence['sources'][number][] = []
  for (const { name, definition } of project.nodes) {
    const set = units.set(name)
    if (set === undefined) continue
    const files = filesOf(definition)
    if (files === undefined) continue
    if (set.keys.some((key) => key.includes('/'))) return undefined
    const source = { ...files, glob: files.glob.map(anyKey) }
    const { version } = await observeSource(project.root, { ...source, cacheFolder: join(storeFolder, 'cache') })
    sources.push({ asset: name, ...source, version })
  }
  return sources
}

function filesOf(definition: LoadedNode['definition']): FilesSource | undefined {
  const source = sourceOf(definition)
  const files = source?.of.evidence(source.origin, { type: 'known', version: '' })
  return typeof files === 'string' ? undefined : files
}

/** Whether it is a source of files that has partitions. */
export const hasFilesByPartition = ({ definition, partitioned }: LoadedNode): boolean =>
  partitioned && filesOf(definition) !== undefined
