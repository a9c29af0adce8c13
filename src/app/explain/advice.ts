import { type Cause, isOfDefinition } from '../../causes.ts'
import { nodeKinds } from '../../define/node-kinds.ts'
import { isUpToDate } from '../../plan/assess.ts'
import { partsOf, type Unit } from '../../unit.ts'
import { listed } from '../../util/text/lines.ts'
import { partitionWords } from '../../util/text/partition-words.ts'
import { environmentWords } from '../words/environment-words.ts'
import { unitWords } from '../words/unit-words.ts'
import type { ExplainView } from './explain-view.ts'

export interface Advice {
  readonly command: string
  readonly does: string
}

/** Commands that help, the cure first, each for the environment that was asked about. */
export function adviceFor(view: ExplainView): readonly Advice[] {
  const words = environmentWords(view.environment)
  return adviceOf(view).map(({ command, does }) => ({ command: `${command}${words}`, does }))
}

function adviceOf({
  explanation: { assessed, partition, action, blockers, failure },
  surroundings,
}: ExplainView): readonly Advice[] {
  const { name, kind } = assessed.facts.node
  const { first, anyway, mayFollow } = surroundings
  const which = partitionWords(partition)
  const release = { command: `assets unpin ${name}${which}`, does: 'lets runs make it again' }
  if (assessed.status === 'pinned') return [release]
  if (isUpToDate(assessed.status) && assessed.status !== 'unknown') return []
  const before = first.length === 0 ? '' : `, after ${listed(first)}`
  if (action === 'blocked') return [...blockedAdvice(name, blockers), ...receiptAdvice(name, which, blockers)]
  const make = action === 'reuse' ? 'takes it from the store' : makes[kind]
  const advice: Advice[] = [{ command: `assets materialize ${name}${which}`, does: `${make}${before}` }]
  if (anyway.length + mayFollow.length > 0) {
    advice.push({ command: `assets materialize ${name}+${which}`, does: 'and what follows from it' })
  }
  if (failure !== undefined)
    advice.push({ command: `assets logs ${name}${which}`, does: 'what it printed when it failed' })
  const isQuestion = assessed.status === 'stale' && action !== 'reuse'
  if (isQuestion && nodeKinds[kind].hasRows && !nodeKinds[kind].readsOutside && assessed.causes.every(isOfDefinition)) {
    advice.push({
      command: `assets accept ${name}${which} --because "…"`,
      does: 'the data stays the same',
    })
  }
  return advice
}

/** Only other data, another check or another effect lets it go on. */
function blockedAdvice(asset: string, blockers: readonly Cause[]): readonly Advice[] {
  const looks = blockers.flatMap(({ subject = '', kind }) => {
    const check = partsOf(subject as Unit)
    if (check.asset === asset) return []
    return [{ command: `assets explain ${unitWords(subject as Unit)}`, does: whatIs(subject, kind) }]
  })
  const placed = blockers.map(({ subject, at }) => `${subject}${at === undefined ? '' : ` (${at})`}`)
  const whose = blockers.length === 1 ? 'its data is' : 'their data are'
  return [...looks, { command: 'assets materialize', does: `once ${listed(placed)} or ${whose} mended` }]
}

const whatIs = (subject: string, kind: Cause['kind']): string =>
  kind === 'receipt_refused' ? `why the receipt of ${subject} is refused` : `what the check ${subject} is made from`

/** Advice about the receipt of the effect itself. */
function receiptAdvice(name: string, which: string, blockers: readonly Cause[]): readonly Advice[] {
  const own = ({ kind, subject = '' }: Cause) => kind === 'receipt_refused' && partsOf(subject as Unit).asset === name
  if (!blockers.some(own)) return []
  return [
    { command: `assets materialize ${name}${which} --force`, does: 'does it again' },
    { command: `assets logs ${name}${which}`, does: 'what it printed when it was done' },
  ]
}

const makes = { asset: 'makes it', source: 'reads it', check: 'judges it', effect: 'does it' } as const
