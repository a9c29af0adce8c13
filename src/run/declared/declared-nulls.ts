import { rowTypeAt } from '../../discover/declared/row-type-at.ts'
import { fileLabel } from '../../discover/user-place.ts'
import type { UnitFacts } from '../../plan/units.ts'
import { columnsWithNull } from '../../table/read/held-nulls.ts'
import { filesMade, type MadeFile } from '../make.ts'
import type { RunContext } from '../run-context.ts'
import { tellWarning } from '../tell-notes.ts'

/** Warns, after rows were made, of every column that has a null although the declared type of the rows allows none. */
export async function tellDeclaredNulls(
  context: Pick<RunContext, 'emit' | 'warnings' | 'workspace'>,
  { node, unit }: Pick<UnitFacts, 'node' | 'unit'>,
  output: MadeFile,
): Promise<void> {
  const { written } = output
  const { project, definition: definitionOf, engine } = context.workspace
  const definition = definitionOf(node.name)
  const type = written.rows === 0 ? undefined : rowTypeAt(project, definition)
  if (type === undefined) return
  const columns = new Set(written.columns.map(({ name }) => name))
  const never = type.fields.filter(({ name, optional, type: { kinds, orNull } }) => {
    return columns.has(name) && !optional && kinds !== undefined && orNull !== true
  })
  const withNulls = await columnsWithNull(
    await engine(),
    filesMade(output),
    never.map(({ name }) => name),
  )
  const label = fileLabel(project.root, definition.at.file)
  for (const { name, start } of never.filter((field) => withNulls.has(field.name)))
    tellWarning(context, unit, {
      kind: 'declared-type',
      message: `the type of ${node.name} says that the column "${name}" has a value in every row, and some row has null there`,
      at: `${label}:${type.placeOf(start)}`,
      fix: 'add | null to its type, or make a value in every row',
    })
}
