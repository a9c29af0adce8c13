import { type Definition, type DefinitionKind, definitionOf } from '../../define/definition.ts'
import { nodeKinds } from '../../define/node-kinds.ts'
import { AssetError } from '../../errors.ts'
import { didYouMean } from '../../util/suggest.ts'
import { valueText } from '../../util/thrown.ts'
import type { AnyTarget } from './fake-target.ts'

export interface AloneRequest {
  readonly definition: Definition
  readonly given: object
  readonly resources: Readonly<Record<string, unknown>>
  readonly env: Readonly<Record<string, string | undefined>>
  readonly now: Date | undefined
  readonly partition: string
  /** The rows of the last version; left out the first time. */
  readonly previous: unknown
  /** The folder that globs are relative to. Default: the project's. */
  readonly root: string | undefined
  /** In the place of an effect's own. */
  readonly target: AnyTarget | undefined
}

type Test = (value: unknown) => boolean
const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isRows: Test = (value) => typeof value === 'object' && value !== null
const isText: Test = (value) => typeof value === 'string'

const rules: Readonly<Record<string, { readonly is: Test; readonly what: string }>> = {
  given: { is: isObject, what: 'an object of rows by the names that the function reads' },
  resources: { is: isObject, what: 'an object of values by the names of the resources' },
  env: { is: isObject, what: 'an object of texts by the names of the variables' },
  now: { is: (value) => value instanceof Date && !Number.isNaN(value.getTime()), what: 'a Date' },
  previous: { is: isRows, what: 'the rows of its last version' },
  partition: { is: isText, what: "the partition's key" },
  root: { is: isText, what: 'the path of a folder' },
  target: { is: (value) => isObject(value) && typeof (value as AnyTarget).sync === 'function', what: 'a { sync }' },
}
const only: Readonly<Record<string, DefinitionKind>> = { root: 'source', target: 'effect' }

/**
 * The request of a test, checked at run time as well.
 *
 * @throws AssetError `TEST_GIVEN`.
 */
export function requestOf(value: unknown, options: unknown = {}): AloneRequest {
  const definition = definitionOf(value)
  if (definition === undefined)
    throw badCall(
      `run was given ${valueText(value)}, which is no asset, check, effect or source`,
      'pass what asset(…), check(…), effect(…) or source(…) made, as it is exported',
    )
  if (!isObject(options))
    throw badCall(`run was given ${valueText(options)} as its options`, 'give an object, such as { given: { … } }')
  for (const [name, one] of Object.entries(options)) if (one !== undefined) expectOption(definition, name, one)
  const request = options as Partial<AloneRequest>
  if (request.given === undefined && !nodeKinds[definition.kind].readsOutside)
    throw badCall('run was given no tables', 'give the rows of what the function reads: run(it, { given: { … } })')
  return {
    ...{ given: {}, resources: {}, env: {}, partition: '' },
    ...{ now: undefined, root: undefined, target: undefined, previous: undefined },
    ...request,
    definition,
  }
}

function expectOption({ kind, options }: Definition, name: string, value: unknown): void {
  const rule = Object.hasOwn(rules, name) ? rules[name] : undefined
  if (rule === undefined) {
    const accepted = `it takes ${Object.keys(rules).join(', ')}`
    throw badCall(`run has no option "${name}"`, didYouMean(name, Object.keys(rules), accepted))
  }
  if (!rule.is(value)) throw badCall(`${name} is ${valueText(value)}`, `give ${rule.what}`)
  if (name === 'env') expectTexts(value as object)
  if (name === 'previous' && !('previous' in options && options.previous === true))
    throw badCall(
      '"previous" is given, and its options have no previous',
      'leave it out, or give the asset previous: true and a schema',
    )
  const of = Object.hasOwn(only, name) ? only[name] : undefined
  const isTargetless = name === 'target' && !('target' in options && options.target !== undefined)
  if (of !== undefined && (kind !== of || isTargetless))
    throw badCall(
      `"${name}" is given, which ${nodeKinds[kind].title} does not have`,
      `leave it out: it is for ${only[name]}s alone`,
    )
}

function badCall(message: string, fix: string): AssetError {
  return new AssetError({ code: 'TEST_GIVEN', message, fix })
}

/** Variables of a process are texts, and a function is given no other ones here. */
function expectTexts(env: object): void {
  for (const [name, value] of Object.entries(env))
    if (value !== undefined && !isText(value)) throw badCall(`env.${name} is ${valueText(value)}`, 'give a text')
}
