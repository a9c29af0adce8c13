import { contextNames } from '../define/context.ts'
import type { ProjectOptions } from '../define/project.ts'
import { AssetError } from '../errors.ts'
import { checkOptions, type OptionRules, positiveInteger, text } from './option-rules.ts'

const rules = {
  assets: [(value) => typeof value === 'function', "a function that imports it: () => import('./assets/index.ts')"],
  resources: [
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
    'an object of resources by name',
  ],
  store: text,
  concurrency: positiveInteger,
  salt: text,
} satisfies OptionRules<ProjectOptions<object, object>>

/** What is wrong with the options of `defineProject`. */
export function projectOptionMistakes(options: object, at: string): readonly AssetError[] {
  const mistakes = checkOptions(options, { rules, required: ['assets'] }).map(
    ({ message, fix }) => new AssetError({ code: 'PROJECT_INVALID', message: `the project ${message}`, at, fix }),
  )
  const resources = 'resources' in options ? Object.keys(Object(options.resources)) : []
  const taken = resources.filter((name) => contextNames.includes(name))
  return [
    ...mistakes,
    ...taken.map(
      (name) =>
        new AssetError({
          code: 'PROJECT_INVALID',
          message: `the project names a resource "${name}", which is the name of a part of every context`,
          at,
          fix: `give the resource another name than ${contextNames.join(', ')}`,
        }),
    ),
  ]
}
