import type { Definition } from '../../define/definition.ts'
import { sourceOf } from '../../discover/kinds/source-kinds.ts'
import type { UnitFacts } from '../../plan/units.ts'
import type { UnreadRow } from '../../table/files/data-files.ts'
import { lineOf } from '../call/line.ts'
import type { LineContext } from '../run-context.ts'
import type { Rejects } from '../validation/rejects.ts'

/** Whether the asset sets aside the rows of files that cannot be read. */
export function setsUnreadAside(definition: Definition): boolean {
  const source = sourceOf(definition)
  return source?.of.setsUnreadAside?.(source.origin) === true
}

interface Unread {
  readonly facts: UnitFacts
  readonly rejects: Rejects
  readonly unread: readonly UnreadRow[]
}

export async function tellUnread(context: LineContext, { facts, rejects, unread }: Unread): Promise<void> {
  for (const { line, record, errors } of unread) await rejects.add(line, record, errors)
  const { node, unit } = facts
  const what = unread.length === 1 ? '1 row cannot be read and is' : `${unread.length} rows cannot be read and are`
  if (unread.length > 0) lineOf(context, unit)('warn', `${what} set aside; ${node.name}.rejected() has them`)
}
