import type { Cause } from '../../causes.ts'
import type { Assessed } from '../../plan/assess.ts'
import { count } from '../text/count.ts'
import { ago, duration } from '../text/duration.ts'
import { size } from '../text/size.ts'
import { markStatus, type Style } from '../text/style.ts'
import { padEnd } from '../text/width.ts'
import { viewOf } from '../view.ts'
import { changesOf, type Fingerprint, fingerprintOf } from './fingerprint.ts'
import { assetDocument } from './status.ts'

export interface ExplainView {
  readonly assessed: Assessed
  readonly now: number
}

export function explainDocument({ assessed }: ExplainView): object {
  return { ...assetDocument(viewOf(assessed)), fingerprint: fingerprintOf(assessed) }
}

/** One asset: what is true of it, why, and everything it is made from with what has changed. */
export function renderExplain({ assessed, now }: ExplainView, style: Style): string {
  const { facts, status, causes } = assessed
  const { paint } = style
  const fingerprint = fingerprintOf(assessed)
  const rows: (readonly [string, string])[] = [
    ...causes.flatMap((cause) => causeLines(cause, style).map((line) => ['why', line] as const)),
    ...(causes.length === 0 ? [['why', 'nothing that it is made from has changed'] as const] : []),
    ...(assessed.failure === undefined ? [] : [['failed', assessed.failure.message.split('\n')[0] ?? ''] as const]),
    ...(assessed.current === undefined ? [] : [['made', madeText(assessed.current.record, now)] as const]),
    ...(assessed.current === undefined ? [] : fingerprintRows(fingerprint, style)),
  ]
  const head = `${markStatus(status, style)} ${paint.strong(facts.node.name)}  ${status}  ${paint.faint(facts.node.at)}`
  return [head, ...labelled(rows, style)].join('\n')
}

function causeLines(cause: Cause, { paint, symbols }: Style): string[] {
  const { message, at, via, roots, kind } = cause
  const place = at === undefined || message.includes(at) ? '' : `  ${paint.faint(at)}`
  const chain = via === undefined || via.length === 0 ? [] : [`  via ${via.join(` ${symbols.arrow} `)}`]
  const deeper = (roots ?? []).filter(({ asset }) => kind === 'upstream_stale' && asset !== '')
  return [`${message}${place}`, ...chain, ...deeper.map((root) => `  ${root.asset}: ${root.message}`)]
}

function madeText(record: NonNullable<Assessed['current']>['record'], now: number): string {
  const made = `${ago(record.startedAt + record.durationMs, now)} in ${duration(record.durationMs)}`
  if (record.kind === 'check') return `${made}, run ${record.run}`
  return `${made}, ${count(record.rows, 'row')}, ${size(record.sizeBytes)}, run ${record.run}`
}

function fingerprintRows(
  { code, config, env, packages, inputs }: Fingerprint,
  { symbols }: Style,
): (readonly [string, string])[] {
  const changedCode = code.filter(({ change }) => change !== 'unchanged')
  const sameCode = code.length - changedCode.length
  return [
    ...changedCode.map(({ file, declaration, change }) => ['code', `${file} ${declaration}  ${change}`] as const),
    ...(sameCode > 0 ? [['code', `${count(sameCode, 'declaration')} unchanged`] as const] : []),
    ...changesOf(config, symbols.arrow).map((text) => ['config', text] as const),
    ...changesOf(env, symbols.arrow).map((text) => ['env', text] as const),
    ...changesOf(withoutIntegrity(packages), symbols.arrow).map((text) => ['packages', text] as const),
    ...inputs.map(({ asset, changed }) => ['reads', `${asset}  ${changed ? 'changed' : 'unchanged'}`] as const),
  ]
}

/** `4.6.7 sha512-…` is the version to a person. */
function withoutIntegrity(packages: Fingerprint['packages']): Fingerprint['packages'] {
  const version = (text: string) => text.split(' ')[0] ?? text
  return Object.fromEntries(
    Object.entries(packages).map(([name, { before, after, change }]) => {
      const told = { ...(before && { before: version(before) }), ...(after && { after: version(after) }), change }
      return [name, told]
    }),
  )
}

/** The label stands before the first of its lines only. */
function labelled(rows: readonly (readonly [string, string])[], { paint }: Style): string[] {
  return rows.map(([label, text], at) => {
    const shown = rows[at - 1]?.[0] === label ? '' : label
    return `  ${paint.faint(padEnd(shown, 8))}  ${text}`
  })
}
