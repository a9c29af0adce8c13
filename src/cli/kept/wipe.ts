import { type WipeReport, type WipeRequest, wipeAssets } from '../../app/kept/wipe.ts'
import { count } from '../../util/text/count.ts'
import { size } from '../../util/text/size.ts'
import type { Answer, CommandContext } from '../command.ts'

export async function wipe({ project, globals }: CommandContext, flags: Omit<WipeRequest, 'yes'>): Promise<Answer> {
  const report = await wipeAssets(project, { ...flags, yes: globals.yes })
  return { document: () => report, text: () => textOf(report) }
}

function textOf({ dryRun, assets, freedBytes }: WipeReport): string {
  if (assets.length === 0) return 'nothing was made of these'
  const lines = assets.flatMap(({ asset, inProject, records, files }) => [
    `  ${asset}${inProject ? '' : ' (not in the project)'}  ${records === 0 ? 'what is current here' : count(records, 'record')}`,
    ...files.map((file) => `    ${file}`),
  ])
  const names = assets.map(({ asset }) => asset).join(' ')
  const end = dryRun ? `nothing was removed. Forget them: assets wipe ${names} --yes` : `${size(freedBytes)} freed`
  return [dryRun ? 'would be forgotten:' : 'forgotten:', ...lines, end].join('\n')
}
