import { writeDocs } from '../../app/docs/docs.ts'
import type { SelectionWords } from '../../app/open/selection.ts'
import type { Answer, CommandContext } from '../command.ts'

export interface DocsFlags extends SelectionWords {
  readonly out: string
}

export async function docs(context: CommandContext, { out, ...selection }: DocsFlags): Promise<Answer> {
  const report = await writeDocs(context.project, { selection, out })
  const text = () =>
    `${report.files.length} pages of ${report.tables} tables and ${report.checks} checks: ${report.out}/index.html`
  return { document: () => report, text }
}
