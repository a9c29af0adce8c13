import { nodeKinds } from '../../define/node-kinds.ts'
import { safeJson } from '../../util/safe-json.ts'
import { adviceFor } from '../explain/advice.ts'
import type { ExplainView } from '../explain/explain-view.ts'
import type { Explanation } from '../explain/explanation.ts'
import { fingerprintOf } from '../explain/fingerprint.ts'
import { previousRead } from '../explain/previous-read.ts'
import { unifiedLines } from '../explain/unified.ts'
import { lockedViewOf, viewOf } from '../open/view.ts'
import { acceptedDocument } from './history.ts'
import { rowDocument } from './row-lineage.ts'
import { assetDocument } from './status.ts'

export type ExplainDocument = ReturnType<typeof explainDocument>

/** The document of `explain`. */
export function explainDocument(view: ExplainView) {
  const { explanation, surroundings, basis } = view
  const { assessed, partition, changes, roots, notes, action, blockers, versus, failure } = explanation
  const { judges } = nodeKinds[assessed.facts.node.kind]
  const { accepted, run, check, rejected } = assessed.current?.record ?? {}
  const { code, ...fingerprint } = fingerprintOf(assessed)
  const { first, anyway, mayFollow, blocked, estimateMs, estimateBelowMs } = surroundings
  return {
    basis,
    ...(partition === undefined ? {} : { partition }),
    ...assetDocument(basis === 'lock' ? lockedViewOf(assessed) : viewOf(assessed)),
    ...(failure === undefined ? {} : { error: failure }),
    action,
    ...(blockers.length === 0
      ? {}
      : { blockedBy: blockers.map(({ subject, at, message }) => ({ check: subject, at, message })) }),
    ...(run === undefined || basis === 'lock' ? {} : versus ? { vs: run } : { run }),
    ...(accepted === undefined ? {} : { accepted: acceptedDocument(accepted) }),
    ...(rejected === undefined || basis === 'lock' ? {} : { [judges ? 'failing' : 'rejected']: rejected.rows }),
    ...(assessed.current === undefined || basis === 'lock' ? {} : previousRead(assessed.current.record)),
    ...(check === undefined || basis === 'lock' ? {} : { check }),
    ...(basis === 'lock' ? {} : rowsDocument(explanation)),
    fingerprint: {
      code: code.map((one) => {
        const label = `${one.file} ${one.declaration}`.trim()
        return {
          ...one,
          ...diffOf(changes.find((each) => each.asset === assessed.facts.node.name && each.label === label)),
        }
      }),
      ...fingerprint,
    },
    roots: roots.map((root) => {
      const cause = changes.find(({ asset, label }) => asset === root.asset && label === root.subject)
      return { ...root, ...diffOf(cause) }
    }),
    warnings: notes.filter(({ because }) => because === undefined).map(warningOf),
    reviewed: notes.flatMap(({ message, at, because }) => (because === undefined ? [] : [{ message, at, because }])),
    estimateMs,
    below: { anyway, mayFollow, blocked, estimateMs: estimateBelowMs },
    first,
    commands: adviceFor(view).map(({ command }) => command),
  }
}

function warningOf({ kind, message, at, fix }: Explanation['notes'][number]) {
  return { kind, message, at, fix }
}

function diffOf(change: Explanation['changes'][number] | undefined): { readonly diff?: string } {
  const { before, after } = change?.text ?? {}
  if (change === undefined || (change.change === 'edited' && before === undefined)) return {}
  return { diff: unifiedLines(before ?? '', after ?? '').join('\n') }
}

function rowsDocument({ rows, assessed }: Explanation) {
  const lastWork = assessed.current?.record.work
  return { ...(lastWork === undefined ? {} : { lastWork }), ...(rows === undefined ? {} : { work: workOf(rows) }) }
}

function workOf(rows: NonNullable<Explanation['rows']> | null) {
  if (rows === null) return null
  const { examples, moved, ...forecast } = rows
  return {
    ...forecast,
    ...(moved === undefined ? {} : { changed: moved.changed, new: moved.added, left: moved.left }),
    examples: examples.map(({ what, key, before, after }) => ({
      what,
      ...(key === undefined ? {} : { key: safeJson(key) }),
      ...(before === undefined ? {} : { before: rowDocument(before) }),
      ...(after === undefined ? {} : { after: rowDocument(after) }),
    })),
  }
}
