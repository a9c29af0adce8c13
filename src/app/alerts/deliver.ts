import { spawn } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import querystring from 'node:querystring'
import type { ReceiverDefinition } from '../../define/by-itself/alert.ts'
import { unreachable } from '../../util/unreachable.ts'
import type { AlertMessage } from './message.ts'
import { redacted } from './redact.ts'

/** The result of a delivery. `retryAfterMs`: how long the receiver asks to wait. */
export type Delivery =
  | { readonly received: true }
  | { readonly received: false; readonly why: string; readonly retryAfterMs?: number; readonly isFinal?: true }

export const attemptMs = 10_000

export interface DeliveryTools {
  readonly variables: NodeJS.ProcessEnv
  /** Aborted: the attempt ends at once. Without one only its time ends it. */
  readonly signal?: AbortSignal
}

/** One attempt. It never throws, since a receiver that is down must not fail a run. */
export async function deliver(
  receiver: ReceiverDefinition,
  message: AlertMessage,
  tools: DeliveryTools,
): Promise<Delivery> {
  try {
    switch (receiver.type) {
      case 'webhook':
        return await post(receiver, message, { body: JSON.stringify(message), ...tools })
      case 'slack':
        return await post(receiver, message, { body: JSON.stringify({ text: slackText(message.text) }), ...tools })
      case 'command':
        return await start(receiver.words, JSON.stringify(message), tools.signal)
      default:
        return unreachable(receiver)
    }
  } catch (error) {
    const { cause, message } = error as Error
    const why = cause instanceof Error ? `${message}: ${cause.message}` : message
    return { received: false, why: receiver.type === 'command' ? why : redacted(why, tools.variables, [receiver.url]) }
  }
}

/** Slack reads `<…>` as a link or a call of all people, so that what comes from an error is escaped. */
const slackText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

interface Posted extends DeliveryTools {
  readonly body: string
}

async function post(
  receiver: Extract<ReceiverDefinition, { readonly url: string }>,
  { id }: AlertMessage,
  { body, variables, signal: cut }: Posted,
): Promise<Delivery> {
  const url = variables[receiver.url]
  if (url === undefined || url === '') return unset(receiver.url)
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? ''))
    return { received: false, why: `the variable ${receiver.url} is no address that begins with http`, isFinal: true }
  const { target, credentials } = targetOf(url)
  const headers: Record<string, string> = { 'content-type': 'application/json', 'x-assets-id': id, ...credentials }
  if (receiver.type === 'webhook' && receiver.secret !== undefined) {
    const secret = variables[receiver.secret]
    if (secret === undefined || secret === '') return unset(receiver.secret)
    headers['x-assets-signature'] = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
  }
  const signal = AbortSignal.any([AbortSignal.timeout(attemptMs), ...(cut === undefined ? [] : [cut])])
  // By most redirects a POST becomes a GET without its body, which any page answers with 200.
  const answer = await fetch(target, { method: 'POST', headers, body, signal, redirect: 'manual' })
  await answer.body?.cancel()
  if (answer.ok) return { received: true }
  if (answer.status >= 300 && answer.status < 400)
    return { received: false, why: `it answered ${answer.status}: a message is not sent to another place` }
  const retryAfterMs = waitAsked(answer.headers.get('retry-after'))
  return {
    received: false,
    why: `it answered ${answer.status}`,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  }
}

/** This process will not have it in a second either: another one may. */
const unset = (name: string): Delivery => ({
  received: false,
  why: `the variable ${name} is not set`,
  retryAfterMs: 60_000,
})

/** `fetch` refuses a URL with a name and a password in it, and says both. */
function targetOf(url: string): { readonly target: URL; readonly credentials: { authorization?: string } } {
  const target = new URL(url)
  const { username, password } = target
  if (username === '' && password === '') return { target, credentials: {} }
  target.username = ''
  target.password = ''
  const pair = `${querystring.unescape(username)}:${querystring.unescape(password)}`
  return { target, credentials: { authorization: `Basic ${Buffer.from(pair).toString('base64')}` } }
}

/** Seconds, or a date (RFC 9110, section 10.2.3). */
function waitAsked(header: string | null): number | undefined {
  if (header === null) return undefined
  if (/^\d+$/.test(header.trim())) return Number(header) * 1_000
  const date = Date.parse(header)
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now())
}

async function start(
  [program, ...words]: readonly string[],
  body: string,
  signal: AbortSignal | undefined,
): Promise<Delivery> {
  const child = spawn(program as string, words, {
    stdio: ['pipe', 'ignore', 'ignore'],
    timeout: attemptMs,
    // A program that ignores the request to end would hold up the run for ever.
    killSignal: 'SIGKILL',
    signal,
  })
  // A program that does not read its input may have ended before it is written.
  child.stdin.on('error', () => undefined)
  child.stdin.end(body)
  const [code, endedBy] = await once(child, 'close')
  if (code === 0) return { received: true }
  // Only this process ends it so that `killed` is true.
  const how = child.killed ? `it did not end within ${attemptMs / 1_000} s` : `it was ended by ${endedBy}`
  return { received: false, why: endedBy === null ? `it ended with ${code}` : how }
}
