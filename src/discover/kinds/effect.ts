import type { AnyEffectOptions, EffectDefinition } from '../../define/definition.ts'
import type { EffectTarget } from '../../define/effect-target.ts'
import { functionMistakes, isolated, making, reviewed } from '../options/common-rules.ts'
import { callable, checkOptions, flag, type OptionRules, oneOf, text } from '../options/option-rules.ts'
import { readerRules } from '../options/partition-rules.ts'
import type { Kind } from './kind.ts'

const rules = {
  manual: flag,
  environments: [
    (value) => Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string' && one !== ''),
    "names of environments: ['production']",
  ],
  ...making,
  ...isolated,
  codeVersion: text,
  fingerprint: oneOf('strict'),
  verify: callable,
  reviewed,
  ...readerRules,
  target: [
    (value) => typeof value === 'object' && value !== null,
    'a target, such as vectorIndex({ … }) of assetstore/vector-index',
  ],
} satisfies OptionRules<AnyEffectOptions>

const targetRules = {
  place: [(value) => value !== null, 'what names the place, such as its path or URL'],
  file: [(value) => value === undefined || typeof value === 'string', 'the path of what it keeps'],
  sync: callable,
  verify: callable,
  embed: callable,
  checkFilter: callable,
  search: callable,
} satisfies OptionRules<EffectTarget<unknown, unknown, unknown>>

const keyed = ['codeVersion', 'fingerprint'] as const satisfies readonly (keyof AnyEffectOptions)[]

/** `effect({ … }, ({ documents }) => receipt)` */
export const effectKind: Kind<EffectDefinition> = {
  rules,
  roots: ['target'],
  mistakes: ({ kind, run, options }) => {
    const { target, verify } = options
    const own = [...functionMistakes(run, { kind, options }), ...checkOptions(options, { rules })]
    if (typeof target !== 'object' || target === null) return own
    const fix = 'leave out `verify`: the target answers for itself'
    const both = verify === undefined ? [] : [{ message: 'has both a `target` and a `verify`', fix }]
    return [...own, ...checkOptions(target, { rules: targetRules, required: ['sync'], prefix: 'target.' }), ...both]
  },
  keyed: ({ options }) => keyed.map((name) => [name, options[name]]),
}
