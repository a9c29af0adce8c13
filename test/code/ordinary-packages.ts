/** Packages in the shapes that the real ones have, as far as a call of them at load goes. */
export const ordinaryPackages = {
  'lodash-es': `import baseSlice from './slice.js'
const nativeCeil = Math.ceil, nativeMax = Math.max
export function chunk(array, size, guard) {
  size = guard ? 1 : nativeMax(Number(size), 0)
  const length = array == null ? 0 : array.length
  let index = 0, resIndex = 0, result = Array(nativeCeil(length / size))
  while (index < length) result[resIndex++] = baseSlice(array, index, (index += size))
  return result
}`,
  'lodash-es/slice.js': `export default function baseSlice(array, start, end) {
  let index = -1, length = array.length, result = Array(length)
  while (++index < length) result[index] = array[index + start]
  return result
}`,
  openai: `class Resource { constructor(client) { this._client = client } }
class Chat extends Resource { constructor() { super(...arguments); this.completions = new Resource(this._client) } }
const readEnv = (name) => globalThis.process?.env?.[name]?.trim() ?? undefined
export class OpenAI {
  #encoder
  constructor({ baseURL = readEnv('OPENAI_BASE_URL'), apiKey = readEnv('OPENAI_API_KEY'), ...opts } = {}) {
    const options = { apiKey, ...opts, baseURL: baseURL || 'https://api.openai.com/v1' }
    this.baseURL = options.baseURL
    this.timeout = options.timeout ?? OpenAI.DEFAULT_TIMEOUT
    this.fetch = options.fetch
    this.#encoder = {}
    this._options = options
    this.chat = new Chat(this)
  }
}
OpenAI.OpenAI = OpenAI
OpenAI.DEFAULT_TIMEOUT = 600000
export default OpenAI`,
  'p-limit': `class Queue { #head; #size = 0; enqueue(value) { const node = { value }; this.#head = node; this.#size++ } dequeue() { this.#size--; return this.#head } get size() { return this.#size } }
const validate = (n) => { if (!Number.isInteger(n)) throw new TypeError('no') }
export default function pLimit(concurrency) {
  validate(concurrency)
  const queue = new Queue()
  let activeCount = 0
  const resumeNext = () => { if (activeCount < concurrency && queue.size > 0) { activeCount++; queue.dequeue().run() } }
  const generator = (fn, ...args) => new Promise((resolve) => { queue.enqueue({ run: async () => resolve(await fn(...args)) }); resumeNext() })
  Object.defineProperties(generator, { activeCount: { get: () => activeCount }, concurrency: { get: () => concurrency, set(n) { validate(n); concurrency = n } } })
  return generator
}`,
  'date-fns': `let defaultOptions = {}
export const setDefaultOptions = (options) => { defaultOptions = { ...options } }
const formatters = { y: (date, token) => String(date.getFullYear()).padStart(token.length, '0'), M: (date) => date.getMonth() + 1 }
const pattern = /y+|M+|./g
export function format(date, text, options) {
  const locale = options?.locale ?? defaultOptions.locale ?? { code: 'en' }
  return text.match(pattern).map((token) => { const formatter = formatters[token[0]]; return formatter ? formatter(date, token, locale) : token }).join('')
}`,
  ai: `export const generateText = async ({ model, prompt }) => model.doGenerate(prompt)`,
  '@ai-sdk/openai': `class ChatModel { constructor(modelId, config) { this.specificationVersion = 'v2'; this.modelId = modelId; this.config = config } get provider() { return this.config.provider } }
export function createOpenAI(options = {}) {
  const getHeaders = () => ({ authorization: options.apiKey, ...options.headers })
  const createChatModel = (modelId) => new ChatModel(modelId, { provider: 'openai.chat', headers: getHeaders, fetch: options.fetch })
  const provider = function (modelId) { if (new.target) throw new Error('no'); return createChatModel(modelId) }
  provider.chat = createChatModel
  return provider
}
export const openai = createOpenAI()`,
  slugify: `let charMap = { '$': 'dollar', '%': 'percent' }
function replace(string, options) {
  options = typeof options === 'string' ? { replacement: options } : options || {}
  return string.normalize().split('').reduce((result, ch) => result + (charMap[ch] ?? ch).replace(/[^a-z]+/g, ''), '').trim()
}
replace.extend = (customMap) => { Object.assign(charMap, customMap) }
export default replace`,
  'drizzle-orm': `const entityKind = Symbol.for('drizzle:entityKind'), Columns = Symbol.for('drizzle:Columns')
class Column { static [entityKind] = 'Column'; constructor(table, config) { this.table = table; this.config = config; this.name = config.name } }
class ColumnBuilder { static [entityKind] = 'ColumnBuilder'; constructor(name) { this.config = { name, keyAsName: name === '' } } notNull() { this.config.notNull = true; return this } setName(name) { if (this.config.name === '') this.config.name = name } build(table) { return new Column(table, this.config) } }
class Table { static [entityKind] = 'Table'; constructor(name) { this.name = name } }
export const integer = (name = '') => new ColumnBuilder(name)
export const sqliteTable = (name, columns) => {
  const raw = new Table(name)
  const built = Object.fromEntries(Object.entries(columns).map(([key, builder]) => { builder.setName(key); return [key, builder.build(raw)] }))
  const table = Object.assign(raw, built)
  table[Columns] = built
  return table
}`,
  nanoid: `import { webcrypto as crypto } from 'node:crypto'
let pool, poolOffset
const fillPool = (bytes) => { if (!pool || pool.length < bytes) { pool = Buffer.allocUnsafe(bytes); crypto.getRandomValues(pool); poolOffset = 0 } poolOffset += bytes }
export const random = (bytes) => { fillPool((bytes |= 0)); return pool.subarray(poolOffset - bytes, poolOffset) }
export const customRandom = (alphabet, defaultSize, getRandom) => { const mask = (2 << 5) - 1; return (size = defaultSize) => { let id = ''; const bytes = getRandom(size); for (const byte of bytes) id += alphabet[byte & mask]; return id } }
export const customAlphabet = (alphabet, size = 21) => customRandom(alphabet, size, random)`,
  yaml: `class Lexer { constructor() { this.buffer = ''; this.pos = 0 } *lex(source) { this.buffer = source; for (const line of source.split('\\n')) { this.pos += line.length; yield line } } }
class Pair { constructor(key, value) { this.key = key; this.value = value } }
class Document { constructor() { this.items = []; this.errors = [] } add(pair) { this.items.push(pair) } toJS() { const out = {}; for (const { key, value } of this.items) out[key] = value; return out } }
export function parse(source) {
  const doc = new Document()
  for (const line of new Lexer().lex(source)) { const [key, value] = line.split(':'); doc.add(new Pair(key, value)) }
  for (const error of doc.errors) throw error
  return doc.toJS()
}`,
  effect: `const EffectTypeId = Symbol.for('effect/Effect')
const proto = { [EffectTypeId]: { _R: (_) => _ }, pipe(...fs) { return fs.reduce((value, f) => f(value), this) } }
class EffectPrimitive { constructor(op) { this._op = op } }
Object.assign(EffectPrimitive.prototype, proto)
const succeed = (value) => { const effect = new EffectPrimitive('Success'); effect.effect_instruction_i0 = value; return effect }
const runSync = (effect) => effect.effect_instruction_i0
export const Effect = { succeed, runSync }`,
  papaparse: `const Papa = {}
Papa.parse = (input, config = {}) => new Parser(config).parse(input)
function Parser(config) {
  const data = []
  this.parse = (input) => { for (const line of input.split('\\n')) pushRow(line.split(config.delimiter ?? ',')); return { data, errors: [], meta: {} } }
  function pushRow(row) { data.push(row) }
}
export default Papa`,
  rxjs: `class Observable { constructor(subscribe) { if (subscribe) this._subscribe = subscribe } lift(operator) { const o = new Observable(); o.source = this; o.operator = operator; return o } subscribe(next) { return this.operator ? this.operator.call({ next }, this.source) : this._subscribe({ next }) } pipe(...operations) { return operations.length ? operations.reduce((prev, fn) => fn(prev), this) : this } }
const operate = (init) => (source) => { if (typeof source?.lift === 'function') return source.lift(function (liftedSource) { return init(liftedSource, this) }); throw new TypeError('no') }
export const of = (...values) => new Observable((subscriber) => { for (const value of values) subscriber.next(value) })
export const map = (project) => operate((source, subscriber) => { let index = 0; source.subscribe((value) => subscriber.next(project(value, index++))) })`,
  luxon: `class Settings { static get throwOnInvalid() { return throwOnInvalid } static set throwOnInvalid(t) { throwOnInvalid = t } }
let throwOnInvalid
const iso = /(\\d{4})-(\\d\\d)-(\\d\\d)/
export { Settings }
export class DateTime { constructor(config) { this.ts = config.ts; this.c = config.c ?? null } static fromISO(text) { const [, year, month, day] = iso.exec(text) ?? []; if (year === undefined && Settings.throwOnInvalid) throw new Error('no'); return new DateTime({ c: { year, month, day }, ts: Date.UTC(year, month - 1, day) }) } plus(n) { return new DateTime({ ts: this.ts + n }) } }`,
}

