import type { GcReport } from '../../../app/gc.ts'
import type { OtherFiles } from '../../../store/sweep/collect.ts'
import { count } from '../../../util/text/count.ts'
import { size } from '../../../util/text/size.ts'
import type { Style } from '../../text/style.ts'
import { table } from '../../text/table.ts'

const names: Readonly<Record<OtherFiles['what'], string>> = {
  unnamed: '(objects that no record names)',
  records: '(what the catalog says, in files)',
  logs: '(logs)',
  journals: '(rows of runs that failed)',
  temporary: '(temporary files)',
  cache: '(cache)',
  catalog: '(catalog and lock)',
  other: '(files of somebody else)',
}

export function renderGc({ assets, others, keptBytes, freedBytes, dryRun }: GcReport, style: Style): string {
  const shown = assets.filter(({ keptBytes, freedBytes, records }) => keptBytes + freedBytes + records.freed > 0)
  const rows = [
    ...shown.map(({ asset, inProject, records, ...share }) => [
      inProject ? asset : `${asset} (not in the project)`,
      records.freed === 0 ? '' : String(records.freed),
      size(share.freedBytes),
      size(share.keptBytes),
    ]),
    ...others
      .filter(({ keptBytes, freedBytes }) => keptBytes + freedBytes > 0)
      .map(({ what, ...share }) => [names[what], '', size(share.freedBytes), size(share.keptBytes)]),
  ]
  const { paint, symbols } = style
  const right = 'right' as const
  const columns = [
    { head: 'ASSET', shrink: true },
    { head: 'RECORDS', align: right },
    { head: dryRun ? 'WOULD FREE' : 'FREED', align: right },
    { head: 'KEPT', align: right },
  ]
  const lines = table(columns, rows, { columns: style.columns, paintHead: paint.faint, ellipsis: symbols.ellipsis })
  const strangers = shown.filter(({ inProject }) => !inProject)
  return [
    ...(rows.length === 0 ? [] : lines),
    ...sum({ freedBytes, keptBytes, dryRun }),
    ...removedNote(strangers),
  ].join('\n')
}

function sum({ freedBytes, keptBytes, dryRun }: Pick<GcReport, 'freedBytes' | 'keptBytes' | 'dryRun'>): string[] {
  const stays = `${size(keptBytes)} ${dryRun ? 'would stay' : 'stay'}`
  if (!dryRun) return [`${size(freedBytes)} freed, ${stays}`]
  if (freedBytes === 0) return [`nothing to free, ${size(keptBytes)} stay`]
  return [`${size(freedBytes)} would be freed, ${stays}; nothing was removed. Free it: say the same with --yes`]
}

/** They are kept by the same rules, since a branch that has them may be checked out again. */
function removedNote(gone: GcReport['assets']): string[] {
  if (gone.length === 0) return []
  const what = gone.length === 1 ? 'is not in the project' : 'are not in the project'
  return [`${count(gone.length, 'asset')} ${what} any more; what is current of them stays`]
}
