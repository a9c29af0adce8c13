import { contextNames, effectNames, previousName } from '../../define/context.ts'
import type { ProjectOptions } from '../../define/project/project.ts'
import { type ResourceOptions, resourceOptions, resourceSymbol } from '../../define/project/resource.ts'
import { AssetError } from '../../errors.ts'
import { alertMistakes, alertsRule } from './alert-rules.ts'
import type { OptionPlaces } from './option-places.ts'
import { callable, checkOptions, type OptionMistake, type OptionRules, positiveInteger, text } from './option-rules.ts'
import { limitMistakes, poolsRule } from './pool-mistakes.ts'
import { pathsOfSecrets, secretInSettings } from './secret-settings.ts'
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
  pools: poolsRule,
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
  readonly placeOf: OptionPlaces
  /** Values that the project file has read with `env.secret`. */
  readonly secrets: ReadonlySet<string>
}

/** What is wrong with the options of `defineProject`, and with those of its resources. */
export function projectOptionMistakes(options: object, { placeOf, secrets }: Subject): readonly AssetError[] {
  const invalid = ({ message, fix, path = [] }: OptionMistake) =>
    new AssetError({ code: 'PROJECT_INVALID', message, at: placeOf(path), fix })
  const ofProject = (mistake: OptionMistake) => ({ ...mistake, message: `the project ${mistake.message}` })
  const { spark, alerts, pools, resources } = options as Partial<Record<keyof ProjectOptions<object, object>, unknown>>
  return [
    ...[...checkOptions(options, { rules, required: ['assets'] }), ...sparkMistakes(spark)].map(ofProject).map(invalid),
    ...[...limitMistakes(pools), ...alertMistakes(alerts)].map(invalid),
    ...pathsOfSecrets(options, secrets).map((path) => secretInSettings(path, placeOf(path))),
    ...Object.entries(Object(resources))
      .flatMap(([name, value]) => resourceMistakes(name, value))
      .map(invalid),
    ...Object.keys(Object(resources)).flatMap(clashMistake).map(invalid),
  ]
}

function resourceMistakes(name: string, value: unknown): readonly OptionMistake[] {
  // A plain value is a resource too, which nobody opens.
  if (typeof value !== 'object' || value === null || !(resourceSymbol in value)) return []
  const settings: unknown = resourceOptions(value)
  const options = typeof settings === 'object' && settings !== null ? settings : {}
  return checkOptions(options, { rules: resourceRules, required: ['open'] }).map(({ message, fix, path = [] }) => ({
    message: `the resource ${name} ${message}`,
    fix,
    path: ['resources', name, ...path],
  }))
}

function clashMistake(name: string): readonly OptionMistake[] {
  if (!reserved.includes(name)) return []
  return [
    {
      message: `the project names a resource "${name}", which is the name of a part of the context`,
      fix: `give the resource another name than ${reserved.join(', ')}`,
      path: ['resources', name],
    },
  ]
}
