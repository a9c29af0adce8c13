import { effectNames } from '../../define/context.ts'
import { definitionOf } from '../../define/definition.ts'
import { nodeKinds } from '../../define/node-kinds.ts'
import { AssetError } from '../../errors.ts'
import type { Node } from '../../graph/node.ts'
import { didYouMean, suggest } from '../../util/suggest.ts'
import { valueText } from '../../util/thrown.ts'

type Subject = Pick<Node, 'name' | 'at'>

/** By the upstream's name, which has dots where the function's pattern is nested. */
export type GivenByName = ReadonlyMap<string, unknown>

/**
 * What is given, by the names that the function reads: `{ crm: { customers } }` is `crm.customers`.
 *
 * @throws AssetError `TEST_GIVEN` where one is missing, or is not read.
 */
export function givenByName(tables: object, node: Pick<Node, 'name' | 'at' | 'upstream'>): GivenByName {
  const leaves = new Map<string, unknown>()
  const others: string[] = []
  const walk = (values: object, prefix: string): void => {
    for (const [key, value] of Object.entries(values) as [string, unknown][]) {
      const name = prefix + key
      if (value === undefined) continue
      if (node.upstream.includes(name)) leaves.set(name, rowsGiven(name, value))
      else if (isObject(value) && node.upstream.some((one) => one.startsWith(`${name}.`))) walk(value, `${name}.`)
      else others.push(name)
    }
  }
  walk(tables, '')
  const missing = node.upstream.find((name) => !leaves.has(name))
  if (missing !== undefined) throw notGiven(node, missing, others)
  const [other] = others
  if (other !== undefined) throw notRead(node, other)
  return leaves
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

function rowsGiven(name: string, value: unknown): object {
  const isPromise = isObject(value) && 'then' in value && typeof value.then === 'function'
  const definition = definitionOf(value)
  if (isObject(value) && !isPromise && definition === undefined) {
    if (value instanceof Map) for (const [key, rows] of value) rowsGiven(`${name}[${key}]`, rows)
    return value
  }
  const what = definition === undefined ? valueText(value) : nodeKinds[definition.kind].title
  const example = `give rows, such as ${name}: [{ … }], or a query`
  const fix = isPromise
    ? `await it: ${name}: await …`
    : definition === undefined
      ? example
      : `${example}: no asset is run`
  const message = `${what} is given for ${name}, where rows are expected`
  throw new AssetError({ code: 'TEST_GIVEN', message, facts: { given: name }, fix })
}

function notGiven({ name, at }: Subject, missing: string, others: readonly string[]): AssetError {
  const suggestion = suggest(missing, others)
  const member = missing.split('.').reduceRight((inner, part) => `{ ${part}: ${inner} }`, '[…]')
  return new AssetError({
    code: 'TEST_GIVEN',
    message: `${name} reads "${missing}", which is not given`,
    at,
    facts: { asset: name, parameter: missing, ...(suggestion === undefined ? {} : { meant: suggestion }) },
    fix:
      suggestion === undefined
        ? `give its rows: given: ${member}`
        : `did you mean it by "${suggestion}"? write ${missing}`,
  })
}

function notRead({ name, at, upstream }: Subject & Pick<Node, 'upstream'>, other: string): AssetError {
  const reads = upstream.length === 0 ? 'it reads none' : `it reads ${upstream.join(', ')}`
  return new AssetError({
    code: 'TEST_GIVEN',
    message: `"${other}" is given, which ${name} does not read`,
    at,
    facts: { asset: name, given: other, upstream },
    fix: didYouMean(other, upstream, `leave it out: ${reads}`),
  })
}

/** A resource that the function names, where none of that name is given. */
export function resourceNotGiven({ name, at }: Subject, resource: string, names: readonly string[]): AssetError {
  const meant = suggest(resource, names)
  const fix = effectNames.includes(resource)
    ? `only an effect has \`${resource}\` in its context`
    : meant === undefined
      ? `give one to the test: resources: { ${resource}: … }`
      : `did you mean it by "${meant}"? write ${resource}`
  return new AssetError({
    code: 'TEST_GIVEN',
    message: `${name} uses the resource "${resource}", which is not given`,
    at,
    facts: { asset: name, resource, given: names },
    fix,
  })
}
