import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Alert, type ReceiverDefinition, receiverOf } from '../../define/by-itself/alert.ts'
import type { StepResult } from '../../events.ts'
import type { Catalog } from '../../store/interface.ts'
import { longestRestMs, type OutboxMessage } from '../../store/outbox.ts'
import type { Unit } from '../../unit.ts'
import { attemptMs, type DeliveryTools, deliver } from './deliver.ts'
import { type AlertMessage, alertMessage } from './message.ts'
import { redacted } from './redact.ts'

export interface EndedRun {
  readonly run: string
  readonly environment: string
  readonly steps: readonly StepResult[]
  readonly failedBefore: ReadonlySet<Unit>
  /** The run's process was killed, so only the steps that had ended are known. */
  readonly killed?: true
}

export interface AlertTools {
  readonly catalog: Pick<Catalog, 'takeMessages' | 'settleMessage'>
  readonly variables: NodeJS.ProcessEnv
  readonly warn: (message: string) => void
  /** Aborted: what is not sent by then waits for the next process. */
  readonly signal: AbortSignal
}

/** An interrupted run tells what failed in it, if its receivers answer at once. */
const interruptedMs = 2_000

export const receiversOf = ({ to }: Alert): readonly ReceiverDefinition[] =>
  [to].flat().flatMap((one) => receiverOf(one) ?? [])

export interface SelectedAlert {
  readonly alert: Alert
  /** Its assets. */
  readonly selected: ReadonlySet<string>
}

/** The variables that these alerts reach their receivers with: what one is told has the address of no other. */
export const variablesOf = (alerts: readonly Alert[]): readonly string[] =>
  alerts.flatMap(receiversOf).flatMap((receiver) => {
    if (receiver.type === 'command') return []
    return 'secret' in receiver && receiver.secret !== undefined ? [receiver.url, receiver.secret] : [receiver.url]
  })

/** What a run has to tell, one message for each receiver. */
export function messagesOf(
  ended: EndedRun,
  alerts: readonly SelectedAlert[],
  variables: NodeJS.ProcessEnv,
): readonly OutboxMessage[] {
  const at = Date.now()
  const names = variablesOf(alerts.map(({ alert }) => alert))
  return alerts.flatMap(({ alert, selected }) =>
    receiversOf(alert).flatMap((receiver): readonly OutboxMessage[] => {
      const isOf = (asset: string) => selected.has(asset)
      const message = alertMessage({ ...ended, id: randomUUID(), when: alert.when, isOf, at })
      if (message === undefined) return []
      return [{ id: message.id, receiver: JSON.stringify(receiver), body: bodyOf(message, variables, names), at }]
    }),
  )
}

/** The text of an error may hold any value that its function received. `names`: see `variablesOf`. */
export function bodyOf(message: AlertMessage, variables: NodeJS.ProcessEnv, names: readonly string[]): string {
  const clean = (text: string) => redacted(text, variables, names)
  const each = <One extends { readonly message: string }>(one: One): One => ({ ...one, message: clean(one.message) })
  const { text, failed, checks, late, error } = message
  return JSON.stringify({
    ...message,
    ...{ text: clean(text), failed: failed.map(each), checks: checks.map(each), late: late.map(each) },
    ...(error === undefined ? {} : { error: { ...error, message: clean(error.message) } }),
  })
}

/** Attempts in this process; what is left waits for the next run, tick or test. */
const attempts = 3
const longestWaitMs = 15_000
/** How long a message is kept for a receiver that is down. */
export const keptMs = 3 * 24 * 3_600_000

/**
 * Sends what is due in the outbox, each message once. A receiver that is down fails nothing: its messages stay, and a
 * warning says so.
 */
export async function sendAlerts(tools: AlertTools): Promise<void> {
  const now = Date.now()
  const signal = tools.signal.aborted ? AbortSignal.timeout(interruptedMs) : tools.signal
  do {
    const due = await tools.catalog.takeMessages({ now, forMs: attempts * (attemptMs + longestWaitMs) })
    if (due.length === 0) return
    await sendDue(due, now, { ...tools, signal })
  } while (!signal.aborted)
}

type DueMessage = Awaited<ReturnType<Catalog['takeMessages']>>[number]

async function sendDue(
  due: readonly DueMessage[],
  now: number,
  { catalog, variables, warn, signal }: AlertTools,
): Promise<void> {
  await Promise.all(
    due.map(async (message) => {
      const receiver = JSON.parse(message.receiver) as ReceiverDefinition
      const failure = await send(receiver, JSON.parse(message.body) as AlertMessage, { variables, signal })
      if (failure === undefined) return catalog.settleMessage(message.id, undefined)
      if (signal.aborted) return
      const isOver = failure.isFinal || now - message.at > keptMs
      const asked = Math.max(failure.retryAfterMs ?? 0, 60_000 * 2 ** Math.min(message.tries, 6))
      const wait = Math.min(asked, longestRestMs)
      await catalog.settleMessage(message.id, isOver ? undefined : Date.now() + wait)
      const { run, text } = JSON.parse(message.body) as AlertMessage
      const what = run === undefined ? JSON.stringify(text) : `run ${run}`
      const outlook = isOver ? 'it is given up' : 'it is tried again later'
      warn(`${receiver.type} was not told of ${what}: ${failure.why}; ${outlook}`)
    }),
  )
}

interface Undelivered {
  readonly why: string
  readonly retryAfterMs?: number
  readonly isFinal?: true
}

async function send(
  receiver: ReceiverDefinition,
  message: AlertMessage,
  tools: Required<DeliveryTools>,
): Promise<Undelivered | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    const delivery = await deliver(receiver, message, tools)
    if (delivery.received) return undefined
    const wait = delivery.retryAfterMs ?? 500 * 4 ** (attempt - 1)
    if (attempt === attempts || wait > longestWaitMs || delivery.isFinal) return delivery
    const isCut = await sleep(wait, false, { signal: tools.signal }).catch(() => true)
    if (isCut) return delivery
  }
}
