import type {
  AnyEffectOptions,
  AssetOptions,
  CheckOptions,
  Definition,
  EffectDefinition,
} from '../../define/definition.ts'
import type { EffectTarget } from '../../define/effect-target.ts'
import type { Retries } from '../../define/retries.ts'
import { AssetError } from '../../errors.ts'
import { unreachable } from '../../util/unreachable.ts'
import { sourceKind } from '../kinds/source-kinds.ts'
import { common, empty, functionMistakes, rowRules, validationMistakes } from './common-rules.ts'
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
  text,
} from './option-rules.ts'

const reviewedKinds = ['clock', 'random', 'environment', 'network', 'files', 'process', 'code']
const reviewed: OptionRule = [
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.entries(value).every(([kind, why]) => reviewedKinds.includes(kind) && typeof why === 'string' && why !== ''),
  "reasons by what is read, such as { network: 'pinned model, deterministic' }: clock, random, environment, network, files, process or code",
]
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
  checkFilter: callable,
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
      return [...sourceKind(definition.origin).mistakes(definition), ...ofRetries]
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

/** They are typed, for what is to come: accepted, they would make one table of all partitions. */
function partitionMistakes({ partitions }: AssetOptions): readonly OptionMistake[] {
  if (partitions === undefined) return []
  const fix =
    'remove it, and keep the key in a column; rows are computed again only where they are new with map and flatMap'
  return [{ message: 'has partitions, which no release makes yet', fix }]
}
