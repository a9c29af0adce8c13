import type {
  AnyEffectOptions,
  AssetOptions,
  CheckOptions,
  CommonOptions,
  Definition,
  EffectDefinition,
  RowOptions,
  SourceCommonOptions,
  SourceDefinition,
} from '../../define/definition.ts'
import type { EffectTarget } from '../../define/effect-target.ts'
import { readOptionNames, tableFormats } from '../../define/read-options.ts'
import type { Retries } from '../../define/retries.ts'
import { AssetError } from '../../errors.ts'
import { unreachable } from '../../util/unreachable.ts'
import {
  between,
  callable,
  checkOptions,
  duration,
  flag,
  type OptionMistake,
  type OptionRule,
  type OptionRules,
  oneOf,
  positiveInteger,
  schema,
  shareOrCount,
  text,
  texts,
} from './option-rules.ts'
import { readMistakes } from './options-of-tables.ts'

const retries: OptionRule = [
  (value) => (typeof value === 'object' && value !== null) || (Number.isInteger(value) && (value as number) >= 0),
  'a number of retries, such as 3, or { attempts, delay, … }',
]
const common = {
  description: text,
  group: text,
  tags: texts,
  owners: texts,
  retries,
  timeout: duration,
} satisfies OptionRules<CommonOptions>
const reviewedKinds = ['clock', 'random', 'environment', 'network', 'files', 'process', 'code']
const reviewed: OptionRule = [
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.entries(value).every(([kind, why]) => reviewedKinds.includes(kind) && typeof why === 'string' && why !== ''),
  "reasons by what is read, such as { network: 'pinned model, deterministic' }: clock, random, environment, network, files, process or code",
]
const empty = oneOf('fail', 'allow')
const sourceRules = { ...common, empty } satisfies OptionRules<SourceCommonOptions>
const rowRules = {
  schema,
  strict: flag,
  onInvalid: oneOf('fail', 'drop', 'quarantine'),
  maxInvalid: shareOrCount,
} satisfies OptionRules<RowOptions>
const assetRules = {
  ...common,
  volatile: flag,
  ...rowRules,
  empty,
  reviewed,
  ordered: flag,
  codeVersion: text,
  fingerprint: oneOf('strict'),
  partitions: [() => true, 'partitions'],
} satisfies OptionRules<AssetOptions>
const checkRules = { ...common, severity: oneOf('block', 'warn'), reviewed } satisfies OptionRules<CheckOptions>
const effectRules = {
  manual: flag,
  ...common,
  codeVersion: text,
  fingerprint: oneOf('strict'),
  verify: callable,
  reviewed,
  target: [
    (value) => typeof value === 'object' && value !== null,
    'a target, such as vectorIndex({ … }) of assetstore/vector-index',
  ],
} satisfies OptionRules<AnyEffectOptions>
const targetRules = {
  place: [(value) => value !== null, 'what names the place, such as its path or URL'],
  sync: callable,
  verify: callable,
  embed: callable,
  search: callable,
} satisfies OptionRules<EffectTarget<unknown, unknown, unknown>>
const retryRules = {
  attempts: positiveInteger,
  delay: duration,
  maxDelay: duration,
  factor: between(1, 1_000),
  jitter: between(0, 1),
  when: callable,
} satisfies OptionRules<Retries>
const globRule: OptionRule = [
  (value) => Array.isArray(value) && value.length > 0 && value.every((glob) => typeof glob === 'string' && glob !== ''),
  "a glob or a list of globs, such as 'data/**/*.md'",
]
const content = oneOf('text', 'bytes')
const originRules = {
  type: text,
  name: text,
  glob: globRule,
  as: content,
  format: oneOf(...tableFormats),
  read: [() => true, 'read options'],
  observe: callable,
  run: callable,
} satisfies Readonly<Record<string, OptionRule>>