/** They hand their work to code that is none of JavaScript, or to functions under names that are computed. */
export const doubtfulPackages = {
  ky: `const merge = (...sources) => { let result = {}; for (const source of sources) for (const [key, value] of Object.entries(source ?? {})) result = { ...result, [key]: value }; return result }
class Ky { static create(input, options) { return new Ky(input, options).run() } constructor(input, options) { this.input = input; this.options = options } async run() { return globalThis.fetch(this.input, this.options) } }
const methods = ['get', 'post']
const createInstance = (defaults) => {
  const ky = (input, options) => Ky.create(input, merge(defaults, options))
  for (const method of methods) ky[method] = (input, options) => Ky.create(input, merge(defaults, options, { method }))
  ky.create = (newDefaults) => createInstance(merge(newDefaults))
  return ky
}
export default createInstance()`,
  'better-sqlite3': `import { createRequire } from 'node:module'
const addon = createRequire(import.meta.url)('./better_sqlite3.node')
export default class Database { constructor(file) { this.db = new addon.Database(file) } prepare(sql) { return this.db.prepare(sql) } }`,
  tiktoken: `import { readFileSync } from 'node:fs'
const wasm = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(new URL('tiktoken_bg.wasm', import.meta.url))), {}).exports
export const getEncoding = (name) => ({ ptr: wasm.get_encoding(name) })`,
  '@huggingface/transformers': `import * as ONNX from 'onnxruntime-node'
const env = { cacheDir: './.cache' }
export const pipeline = async (task, model) => ({ session: await ONNX.InferenceSession.create(env.cacheDir + model) })`,
}
