import type { Definition } from '../../define/definition.ts'
import type { Retries } from '../../define/retries.ts'
import { AssetError } from '../../errors.ts'
import { kinds } from '../kinds/kinds.ts'
import {
  between,
  callable,
  checkOptions,
  duration,
  type OptionMistake,
  type OptionRules,
  positiveInteger,
} from './option-rules.ts'

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
  const mistakes = [...kinds[definition.kind].mistakes(definition), ...retryMistakes(definition)]
  return mistakes.map(
    ({ message, fix }) =>
      new AssetError({ code: 'ASSET_OPTIONS', message: `${name} ${message}`, at, facts: { asset: name }, fix }),
  )
}

function retryMistakes({ options: { retries } }: Definition): readonly OptionMistake[] {
  if (typeof retries !== 'object' || retries === null) return []
  return checkOptions(retries, { rules: retryRules, required: ['attempts'], prefix: 'retries.' })
}
