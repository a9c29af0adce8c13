import { AssetError } from '../../errors.ts'
import { type Unit, unitOf } from '../../unit.ts'
import { count } from '../../util/text/count.ts'
import { partitionWords } from '../../util/text/partition-words.ts'
import { type ChooseFrom, choosePartitions, type PartitionWords } from './partitions.ts'

export interface OneUnit extends PartitionWords {
  readonly asset: string
  /** How the command goes on after the asset, for the cure: `diff`, or `lineage … --row 7`. */
  readonly command: string
}

/**
 * The one table that is meant of an asset: of one with partitions that of the partition that is named.
 *
 * @throws AssetError `CLI_USAGE` where that is not one, `PARTITION_UNKNOWN`.
 */
export async function oneUnit(session: ChooseFrom, { asset, partitions, command }: OneUnit): Promise<Unit> {
  const set = session.workspace.units.set(asset)
  if (set === undefined && partitions === undefined) return unitOf(asset)
  if (partitions === undefined) {
    const message = `${asset} has partitions, which are tables of their own`
    const key = set?.keys.at(-1)
    const fix = `name one: assets ${command}${key === undefined ? ' --partition …' : partitionWords(key)}`
    throw new AssetError({ code: 'CLI_USAGE', message, fix })
  }
  const [unit, ...more] = await choosePartitions(session, { names: [asset], partitions })
  if (unit !== undefined && more.length === 0) return unit
  const message = `${command.split(' ', 1)} is of one partition, and --partition ${partitions} is ${count(unit === undefined ? 0 : more.length + 1, 'partition')}`
  throw new AssetError({ code: 'CLI_USAGE', message, fix: 'name one key' })
}
