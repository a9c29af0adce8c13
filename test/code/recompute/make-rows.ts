/** What the framework does with definitions at load: it keeps them. */
export const frameworkText = `
const keep = (...given) => ({ fn: given.at(-1), options: given.length > 1 ? given[0] : {} })
export const defineProject = (options) => {
  const known = typeof options === 'function' ? options({ environment: 'development', env: () => undefined }) : options
  return { options: known, asset: keep, source: keep, check: keep, effect: keep }
}
export const resource = ({ open, settings }) => open(settings)
`

interface Loaded {
  /** The namespaces of the project file and of the table of contents. */
  readonly config: object
  readonly contents: object
  readonly asset: string
  readonly env: Readonly<Record<string, string>>
}

/** Calls the function of an asset, and gives what it returns as text. */
export async function makeRows({ config, contents, asset, env }: Loaded): Promise<string> {
  const { resources = {} } = (config as { default?: { options?: { resources?: object } } }).default?.options ?? {}
  const definition = asset.split('.').reduce((at: unknown, name) => (at as Record<string, unknown>)[name], contents)
  const fn = (definition as { fn: (given: object, context: object) => unknown }).fn
  const given = { a: [{ n: 1 }, { n: 2 }], b: [{ n: 3 }] }
  const rows = await fn(given, { ...resources, env: (name: string) => env[name] })
  return JSON.stringify(rows, replacer) ?? 'undefined'
}

export const silent = Object.fromEntries(
  ['log', 'warn', 'error', 'info', 'debug', 'table'].map((name) => [name, () => undefined]),
)

function replacer(_key: string, value: unknown): unknown {
  if (value === undefined) return '«undefined»'
  if (typeof value === 'number' && !Number.isFinite(value)) return `«${value}»`
  if (Object.is(value, -0)) return '«-0»'
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'function') return `«function ${value.name}»`
  const tag = Object.prototype.toString.call(value)
  if (tag === '[object Map]' || tag === '[object Set]') return [tag, [...(value as Iterable<unknown>)]]
  return value
}
