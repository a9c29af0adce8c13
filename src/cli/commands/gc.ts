import { gcDocument } from '../../app/documents/gc.ts'
import { type GcRequest, gcOf } from '../../app/gc.ts'
import type { Answer, CommandContext } from '../command.ts'
import { durationOf } from '../duration-of.ts'
import { renderGc } from '../render/store/gc.ts'

export interface GcFlags extends Omit<GcRequest, 'olderThanMs' | 'yes'> {
  readonly olderThan: string
}

export async function gc(
  { project, globals, output }: CommandContext,
  { olderThan, ...flags }: GcFlags,
): Promise<Answer> {
  const olderThanMs = durationOf('--older-than', olderThan)
  const report = await gcOf(project, { ...flags, olderThanMs, yes: globals.yes })
  return { document: () => gcDocument(report), text: () => renderGc(report, output.style) }
}
