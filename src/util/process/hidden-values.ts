import { secretForms } from './secret-forms.ts'

/** Values that this process gave to functions through `env`, of which any may be a secret. */
const hiddenValues = new Set<string>()
/** The values that were read with `env.secret`. */
const secrets = new Set<string>()
/** A shorter value (`test`, `eu`) occurs in too many other words. */
const shortestSecret = 8

export type HiddenKind = 'given' | 'secret'

const valuesOf: Readonly<Record<HiddenKind, Set<string>>> = { given: hiddenValues, secret: secrets }
let onHidden: ((kind: HiddenKind, value: string) => void) | undefined

/** Hears of each value that is to be hidden from now on: who writes what this process says has to hide it as well. */
export const hearHidden = (hear: (kind: HiddenKind, value: string) => void): void => {
  onHidden = hear
}

export const hideGiven = (value: string | undefined): void => hide('given', value)
export const hideSecret = (value: string | undefined): void => hide('secret', value)

export function hide(kind: HiddenKind, value: string | undefined): void {
  const values = valuesOf[kind]
  if (value === undefined || value.length < shortestSecret || values.has(value)) return
  for (const form of secretForms(value)) values.add(form)
  onHidden?.(kind, value)
}

/** The text without these values, since a service often repeats a value in its error, which is kept and shown. */
export const withoutValues = (text: string): string => without(text, [...hiddenValues, ...secrets])

/** What an asset prints may name the model that it was given. A secret is in no line that is kept. */
export const withoutSecrets = (text: string): string => without(text, secrets)

function without(text: string, values: Iterable<string>): string {
  let clean = text
  for (const value of values) clean = clean.replaceAll(value, '…')
  return clean
}
