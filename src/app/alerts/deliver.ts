import { spawn } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import type { ReceiverDefinition } from '../../define/by-itself/alert.ts'
import { unreachable } from '../../util/unreachable.ts'
import type { AlertMessage } from './message.ts'

/** The result of a delivery. `retryAfterMs`: how long the receiver asks to wait. */
export type Delivery =
  | { readonly received: true }
  | { readonly received: false; readonly why: string; readonly retryAfterMs?: number; readonly isFinal?: true }

export const attemptMs = 10_000

/** One attempt. It never throws, since a receiver that is down must not fail a run. */
export async function deliver(
  receiver: ReceiverDefinition,
  message: AlertMessage,
  variables: NodeJS.ProcessEnv,
): Promise<Delivery> {
  try {
    switch (receiver.type) {
      case 'webhook':
        return await post(receiver, message, { body: JSON.stringify(message), variables })
      case 'slack':
        return await post(receiver, message, { body: JSON.stringify({ text: message.text }), variables })
      case 'command':
        return await start(receiver.words, JSON.stringify(message))
      default:
        return unreachable(receiver)
    }
  } catch (error) {
    const { cause, message: why } = error as Error
    return { received: false, why: cause instanceof Error ? `${why}: ${cause.message}` : why }
  }
}

interface Posted {
  readonly body: string
  readonly variables: NodeJS.ProcessEnv
}

async function post(
  receiver: Extract<ReceiverDefinition, { readonly url: string }>,
  { id }: AlertMessage,
  { body, variables }: Posted,
): Promise<Delivery> {
  const url = variables[receiver.url]
  if (url === undefined || url === '') return { received: false, why: `the variable ${receiver.url} is not set` }
  if (!URL.canParse(url)) return { received: false, why: `the variable ${receiver.url} is no URL`, isFinal: true }
  const headers: Record<string, string> = { 'content-type': 'application/json', 'x-assets-id': id }
  if (receiver.type === 'webhook' && receiver.secret !== undefined) {
    const secret = variables[receiver.secret]
    if (secret === undefined || secret === '')
      return { received: false, why: `the variable ${receiver.secret} is not set` }
    headers['x-assets-signature'] = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
  }
  const answer = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(attemptMs) })
  await answer.body?.cancel()
  if (answer.ok) return { received: true }
  const retryAfterMs = waitAsked(answer.headers.get('retry-after'))
  return {
    received: false,
    why: `it answered ${answer.status}`,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  }
}

/** Seconds, or a date (RFC 9110, section 10.2.3). */
function waitAsked(header: string | null): number | undefined {
  if (header === null) return undefined
  if (/^\d+$/.test(header.trim())) return Number(header) * 1_000
  const date = Date.parse(header)
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now())
}

async function start([program, ...words]: readonly string[], body: string): Promise<Delivery> {
  const child = spawn(program as string, words, { stdio: ['pipe', 'ignore', 'ignore'], timeout: attemptMs })
  // A program that does not read its input may have ended before it is written.
  child.stdin.on('error', () => undefined)
  child.stdin.end(body)
  const [code, signal] = await once(child, 'close')
  return code === 0
    ? { received: true }
    : { received: false, why: signal === null ? `it ended with ${code}` : `it was ended by ${signal}` }
}
