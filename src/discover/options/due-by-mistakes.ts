import { AssetError } from '../../errors.ts'
import type { LoadedNode } from '../../graph/node.ts'
import { cronMistake, noZone } from '../../partitions/mistakes.ts'
import { zoneOf } from '../../partitions/time/zone.ts'

/** Times by which nothing can be made: lines that never come, and zones that there are not. */
export async function dueByMistakes(nodes: readonly LoadedNode[]): Promise<readonly AssetError[]> {
  const errors: AssetError[] = []
  for (const { name, at, definition } of nodes) {
    const dueBy = 'dueBy' in definition.options ? definition.options.dueBy : undefined
    if (dueBy === undefined) continue
    const { cron, timeZone = 'UTC' } = dueBy
    const zone = zoneOf(timeZone)
    const mistake = zone === undefined ? noZone(timeZone) : await cronMistake(cron, zone)
    if (mistake === undefined) continue
    const { message, fix } = mistake
    errors.push(
      new AssetError({
        code: 'ASSET_OPTIONS',
        message: `dueBy of ${name}: ${message}`,
        at,
        facts: { asset: name },
        fix,
      }),
    )
  }
  return errors
}
