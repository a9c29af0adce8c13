import {
  callable,
  checkOptions,
  duration,
  flag,
  type OptionRule,
  type OptionRules,
  positiveInteger,
  text,
  valueWords,
} from '../discover/options/option-rules.ts'
import { AssetError, AssetErrors } from '../errors.ts'
import type {
  MaterializeOptions,
  OpenProject,
  OpenProjectOptions,
  PartitionsOption,
  PlanOptions,
  SelectOptions,
} from './project.ts'

/** The parameters of a call. The compiler finds a slip in TypeScript; a plain script or an `any` is checked here. */
interface Call {
  readonly name: string
  /** What stands before the options, by name. */
  readonly words: Readonly<Record<string, OptionRule>>
  readonly options: Readonly<Record<string, OptionRule>>
}

type Method = Exclude<keyof OpenProject, 'root' | symbol>
/** The one parameter that is neither a name nor a selection. */
type OptionsOf<Name extends Method> = Exclude<
  Parameters<OpenProject[Name]>[number],
  string | readonly string[] | undefined
>

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const selection: OptionRule = [
  (value) => (Array.isArray(value) ? value : [value]).every((word) => typeof word === 'string'),
  "a name or an expression of the selection grammar, such as '+report tag:daily', or a list of them",
]
const natural: OptionRule = [(value) => Number.isInteger(value) && (value as number) >= 0, 'a whole number']
const plain: OptionRule = [isObject, "an object, such as { path: 'notes/a.md' }"]
const signal: OptionRule = [(value) => value instanceof AbortSignal, 'the signal of an AbortController']
const wait: OptionRule = [(value) => value === false || duration[0](value), `${duration[1]}, or false`]
/** A name that may be left out, where the call is about everything without it. */
const optional = ([allows, what]: OptionRule): OptionRule => [(value) => value === undefined || allows(value), what]

const select: OptionRules<SelectOptions> = { exclude: selection }
const partitions: OptionRules<PartitionsOption> = { partitions: text }
const plan: OptionRules<PlanOptions> = {
  ...select,
  ...partitions,
  ...{ effects: flag, only: flag, force: flag, fromScratch: flag },
}
const materialize: OptionRules<MaterializeOptions> = {
  ...plan,
  ...{ concurrency: positiveInteger, failFast: flag, allowRemoved: flag, verify: flag, wait, signal },
  onEvent: callable,
}
const open: OptionRules<OpenProjectOptions> = {
  ...{ cwd: text, config: text, store: text, environment: text },
  ...{ onWarning: callable, captureOutput: flag, guardProcess: flag },
}
const selected = { selection: optional(selection) }

function call<Name extends Method>(
  name: Name,
  words: Call['words'],
  options: { readonly [Option in keyof OptionsOf<Name>]-?: OptionRule } & Call['options'],
): Call {
  return { name, words, options }
}

export const callRules = {
  openProject: { name: 'openProject', words: {}, options: open },
  list: call('list', selected, select),
  materialize: call('materialize', selected, materialize),
  plan: call('plan', selected, { ...plan, changed: text }),
  status: call('status', selected, { ...select, ...partitions }),
  check: call('check', selected, { ...select, ...partitions, changed: text }),
  explain: call('explain', { name: text }, { ...partitions, vs: text }),
  lineage: call('lineage', selected, { ...select, ...partitions, up: natural, down: natural }),
  history: call('history', { name: optional(text) }, { ...partitions, limit: positiveInteger }),
  table: call('table', { name: text }, { version: text, partition: text, failing: text }),
  query: call('query', { sql: text }, { ...partitions, allowFiles: flag }),
  search: call('search', { index: text, question: text }, { k: positiveInteger, filter: plain, signal }),
} satisfies Record<Method | 'openProject', Call>

/**
 * @param values What stands before the options, in the order of the call.
 * @throws AssetError `ASSET_OPTIONS` for what the call does not take, AssetErrors for several.
 */
export function checkCall({ name, words, options: rules }: Call, values: readonly unknown[], options: unknown): void {
  const problems = Object.entries(words).flatMap(([word, [allows, what]], place) => {
    const value = values[place]
    if (Array.isArray(value) && value.length === 0) return [nothingSelected(name)]
    if (allows(value)) return []
    const behind = isObject(value) ? `; options stand behind it: ${name}(${Object.keys(words).join(', ')}, { … })` : ''
    return [mistake(`${name}() was given ${valueWords(value)} as its ${word}`, `give ${what}${behind}`)]
  })
  if (options !== undefined && !isObject(options))
    problems.push(
      mistake(`${name}() was given ${valueWords(options)} as its options`, 'give an object, or leave it out'),
    )
  else
    for (const { message, fix } of checkOptions(options ?? {}, { rules }))
      problems.push(mistake(`${name}() ${message}`, fix))
  AssetErrors.throwIfAny(problems)
}

/** An empty list is refused: a program whose filter left nothing does not mean everything, effects included. */
const nothingSelected = (call: string): AssetError =>
  mistake(
    `${call}() was given an empty list as its selection`,
    'leave the selection out where everything is meant, and the call where nothing is',
  )

const mistake = (message: string, fix: string): AssetError => new AssetError({ code: 'ASSET_OPTIONS', message, fix })
