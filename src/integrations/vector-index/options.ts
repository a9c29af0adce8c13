import { invalid } from './shape.ts'

/** A name for every option of an interface: a new option that is not in it does not compile. */
export type OptionNames<Options> = { readonly [Name in keyof Required<Options>]: true }

/**
 * Refuses misspelt options. The compiler finds them in TypeScript; in a plain script, or in an `any`, they would do
 * nothing.
 *
 * @throws AssetError `PROJECT_INVALID`
 */
export function refuseUnknown(options: object, names: Readonly<Record<string, true>>): void {
  const unknown = Object.entries(options).find(([name, value]) => value !== undefined && !Object.hasOwn(names, name))
  if (unknown === undefined) return
  throw invalid(`has an unknown option "${unknown[0]}"`, `remove it, or use one of ${Object.keys(names).join(', ')}`)
}
