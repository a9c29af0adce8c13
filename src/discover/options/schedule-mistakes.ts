import type { Collection, RetryFailed, Schedule } from '../../define/by-itself/schedule.ts'
import { AssetError } from '../../errors.ts'
import { cronMistake, noZone } from '../../partitions/mistakes.ts'
import { zoneOf } from '../../partitions/time/zone.ts'
import { parseDuration } from '../../util/duration.ts'
import type { OptionPlaces } from './option-places.ts'
import {
  checkOptions,
  duration,
  type OptionMistake,
  type OptionRule,
  type OptionRules,
  oneOf,
  positiveInteger,
  text,
} from './option-rules.ts'

const selection: OptionRule = [
  // None at all would mean everything, which a list that came out empty does not.
  (value) => [value].flat().length > 0 && [value].flat().every((one) => typeof one === 'string' && one.trim() !== ''),
  "a selection, such as 'tag:daily'",
]
const rules = {
  cron: text,
  timeZone: text,
  every: [
    (value) => (parseDuration(value) ?? 0) >= 1_000,
    "a length of time of at least a second, such as '5m' or '1h'",
  ],
  select: selection,
  exclude: selection,
  catchUp: oneOf('latest', 'none'),
  overlap: oneOf('skip', 'queue'),
  retryFailed: [
    (value) => typeof value === 'object' && value !== null,
    "{ after, times }, such as { after: '30m', times: 3 }",
  ],
  gc: [
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
    "{ keep, olderThan }, such as { keep: 1, olderThan: '1d' }",
  ],
} satisfies OptionRules<Schedule>
const collectionRules = {
  keep: [(value) => Number.isSafeInteger(value) && (value as number) >= 0, 'a whole number, from 0'],
  olderThan: duration,
} satisfies OptionRules<Collection>
const retryRules = { after: duration, times: positiveInteger } satisfies OptionRules<RetryFailed>

/**
 * The mistakes in the schedules of a project. A cron line that never comes is a mistake, like one that is no cron line.
 */
export async function scheduleMistakes(schedules: unknown, placeOf: OptionPlaces): Promise<readonly AssetError[]> {
  if (typeof schedules !== 'object' || schedules === null) return []
  const errors: AssetError[] = []
  for (const [name, schedule] of Object.entries(schedules)) {
    for (const { message, fix, path = [] } of await mistakesOf(schedule, name)) {
      const at = placeOf(['schedules', name, ...path])
      errors.push(new AssetError({ code: 'PROJECT_INVALID', message: `the schedule ${name} ${message}`, at, fix }))
    }
  }
  return errors
}

async function mistakesOf(schedule: unknown, name: string): Promise<readonly OptionMistake[]> {
  if (typeof schedule !== 'object' || schedule === null)
    return [{ message: 'is no object', fix: "give { cron: '0 2 * * *' } or { every: '5m' }" }]
  const options: Partial<Record<keyof Schedule, unknown>> = schedule
  const mistakes = [...checkOptions(options, { rules })]
  // One that begins with a dash would be an option of `schedule tick`.
  if (!/^[\w.][\w.-]*$/.test(name))
    mistakes.push({
      message: 'has a name of its own kind',
      fix: 'use letters, digits, - _ and ., and no - at the start',
    })
  if (typeof options.retryFailed === 'object' && options.retryFailed !== null)
    mistakes.push(...retryMistakes(options.retryFailed))
  if (typeof options.gc === 'object' && options.gc !== null)
    mistakes.push(...within('gc', checkOptions(options.gc, { rules: collectionRules, prefix: 'gc.' })))
  if ((options.cron === undefined) === (options.every === undefined))
    mistakes.push({
      message: options.cron === undefined ? 'has no time' : 'has both `cron` and `every`',
      fix: "give one of both: cron: '0 2 * * *' or every: '5m'",
    })
  else if (options.every !== undefined && options.timeZone !== undefined)
    mistakes.push({
      message: 'has a timeZone, which an interval has no use for',
      fix: 'remove it, or use `cron`',
      path: ['timeZone'],
    })
  if (mistakes.length > 0 || options.cron === undefined) return mistakes
  const { timeZone = 'UTC' } = options as { readonly timeZone?: string }
  const zone = zoneOf(timeZone)
  const mistake = zone === undefined ? noZone(timeZone) : await cronMistake(options.cron, zone)
  const path = [zone === undefined ? 'timeZone' : 'cron']
  return mistake === undefined ? [] : [{ ...mistake, message: `cannot be: ${mistake.message}`, path }]
}

const retryMistakes = (options: object): readonly OptionMistake[] =>
  within(
    'retryFailed',
    checkOptions(options, { rules: retryRules, required: ['after', 'times'], prefix: 'retryFailed.' }),
  )

const within = (option: string, mistakes: readonly OptionMistake[]): readonly OptionMistake[] =>
  mistakes.map(({ path = [], ...mistake }) => ({ ...mistake, path: [option, ...path] }))