/** What is wrong with the options of a definition, and with a function that is not there. */
export function optionMistakes(
  definition: Definition,
  { name, at }: { readonly name: string; readonly at: string },
): readonly AssetError[] {
  return [...mistakesOf(definition)].map(
    ({ message, fix }) =>
      new AssetError({ code: 'ASSET_OPTIONS', message: `${name} ${message}`, at, facts: { asset: name }, fix }),
  )
}

function mistakesOf(definition: Definition): readonly OptionMistake[] {
  const { retries } = definition.options
  const nested = typeof retries === 'object' && retries !== null
  const ofRetries = nested
    ? checkOptions(retries as Retries, { rules: retryRules, required: ['attempts'], prefix: 'retries.' })
    : []
  switch (definition.kind) {
    case 'asset':
      return [
        ...functionMistakes(definition.run, 'asset'),
        ...checkOptions(definition.options, { rules: assetRules }),
        ...validationMistakes(definition.options),
        ...partitionMistakes(definition.options),
        ...ofRetries,
      ]
    case 'check':
      return [
        ...functionMistakes(definition.run, 'check'),
        ...checkOptions(definition.options, { rules: checkRules }),
        ...ofRetries,
      ]
    case 'effect':
      return [...effectMistakes(definition), ...ofRetries]
    case 'source':
      return [...originMistakes(definition), ...sourceMistakes(definition), ...ofRetries]
    default:
      return unreachable(definition)
  }
}

function effectMistakes({ run, options }: EffectDefinition): readonly OptionMistake[] {
  const { target, verify } = options
  const own = [...functionMistakes(run, 'effect'), ...checkOptions(options, { rules: effectRules })]
  if (typeof target !== 'object' || target === null) return own
  const fix = 'leave out `verify`: the target answers for itself'
  const both = verify === undefined ? [] : [{ message: 'has both a `target` and a `verify`', fix }]
  return [...own, ...checkOptions(target, { rules: targetRules, required: ['sync'], prefix: 'target.' }), ...both]
}

/** An option that has nothing to act on is one that somebody relies on in vain. */
function validationMistakes({ schema, strict, onInvalid, maxInvalid }: RowOptions): readonly OptionMistake[] {
  const given = Object.entries({ strict, onInvalid, maxInvalid }).find(([, value]) => value !== undefined)
  if (schema === undefined && given !== undefined) {
    return [{ message: `has ${given[0]} and no schema`, fix: 'give it a schema, such as z.object({ … })' }]
  }
  if (maxInvalid === undefined || (onInvalid !== undefined && onInvalid !== 'fail')) return []
  const fix = "add onInvalid: 'drop' or onInvalid: 'quarantine', or remove maxInvalid"
  return [{ message: 'has maxInvalid, but its first invalid row fails it', fix }]
}

/** They are typed, for what is to come: accepted, they would make one table of all partitions. */
function partitionMistakes({ partitions }: AssetOptions): readonly OptionMistake[] {
  if (partitions === undefined) return []
  const fix =
    'remove it, and keep the key in a column; rows are computed again only where they are new with map and flatMap'
  return [{ message: 'has partitions, which no release makes yet', fix }]
}

function sourceMistakes({ origin, options }: SourceDefinition): readonly OptionMistake[] {
  if (origin.type !== 'table') return checkOptions(options, { rules: sourceRules })
  return [
    ...checkOptions(options, { rules: { ...sourceRules, ...rowRules }, others: readOptionNames }),
    ...validationMistakes(options),
    ...readMistakes(origin),
  ]
}

function originMistakes({ origin }: SourceDefinition): readonly OptionMistake[] {
  if (origin.type === 'function' && typeof origin.run !== 'function') return functionMistakes(origin.run, 'source')
  const required = origin.type === 'files' || origin.type === 'package' ? ['as'] : []
  return checkOptions(origin, { rules: originRules, required })
}

function functionMistakes(run: unknown, kind: Definition['kind']): readonly OptionMistake[] {
  if (typeof run === 'function') return []
  return [{ message: `has no function`, fix: `pass one, after the options: ${kind}({ … }, ({ raw_documents }) => …)` }]
}
