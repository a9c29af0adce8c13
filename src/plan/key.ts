import { keyScheme } from '../discover/facts.ts'
import type { Ingredients } from '../store/record.ts'
import { digestFields, sortedEntries } from '../util/digest.ts'

/** What a key is made of. The names of the asset and of its parameters are not among it: a rename computes nothing. */
export interface KeyFields {
  readonly definition: string
  readonly partition: string
  readonly ingredients: Pick<Ingredients, 'environment' | 'inputs' | 'observed' | 'previous'>
}

/** K of the model: 64 hex digits. An input counts by its ordinal and its version. */
export function keyOf({ definition, partition, ingredients }: KeyFields): string {
  const { previous } = ingredients
  return digestFields(keyScheme, [
    ['definition', definition],
    ['partition', partition],
    ['environment', sortedEntries(ingredients.environment)],
    ['observed', ingredients.observed ?? null],
    ['inputs', ingredients.inputs.map((input) => input.version)],
    // A field of those that have it alone: the keys of all others are as they were.
    ...(previous === undefined ? [] : [['previous', previous.version] as const]),
  ])
}
