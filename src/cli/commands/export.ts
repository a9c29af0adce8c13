import { exportDocument } from '../../app/documents/export.ts'
import { type ExportRequest, exportTable } from '../../app/export.ts'
import { AssetError } from '../../errors.ts'
import { count } from '../../util/text/count.ts'
import { size } from '../../util/text/size.ts'
import type { Answer, CommandContext } from '../command.ts'

export async function exportAsset({ project, output }: CommandContext, flags: ExportRequest): Promise<Answer> {
  if (output.json && flags.file === '-') {
    const fix = 'name a file, or leave out --json'
    throw new AssetError({ code: 'CLI_USAGE', message: 'the rows and the document cannot both go to stdout', fix })
  }
  const report = await exportTable(project, flags, output.bytes)
  const told = `${count(report.rows, 'row')} of ${report.asset} written to ${report.path} (${size(report.sizeBytes)})`
  if (report.path !== null) output.note(told)
  return { document: () => exportDocument(report), text: () => '' }
}
