import { type PinRequest, pinAsset, unpinAsset } from '../../app/kept/pin.ts'
import { unitOf } from '../../unit.ts'
import { count } from '../../util/text/count.ts'
import type { Answer, CommandContext } from '../command.ts'

export async function pin({ project }: CommandContext, request: PinRequest): Promise<Answer> {
  const report = await pinAsset(project, request)
  const lines = report.pinned.map(
    ({ asset, partition, version, rows, run }) =>
      `${unitOf(asset, partition)} is pinned at ${version.slice(0, 12)} (${count(rows, 'row')}, run ${run})`,
  )
  return { document: () => report, text: () => lines.join('\n') }
}

export async function unpin({ project }: CommandContext, request: Omit<PinRequest, 'version'>): Promise<Answer> {
  const report = await unpinAsset(project, request)
  const lines = report.unpinned.map(({ asset, partition }) => `${unitOf(asset, partition)} is pinned no longer`)
  return { document: () => report, text: () => lines.join('\n') }
}
