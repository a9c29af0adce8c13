import { writeDocs } from '../../app/docs/docs.ts'
import type { SelectionWords } from '../../app/open/selection.ts'
import { count } from '../../util/text/count.ts'
import type { Answer, CommandContext } from '../command.ts'

export interface DocsFlags extends SelectionWords {
  readonly out: string
}

export async function docs(context: CommandContext, { out, ...selection }: DocsFlags): Promise<Answer> {
  const report = await writeDocs(context.project, { selection, out })
  const text = () =>
    `${count(report.files.length, 'page')} of ${count(report.tables, 'table')} and ${count(report.checks, 'check')}: ${report.out}/index.html`
  return { document: () => report, text }
}
