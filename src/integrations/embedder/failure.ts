import { headerReader, retryAfterMs } from './retry-after.ts'

/** What went wrong with one request, whatever library it was sent with. */
export interface Failure {
  readonly status: number | undefined
  /** In the provider's words, on one line. Secrets may still be in it. */
  readonly answer: string
  /** Another try may succeed. */
  readonly temporary: boolean
  /** It came from the network or from the provider, and not from code that was called. */
  readonly isRequest: boolean
  /** How long the provider asks clients to wait. */
  readonly waitMs: number | undefined
  /** The id to give to the provider's support. */
  readonly requestId: string | undefined
}

/** Reads what errors of `fetch`, the AI SDK, LangChain and OpenAI's library have in common. */
export function describeFailure(error: unknown, now: number): Failure {
  const { response, headers, responseHeaders, isRetryable } = Object(error)
  const status = statusOf(error)
  const header = headerReader(headers ?? responseHeaders ?? Object(response).headers)
  const details = documentOf(error)
  const lost = isConnectionLost(error)
  const reason = [saidIn(details), messageOf(error)].find((text) => text !== undefined) as string
  const temporary = status === undefined ? lost || isRetryable === true : isTemporary(status, details)
  return {
    status,
    answer: shortened(reason),
    temporary,
    isRequest: status !== undefined || lost || typeof isRetryable === 'boolean',
    waitMs: retryAfterMs(header, now),
    requestId: header('x-request-id'),
  }
}

function statusOf(error: unknown): number | undefined {
  const { status, statusCode, response } = Object(error)
  return [status, statusCode, Object(response).status].find(
    (one) => Number.isInteger(one) && one >= 300 && one < 600,
  ) as number | undefined
}

/** A quota that is used up is a 429 too, and no wait mends it. */
function isTemporary(status: number, details: unknown): boolean {
  const { code, type } = Object(Object(details).error ?? details)
  if ([code, type].includes('insufficient_quota')) return false
  return [408, 409, 425, 429].includes(status) || (status >= 500 && status !== 501 && status !== 505)
}

/** The provider's own document, parsed where it came as text. */
function documentOf(error: unknown): unknown {
  const { body, responseBody, data, error: inner, response } = Object(error)
  const document = [body, responseBody, data, inner, Object(response).data].find(
    (one) => one !== undefined && one !== null,
  )
  if (typeof document !== 'string') return document
  try {
    return JSON.parse(document)
  } catch {
    return document
  }
}

/** `{ error: { message } }`, `{ error }`, `{ message }`, `{ detail }` (FastAPI), or a text that is no page. */
function saidIn(details: unknown): string | undefined {
  if (typeof details === 'string') {
    return details.trim() === '' || details.trimStart().startsWith('<') ? undefined : details
  }
  if (typeof details !== 'object' || details === null) return undefined
  const { error, message, detail } = details as Record<string, unknown>
  if (typeof message === 'string') return message
  if (error !== undefined && error !== null) return saidIn(error)
  return detail === undefined ? undefined : typeof detail === 'string' ? detail : JSON.stringify(detail)
}

/** The message with those of its causes, of which the last says most: "fetch failed (read ECONNRESET)". */
function messageOf(error: unknown): string {
  const { message, cause, code } = Object(error)
  const own = typeof message === 'string' && message !== '' ? message : String(code ?? error)
  return cause === undefined || cause === null ? own : `${own} (${messageOf(cause)})`
}

const longest = 300

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > longest ? `${line.slice(0, longest)}…` : line
}

const lostCodes =
  /^(?:ECONN(?:RESET|REFUSED|ABORTED)|EPIPE|ETIMEDOUT|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_(?:SOCKET|\w*TIMEOUT))$/

/** Looked for through the causes: "fetch failed" has what failed as its cause. */
function isConnectionLost(error: unknown, depth = 0): boolean {
  const { code, name, message, cause, errors } = Object(error)
  if (typeof code === 'string' && lostCodes.test(code)) return true
  if (name === 'TimeoutError' || message === 'Connection error.') return true
  const below = [cause, ...(Array.isArray(errors) ? errors : [])].filter((one) => one !== undefined && one !== null)
  return depth < 4 && below.some((one) => isConnectionLost(one, depth + 1))
}
