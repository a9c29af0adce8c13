import { AssetError } from '../../index.ts'
import type { EndpointOptions } from './options.ts'
import { type Answer, type Provider, tokensFrom } from './provider.ts'
import { readEmbeddings } from './read-embeddings.ts'
import { readSecret, variableOf } from './secret.ts'
import type { World } from './world.ts'

/** The endpoint with `/embeddings` at its end, as it is asked. */
function endpointUrl(url: string): URL {
  const endpoint = new URL(url)
  const path = endpoint.pathname.replace(/\/+$/, '')
  endpoint.pathname = path.endsWith('/embeddings') ? path : `${path}/embeddings`
  endpoint.hash = ''
  return endpoint
}

/** Matches the names of query parameters that may hold a secret. */
const secretParameter = /key|token|secret|signature|\bsig\b|auth|password|code/i

/** The options of an endpoint that change its vectors: no credentials, and no host. */
export function endpointSettings({ url, model, body }: EndpointOptions): Record<string, unknown> {
  const { pathname, searchParams } = endpointUrl(url)
  const query = [...searchParams].filter(([name]) => !secretParameter.test(name))
  return {
    provider: 'openai-compatible',
    path: pathname,
    ...(query.length > 0 && { query: Object.fromEntries(query.sort()) }),
    model,
    ...(body && { body }),
  }
}

/** @throws AssetError `ENV_MISSING` where the variable of the API key, or of a header, is not set. */
export function endpointProvider(options: EndpointOptions, world: Pick<World, 'variable'>): Provider {
  const url = endpointUrl(options.url)
  const { headers, secrets } = requestHeaders(options, world)
  const parameters = [...url.searchParams].filter(([name]) => secretParameter.test(name)).map(([, value]) => value)
  return {
    label: `${options.model} of ${url.host}`,
    rateGroup: url.origin,
    settings: endpointSettings(options),
    secrets: [...secrets, ...parameters],
    bounds: async () => ({}),
    embed: (texts, signal) => request({ url, headers, body: bodyOf(options, texts), texts, signal }),
    cure: ({ status, answer }) => cureOf(options, { status, answer: answer, url }),
  }
}

function requestHeaders({ apiKey, headers = {} }: EndpointOptions, world: Pick<World, 'variable'>) {
  const lines = Object.entries(headers).map(
    ([name, secret]) => [name.toLowerCase(), readSecret(secret, world)] as const,
  )
  const key = apiKey === undefined ? undefined : readSecret(apiKey, world)
  return {
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      ...Object.fromEntries(lines),
    },
    secrets: [...(key === undefined ? [] : [key]), ...lines.map(([, value]) => value)],
  }
}

function bodyOf({ model, dimensions, encoding = 'float', body }: EndpointOptions, texts: readonly string[]): string {
  const size = dimensions === undefined ? {} : { dimensions }
  return JSON.stringify({ ...body, model, input: texts, encoding_format: encoding, ...size })
}

interface Request {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly texts: readonly string[]
  readonly signal: AbortSignal
}

async function request({ url, headers, body, texts, signal }: Request): Promise<Answer> {
  const response = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' })
  const text = await response.text()
  if (!response.ok) {
    throw Object.assign(new Error(`HTTP ${response.status}`), {
      status: response.status,
      headers: response.headers,
      body: text,
    })
  }
  const document = parse(text)
  return { vectors: readEmbeddings(document, texts.length), tokens: tokensFrom(usageTokens(document)) }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // A page is an answer from somebody else, and will be one the next time too. Anything else may be an answer that
    // was cut off.
    const isPage = text.trimStart().startsWith('<')
    const kind = text.trim() === '' ? 'an empty answer' : isPage ? 'a web page' : 'an answer that is not JSON'
    throw Object.assign(new Error(kind), { isRetryable: !isPage })
  }
}

function usageTokens(document: unknown): unknown {
  const { usage } = Object(document) as { usage?: unknown }
  const { prompt_tokens: prompt, total_tokens: total } = Object(usage) as Record<string, unknown>
  return prompt ?? total
}

interface Refused {
  readonly status: number | undefined
  readonly answer: string
  readonly url: URL
}

function cureOf({ apiKey, dimensions }: EndpointOptions, { status, answer, url }: Refused): string | undefined {
  if (status === 401 || status === 403) {
    if (apiKey === undefined) return "give the API key: apiKey: 'OPENAI_API_KEY', the variable that holds it"
    const variable = variableOf(apiKey)
    const where = variable === undefined ? 'given as `apiKey`' : `in the variable ${variable}`
    return `see that the key ${where} is one of ${url.host} and may use the model`
  }
  if (status === 404 || (status !== undefined && status < 400)) {
    return `see that \`url\` (${url.origin}${url.pathname}) and \`model\` are what the provider names`
  }
  if (status === undefined && answer === 'a web page') {
    return `see that \`url\` is an endpoint for embeddings: ${url.origin}${url.pathname}`
  }
  if (status === 400 && dimensions !== undefined && /dimension|matryoshka/i.test(answer)) {
    return 'leave `dimensions` out: the model has one number of dimensions'
  }
  return undefined
}

/** @throws AssetError `PROJECT_INVALID` */
export function checkUrl(url: unknown): void {
  const parsed = typeof url === 'string' ? URL.parse(url) : null
  const fault =
    parsed === null || !['http:', 'https:'].includes(parsed.protocol)
      ? 'is no address that starts with https:// or http://'
      : parsed.username !== '' || parsed.password !== ''
        ? 'has a name or a password in it'
        : undefined
  if (fault === undefined) return
  throw new AssetError({
    code: 'PROJECT_INVALID',
    message: `the \`url\` of an embedder ${fault}`,
    fix: "give the endpoint alone, such as 'https://api.openai.com/v1/embeddings', and the key as `apiKey` or in `headers`",
  })
}
