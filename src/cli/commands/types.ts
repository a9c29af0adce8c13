import type { SelectionWords } from '../../app/open/selection.ts'
import { type TypesReport, writeTypes } from '../../app/types/types.ts'
import type { Answer, CommandContext } from '../command.ts'
import { renderTypes } from '../render/rows/types.ts'

export interface TypesFlags extends SelectionWords {
  readonly out?: string
  readonly check?: boolean
}

export async function types({ project, output }: CommandContext, flags: TypesFlags): Promise<Answer> {
  const { out, check = false, ...selection } = flags
  const report = await writeTypes(project, { selection, check, ...(out === undefined ? {} : { out }) })
  return {
    exitCode: check && !report.upToDate ? 1 : 0,
    document: () => documentOf(report),
    text: () => renderTypes(report, output.style, out),
  }
}

const documentOf = ({ file, upToDate, written, interfaces, removed }: TypesReport) => ({
  ...{ file, upToDate, written, interfaces, removed },
})
