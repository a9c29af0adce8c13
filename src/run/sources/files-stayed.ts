import { join } from 'node:path'
import type { SourceOrigin } from '../../define/definition.ts'
import { sourceKind } from '../../discover/kinds/source-kinds.ts'
import { observeSource } from '../../discover/observe/observe-source.ts'
import { AssetError } from '../../errors.ts'
import type { UnitFacts } from '../../plan/units.ts'
import type { CallContext } from '../run-context.ts'

/**
 * The rows are those of the files whose version was told, or nobody can say whose they are: they may be half of what a
 * file was, and half of what it is.
 *
 * @throws AssetError `SOURCE_MOVED`.
 */
export async function filesStayed(
  { workspace }: Pick<CallContext, 'workspace'>,
  { node, observation }: UnitFacts,
  origin: SourceOrigin,
): Promise<void> {
  if (observation?.type !== 'known') return
  const files = sourceKind(origin).evidence(origin, observation)
  if (typeof files === 'string') return
  const cacheFolder = join(workspace.storeFolder, 'cache')
  const now = await observeSource(workspace.project.root, { ...files, cacheFolder })
  if (now.version === observation.version) return
  throw new AssetError({
    code: 'SOURCE_MOVED',
    message: `the files of ${node.name} were written to while they were read`,
    at: node.at,
    facts: { asset: node.name, glob: files.glob },
    fix: `run again when nobody writes them; whoever writes a file elsewhere and renames it is never met half-way`,
  })
}
