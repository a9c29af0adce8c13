import { contextNames, effectNames, previousName } from '../../define/context.ts'
import type { ProjectOptions } from '../../define/project.ts'
import { type ResourceOptions, resourceOptions, resourceSymbol } from '../../define/resource.ts'
import { AssetError } from '../../errors.ts'
import { alertsRule } from './alert-rules.ts'
import { callable, checkOptions, type OptionMistake, type OptionRules, positiveInteger, text } from './option-rules.ts'
import { secretInSettings, secretPointers } from './secret-settings.ts'
import { sparkMistakes, sparkRule } from './spark-rules.ts'

const rules = {
  assets: [(value) => typeof value === 'function', "a function that imports it: () => import('./assets/index.ts')"],
  resources: [
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
    'an object of resources by name',
  ],
  store: text,
  concurrency: positiveInteger,
  salt: text,
  python: text,
  spark: sparkRule,
  alerts: alertsRule,
  pools: [
    (value) =>
      typeof value === 'object' &&
      value !== null &&
      Object.values(value).every((limit) => Number.isInteger(limit) && (limit as number) > 0),
    'whole numbers of at least 1 by name, such as { api: 2 }',
  ],
  schedules: [
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
    "schedules by name, such as { nightly: { cron: '0 2 * * *' } }",
  ],
} satisfies OptionRules<ProjectOptions<object, object>>

const resourceRules = {
  settings: [(value) => typeof value === 'object' && value !== null, 'an object of plain JSON'],
  open: callable,
  close: callable,
} satisfies OptionRules<ResourceOptions<unknown>>

/** The names of an effect's context count too: one name is one thing in all of a project. */
const reserved = [...contextNames, ...effectNames, previousName]

interface Subject {
  readonly at: string
  /** Values that the project file has read with `env.secret`. */
  readonly secrets: ReadonlySet<string>
}

/** What is wrong with the options of `defineProject`, and with those of its resources. */
export function projectOptionMistakes(options: object, { at, secrets }: Subject): readonly AssetError[] {
  const invalid = ({ message, fix }: OptionMistake) =>
    new AssetError({ code: 'PROJECT_INVALID', message: `the project ${message}`, at, fix })
  const mistakes = checkOptions(options, { rules, required: ['assets'] }).map(invalid)
  const ofSpark = sparkMistakes('spark' in options ? options.spark : undefined).map(invalid)
  const resources = Object.entries('resources' in options ? Object(options.resources) : {})
  const leaks = secretPointers(options, secrets)
  const clashes = resources.map(([name]) => name).filter((name) => reserved.includes(name))
  return [
    ...mistakes,
    ...ofSpark,
    ...leaks.map((pointer) => secretInSettings(pointer, at)),
    ...resources.flatMap(([name, value]) => resourceMistakes(name, { value, at })),
    ...clashes.map(
      (name) =>
        new AssetError({
          code: 'PROJECT_INVALID',
          message: `the project names a resource "${name}", which is the name of a part of the context`,
          at,
          fix: `give the resource another name than ${reserved.join(', ')}`,
        }),
    ),
  ]
}

function resourceMistakes(name: string, { value, at }: { readonly value: unknown; readonly at: string }): AssetError[] {
  // A plain value is a resource too, which nobody opens.
  if (typeof value !== 'object' || value === null || !(resourceSymbol in value)) return []
  const given: unknown = resourceOptions(value)
  const options = typeof given === 'object' && given !== null ? given : {}
  return checkOptions(options, { rules: resourceRules, required: ['open'] }).map(
    ({ message, fix }) =>
      new AssetError({ code: 'PROJECT_INVALID', message: `the resource ${name} ${message}`, at, fix }),
  )
}
