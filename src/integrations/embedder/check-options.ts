import { AssetError, parseDuration } from '../../index.ts'
import { isAiSdkModel, knownSpecifications } from './ai-sdk.ts'
import { hasEmbedDocuments } from './embed-documents.ts'
import { checkUrl } from './openai-compatible.ts'
import type { CommonOptions, EmbeddingModel, EndpointOptions, LazyOptions, ModelOptions } from './options.ts'

type Name = keyof CommonOptions | keyof EndpointOptions | keyof ModelOptions | keyof LazyOptions
type Rule = readonly [allows: (value: unknown) => boolean, what: string]

const natural: Rule = [(value) => Number.isInteger(value) && (value as number) >= 1, 'a whole number of at least 1']
const plainObject: Rule = [
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'an object of plain JSON',
]
const text: Rule = [(value) => typeof value === 'string' && value !== '', 'a text']
const callable: Rule = [(value) => typeof value === 'function', 'a function']

const rules: Readonly<Record<Name, Rule>> = {
  url: text,
  model: [(value) => value !== undefined && value !== '', 'the name of a model, a model, or a function'],
  open: callable,
  apiKey: [isSecret, 'the name of an environment variable, or { value: … }'],
  headers: [
    (value) => plainObject[0](value) && Object.values(value as object).every(isSecret),
    'an object of texts by the names of headers',
  ],
  body: plainObject,
  encoding: [(value) => value === 'float' || value === 'base64', "'float' or 'base64'"],
  providerOptions: plainObject,
  settings: plainObject,
  dimensions: natural,
  batchSize: natural,
  batchTokens: natural,
  countTokens: callable,
  concurrency: natural,
  requestsPerMinute: natural,
  tokensPerMinute: natural,
  rateGroup: text,
  timeout: [(value) => (parseDuration(value) ?? 0) > 0, "a number of ms, or with a unit, such as '30s' or '2m'"],
  retries: [(value) => value === 0 || natural[0](value), 'a whole number, or 0'],
  pricePerMillionTokens: [(value) => typeof value === 'number' && value >= 0, 'a number'],
}

/** An empty text is no secret: it would be sent, and refused with a message that does not mention it. */
function isSecret(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return typeof value === 'string' && value !== ''
  const inner = 'env' in value ? value.env : 'value' in value ? value.value : undefined
  return typeof inner === 'string' && inner !== ''
}

const endpointOnly = ['apiKey', 'headers', 'body', 'encoding'] as const satisfies readonly Name[]

/** @throws AssetError `PROJECT_INVALID` for the first option that is wrong. */
export function checkOptions(options: object): void {
  for (const [name, value] of Object.entries(options)) checkOption(name, value)
  checkForm(new Set(Object.keys(options)), options)
}

function checkOption(name: string, value: unknown): void {
  if (!Object.hasOwn(rules, name)) {
    throw invalid(`has an unknown option "${name}"`, `remove it, or use one of ${Object.keys(rules).join(', ')}`)
  }
  const [allows, what] = rules[name as Name]
  // The message leaves the value out, which may be a secret in the wrong place.
  if (!allows(value)) throw invalid(`has a wrong \`${name}\``, `give ${what}`)
  if (name === 'url') checkUrl(value)
}

function checkForm(names: ReadonlySet<string>, options: { readonly model?: unknown }): void {
  const forms = "give { url, model: '…' } for an endpoint, { model } for a model or a function, or { open }"
  if (names.has('open') && (names.has('url') || names.has('model'))) {
    throw invalid('has `open` beside `url` or `model`', forms)
  }
  if (!names.has('open') && !names.has('model')) throw invalid('has no model', forms)
  if (names.has('url') && typeof options.model !== 'string') {
    throw invalid('has a `url`, and a `model` that is no name', forms)
  }
  if (!names.has('url') && names.has('model')) {
    if (typeof options.model === 'string') throw invalid(`has the name of a model and no \`url\``, forms)
    checkModel(options.model)
  }
  const misplaced = endpointOnly.find((name) => names.has(name) && !names.has('url'))
  if (misplaced !== undefined) {
    throw invalid(
      `has \`${misplaced}\` without a \`url\``,
      `give \`${misplaced}\` to the model itself, or add the \`url\``,
    )
  }
  if (names.has('url') && names.has('providerOptions')) {
    throw invalid('has `providerOptions` beside a `url`', 'give what belongs into the request as `body`')
  }
}

/** @throws AssetError `PROJECT_INVALID` for a model of no known shape. */
export function checkModel(model: unknown): asserts model is EmbeddingModel {
  if (isAiSdkModel(model)) {
    if (knownSpecifications.includes(model.specificationVersion)) return
    throw invalid(
      `has a model of the AI SDK's specification ${model.specificationVersion}`,
      `install a version of its package with one of ${knownSpecifications.join(', ')}`,
    )
  }
  if (hasEmbedDocuments(model) || typeof model === 'function') return
  throw invalid(
    'has a model of a kind that is not known',
    "give an embedding model of the AI SDK, an object with embedDocuments, a function, or { url, model: '…' }",
  )
}

function invalid(message: string, fix: string): AssetError {
  return new AssetError({ code: 'PROJECT_INVALID', message: `the embedder ${message}`, fix })
}
