import { exportDocument } from '../../app/documents/export.ts'
import type { ExportRequest } from '../../app/export/request.ts'
import { exportTable } from '../../app/export.ts'
import { AssetError } from '../../errors.ts'
import { count } from '../../util/text/count.ts'
import { size } from '../../util/text/size.ts'
import type { Answer, CommandContext } from '../command.ts'
import { heartbeat } from '../progress/heartbeat.ts'

export async function exportAsset({ project, output }: CommandContext, flags: ExportRequest): Promise<Answer> {
  if (output.json && flags.file === '-') {
    const fix = 'name a file, or leave out --json'
    throw new AssetError({ code: 'CLI_USAGE', message: 'the rows and the document cannot both go to stdout', fix })
  }
  const report = await exportTable(project, flags, output.bytes, heartbeat(flags.asset, { note: output.note }))
  const files = report.files === undefined ? '' : `${count(report.files, 'file')}, `
  const summary = `${count(report.rows, 'row')} of ${report.asset} written to ${report.path} (${files}${size(report.sizeBytes)})`
  if (report.path !== null) output.note(summary)
  return { document: () => exportDocument(report), text: () => '' }
}
