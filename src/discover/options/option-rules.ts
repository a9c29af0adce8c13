import { behind } from '../../define/declaration/given-options.ts'
import { parseDuration } from '../../util/duration.ts'
import { didYouMean } from '../../util/suggest.ts'
import type { OptionPath } from './option-places.ts'

/** The test of a value, and the words for allowed values. */
export type OptionRule = readonly [allows: (value: unknown) => boolean, what: string]

/** A rule for every option of an interface: a new option without a rule does not compile. */
export type OptionRules<Options> = { readonly [Name in keyof Required<Options>]: OptionRule }

export interface OptionMistake {
  /** Continues a sentence whose subject is the definition: "has an option …". */
  readonly message: string
  readonly fix: string
  /** The path to the option, from the value that the sentence speaks of. */
  readonly path?: OptionPath
}

export const text: OptionRule = [(value) => typeof value === 'string', 'a string']
export const flag: OptionRule = [(value) => typeof value === 'boolean', 'true or false']
export const texts: OptionRule = [
  (value) => Array.isArray(value) && value.every((member) => typeof member === 'string'),
  "a list of strings, such as ['daily']",
]
export const callable: OptionRule = [(value) => typeof value === 'function', 'a function']
export const positiveInteger: OptionRule = [
  (value) => typeof value === 'number' && Number.isInteger(value) && value > 0,
  'a whole number of at least 1',
]
export const duration: OptionRule = [
  (value) => parseDuration(value) !== undefined,
  "a number of ms or a number with a unit, such as '250ms', '30s', '5m', '2h' or '1d'",
]
export function oneOf(...values: readonly string[]): OptionRule {
  return [(value) => values.includes(value as string), values.map((value) => `'${value}'`).join(' or ')]
}
const percent = /^(\d+(?:\.\d+)?)%$/
export const shareOrCount: OptionRule = [
  (value) =>
    typeof value === 'string'
      ? Number(percent.exec(value)?.[1] ?? Number.POSITIVE_INFINITY) <= 100
      : Number.isInteger(value) && (value as number) >= 0,
  "a number of rows, or a share of them from '0%' to '100%'",
]
export function between(least: number, most: number): OptionRule {
  return [(value) => typeof value === 'number' && value >= least && value <= most, `a number from ${least} to ${most}`]
}
export const schema: OptionRule = [
  (value) => standardProps(value) !== undefined,
  'a Standard Schema, such as z.object({ … }) of zod, valibot or arktype',
]

/** What every Standard Schema carries; arktype's are functions, so that both kinds of object are looked into. */
function standardProps(value: unknown): object | undefined {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return undefined
  const props: unknown = '~standard' in value ? value['~standard'] : undefined
  const valid =
    typeof props === 'object' && props !== null && 'validate' in props && typeof props.validate === 'function'
  return valid ? props : undefined
}

interface Checked {
  readonly rules: Readonly<Record<string, OptionRule>>
  readonly required?: readonly string[]
  /** What the options are part of, as in `retries.`. */
  readonly prefix?: string
  /** Names that are known as well, for the cure of one that is not. */
  readonly others?: readonly string[]
}

/** Every option that has no rule, or that its rule refuses. An option that is `undefined` is one that was not given. */
export function checkOptions(
  options: object,
  { rules, required = [], prefix = '', others = [] }: Checked,
): readonly OptionMistake[] {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined)
  const missing = required
    .filter((name) => !entries.some(([other]) => other === name))
    .map((name) => [name, undefined] as const)
  return [...missing, ...entries].flatMap(([name, value]) => {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined
    const path = [name]
    if (rule === undefined)
      return [{ ...unknownOption(prefix + name, { name, names: [...Object.keys(rules), ...others] }), path }]
    const [allows, what] = rule
    if (allows(value)) return []
    const problem =
      value === undefined ? `has no option "${prefix}${name}"` : `has ${prefix}${name}: ${valueWords(value)}`
    return [{ message: `${problem}, which is to be ${what}`, fix: `give ${what}`, path }]
  })
}

function unknownOption(label: string, { name, names }: { readonly name: string; readonly names: readonly string[] }) {
  if (label === 'name') return { message: 'is given a name', fix: 'leave it out: the name is that of the export' }
  if (label === behind) return { message: `has ${behind}`, fix: 'put them before it' }
  const fix = didYouMean(name, names, `remove it, or use one of ${names.join(', ')}`)
  return { message: `has an unknown option "${label}"`, fix }
}

export function valueWords(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`
  if (typeof value === 'function') return 'a function'
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object'
  return String(value)
}
