import { join } from 'node:path'
import type { SourceOrigin } from '../../define/definition.ts'
import { sourceKind } from '../../discover/kinds/source-kinds.ts'
import { type FilesSource, observeSource, timesOfSource } from '../../discover/observe/observe-source.ts'
import { AssetError } from '../../errors.ts'
import type { UnitFacts } from '../../plan/units.ts'
import type { CallContext } from '../run-context.ts'

interface SourceRead {
  readonly facts: UnitFacts
  readonly origin: SourceOrigin
}

/**
 * Makes sure that the rows come from the files whose version was observed, and not half from an old file and half from
 * a new one. A file with its old bytes at the end may have had others meanwhile; its times show that.
 *
 * @throws AssetError `SOURCE_MOVED`.
 */
export async function whileFilesStay<Output>(
  { workspace }: Pick<CallContext, 'workspace'>,
  { facts: { node, observation }, origin }: SourceRead,
  read: () => Promise<Output>,
): Promise<Output> {
  const files = observation?.type === 'known' ? sourceKind(origin).evidence(origin, observation) : 'unknown'
  if (observation?.type !== 'known' || typeof files === 'string') return read()
  const { root } = workspace.project
  const before = await timesOfSource(root, files)
  const output = await read()
  const now = await observeSource(root, { ...files, cacheFolder: join(workspace.storeFolder, 'cache') })
  if (now.version === observation.version && (await timesOfSource(root, files)) === before) return output
  throw moved(node, files)
}

function moved({ name, at }: UnitFacts['node'], { glob }: FilesSource): AssetError {
  return new AssetError({
    code: 'SOURCE_MOVED',
    message: `the files of ${name} were written to while they were read`,
    at,
    facts: { asset: name, glob },
    fix: `run again when nobody writes them; whoever writes a file elsewhere and renames it is never met half-way`,
  })
}
