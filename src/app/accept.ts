import { AssetError } from '../errors.ts'
import { whoAccepts } from './accept/who.ts'
import type { AcceptView } from './documents/accept.ts'
import { choosePartitions, type PartitionWords } from './open/partitions.ts'
import type { ProjectRequest } from './open/request.ts'
import { type SelectionWords, selectNames } from './open/selection.ts'
import { openSession } from './open/session.ts'

export interface AcceptRequest extends SelectionWords, PartitionWords {
  readonly because: string
  /** Also where what it reads has changed. */
  readonly inputs?: boolean
  /** The command as it was typed, for the record of the run. */
  readonly command: string
}

/**
 * Accepts that the data stays the same, on the word of a person.
 *
 * @throws AssetError `CLI_USAGE` without a reason or a name, `STORE_EMPTY` where nothing was made, `PARTITION_UNKNOWN`.
 */
export async function acceptOf(project: ProjectRequest, request: AcceptRequest): Promise<AcceptView> {
  // Tables show it on one line.
  const because = request.because.replaceAll(/\s+/g, ' ').trim()
  if (because === '') throw usage('--because is empty', 'say in a few words why the data stays the same')
  if (request.words.length + (request.select ?? []).length === 0) {
    throw usage('no asset was named', 'name what is accepted, such as assets accept words --because "…"')
  }
  await using session = await openSession(project, 'update')
  const names = await selectNames(session, request)
  if (session.catalog === undefined) throw nothingMade(names)
  const { partitions } = request
  const chosen = partitions === undefined ? {} : { chosen: await choosePartitions(session, { names, partitions }) }
  const { acceptAssets } = await import('./accept/accept.ts')
  const by = await whoAccepts(session.root)
  const wanted = { names, ...chosen, by, because, inputs: request.inputs ?? false, command: request.command }
  const report = await acceptAssets(session.workspace, await session.world(), wanted)
  await session.remember()
  return { ...report, by, because }
}

function usage(message: string, fix: string): AssetError {
  return new AssetError({ code: 'CLI_USAGE', message, fix })
}

function nothingMade(names: readonly string[]): AssetError {
  return new AssetError({
    code: 'STORE_EMPTY',
    message: 'nothing has been made here, so that there is no data to accept',
    fix: names.length > 3 ? 'assets materialize' : `assets materialize ${names.join(' ')}`,
  })
}
