import { type WipeReport, type WipeRequest, wipeAssets } from '../../app/kept/wipe.ts'
import { count } from '../../util/text/count.ts'
import type { KeyRange } from '../../util/text/key-ranges.ts'
import { shellWord } from '../../util/text/shell-word.ts'
import { size } from '../../util/text/size.ts'
import type { Answer, CommandContext } from '../command.ts'

type Flags = Omit<WipeRequest, 'yes'>

export async function wipe({ project, globals }: CommandContext, flags: Flags): Promise<Answer> {
  const report = await wipeAssets(project, { ...flags, yes: globals.yes })
  return { document: () => report, text: () => textOf(report, flags) }
}

function textOf({ dryRun, assets, freedBytes }: WipeReport, { partitions }: Flags): string {
  if (assets.length === 0) return 'nothing was made of these'
  const lines = assets.flatMap(({ asset, inProject, records, files, partitions: ranges }) => [
    `  ${asset}${ranges === undefined ? '' : ` ${ranges.map(rangeText).join(', ')}`}${inProject ? '' : ' (not in the project)'}  ${records === 0 ? 'what is current here' : count(records, 'record')}`,
    ...files.map((file) => `    ${file}`),
  ])
  const only = partitions === undefined ? '' : ` --partitions ${shellWord(partitions)}`
  const names = assets.map(({ asset }) => asset).join(' ')
  const end = dryRun
    ? `nothing was removed. Forget them: assets wipe ${names}${only} --yes`
    : `${size(freedBytes)} freed`
  return [dryRun ? 'would be forgotten:' : 'forgotten:', ...lines, end].join('\n')
}

const rangeText = ({ from, to }: KeyRange): string => (from === to ? from : `${from}..${to}`)
