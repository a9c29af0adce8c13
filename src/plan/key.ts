import { keyScheme } from '../discover/facts.ts'
import type { Ingredients } from '../store/record.ts'
import { digestFields, sortedEntries } from '../util/digest.ts'

/** What a key is made of. It has no names of assets or parameters, so that a rename computes nothing anew. */
export interface KeyFields {
  readonly definition: string
  readonly partition: string
  readonly ingredients: Pick<Ingredients, 'environment' | 'inputs' | 'observed' | 'previous'>
}

/** The key of a unit, 64 hex digits. An input counts by its ordinal and its version. */
export function keyOf({ definition, partition, ingredients }: KeyFields): string {
  const { previous } = ingredients
  return digestFields(keyScheme, [
    ['definition', definition],
    ['partition', partition],
    ['environment', sortedEntries(ingredients.environment)],
    ['observed', ingredients.observed ?? null],
    ['inputs', ingredients.inputs.map((input) => input.version)],
    // Left out where there is no past, so that the keys of all other units stay as they were.
    ...(previous === undefined ? [] : [['previous', previous.version] as const]),
  ])
}
