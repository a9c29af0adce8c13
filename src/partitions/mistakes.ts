import {
  type CrossDefinition,
  type FixedDefinition,
  type PartitionsDefinition,
  partitionsOf,
  type TimeDefinition,
  weekdays,
} from '../define/partitions/partition.ts'
import { parseDuration } from '../util/duration.ts'
import { didYouMean, suggest } from '../util/suggest.ts'
import { count } from '../util/text/count.ts'
import { unreachable } from '../util/unreachable.ts'
import { mostPartitions } from './partition-set.ts'
import { cronLine } from './time/cron.ts'
import { instantOf, parseStamp, type Stamp } from './time/stamp.ts'
import { hasWindow } from './time/time-set.ts'
import { type Zone, zoneOf } from './time/zone.ts'

/** One sentence that says what is wrong, and the cure. */
export interface PartitionsMistake {
  readonly message: string
  readonly fix: string
}

/** The first mistake in a definition. */
export async function definitionMistake(definition: PartitionsDefinition): Promise<PartitionsMistake | undefined> {
  switch (definition.type) {
    case 'time':
      return timeMistake(definition)
    case 'fixed':
      return fixedMistake(definition)
    case 'data':
      return typeof definition.run === 'function'
        ? undefined
        : {
            message: 'partitions.from has no function',
            fix: "give one, such as ({ customers }) => customers.pick('region')",
          }
    case 'cross':
      return crossMistake(definition)
    default:
      return unreachable(definition)
  }
}

const example = "such as '2026-01-01', '2026-01' or '2026-01-01T06:00'"
const optionNames = ['from', 'until', 'timeZone', 'keep']

async function timeMistake(definition: TimeDefinition): Promise<PartitionsMistake | undefined> {
  const { every, options } = definition
  const { from, until, timeZone = 'UTC', keep, startsOn } = options
  const alone = ['name', 'options'].find((name) => name in options) as keyof typeof options | undefined
  if (alone !== undefined && Object.keys(options).length === 1)
    return {
      message: `its options are ${valueWords(options[alone])}`,
      fix: "give an object, such as { from: '2026-01-01' }",
    }
  const names = every === 'week' ? [...optionNames, 'startsOn'] : optionNames
  const unknown = Object.keys(options).find((name) => !names.includes(name))
  if (unknown !== undefined) return unknownOption(unknown, names)
  const zone = typeof timeZone === 'string' ? zoneOf(timeZone) : undefined
  if (zone === undefined) return noZone(timeZone)
  const start = instantOfText(from, zone)
  if (start === undefined) return noTime('from', from)
  const end = until === undefined ? undefined : instantOfText(until, zone)
  if (until !== undefined && end === undefined) return noTime('until', until)
  if (end !== undefined && start >= end) {
    const fix = 'let `from` be the earlier one; `until` is the first moment without a partition'
    return { message: `from ${from} is not before until ${until}`, fix }
  }
  if (keep !== undefined && !((parseDuration(keep) ?? 0) > 0))
    return { message: `keep is ${valueWords(keep)}, which is no length of time`, fix: "give one such as '90d'" }
  if (startsOn !== undefined && !weekdays.includes(startsOn))
    return { message: `startsOn is ${valueWords(startsOn)}`, fix: `give one of ${weekdays.join(', ')}` }
  const mistake = typeof every === 'string' ? undefined : await cronMistake(every.cron, zone)
  if (mistake !== undefined || end === undefined || (await hasWindow(definition))) return mistake
  return { message: `there is no whole window from ${from} until ${until}`, fix: 'let `until` be later' }
}

/** Why a text is no cron line that ever fires; also used for schedules. */
export async function cronMistake(line: unknown, zone: Zone): Promise<PartitionsMistake | undefined> {
  const fix = "give minute, hour, day of the month, month and day of the week, such as '0 7 * * *'"
  if (typeof line !== 'string') return { message: `the cron line is ${valueWords(line)}`, fix }
  const fields = line.trim() === '' ? 0 : line.trim().split(/\s+/).length
  // croner reads a date as a line that fires once.
  if (fields !== 5 && !line.startsWith('@'))
    return { message: `'${line}' is no cron line: it has ${count(fields, 'field')}, and not five`, fix }
  try {
    const { next } = await cronLine(line, zone)
    if (next(Date.UTC(2000, 0, 1)) !== undefined) return undefined
    return { message: `the cron line '${line}' never comes`, fix: 'name a day that is in the calendar' }
  } catch (error) {
    const why = (error as Error).message.replace(/^\w+: /, '').replace(/\.$/, '')
    return { message: `'${line}' is no cron line: ${why}`, fix }
  }
}

/** The mistake for an unknown time zone. */
export function noZone(timeZone: unknown): PartitionsMistake {
  const suggestion = typeof timeZone === 'string' ? suggest(timeZone, Intl.supportedValuesOf('timeZone')) : undefined
  const fix =
    suggestion === undefined ? "give an IANA name, such as 'Europe/Madrid' or 'UTC'" : `did you mean '${suggestion}'?`
  return { message: `there is no time zone ${valueWords(timeZone)}`, fix }
}

function noTime(name: string, text: unknown): PartitionsMistake {
  return { message: `${name} is ${valueWords(text)}, which is no time of the calendar`, fix: `give one ${example}` }
}

function instantOfText(text: unknown, zone: Zone): number | undefined {
  const stamp: Stamp | undefined = typeof text === 'string' ? parseStamp(text) : undefined
  return stamp && instantOf(stamp, zone)
}

function fixedMistake({ keys }: FixedDefinition): PartitionsMistake | undefined {
  if (!Array.isArray(keys))
    return { message: `partitions.of was given ${valueWords(keys)}`, fix: "give a list, such as ['a', 'b']" }
  const keysSoFar = new Set<unknown>()
  for (const key of keys) {
    const mistake = keyMistake(key)
    if (mistake !== undefined) return mistake
    if (keysSoFar.has(key)) return { message: `the key ${valueWords(key)} is there twice`, fix: 'remove one of them' }
    keysSoFar.add(key)
  }
  if (keys.length === 0) return { message: 'partitions.of has no keys', fix: 'give it one, or leave partitions out' }
  return tooMany(keys.length)
}

/** Why a text cannot be a key, whether a definition lists it or data decides it. */
export function keyMistake(key: unknown): PartitionsMistake | undefined {
  const fix = 'give texts of 1 to 200 characters, without control characters, and without white space at either end'
  if (typeof key !== 'string') return { message: `the key ${valueWords(key)} is no text`, fix }
  const isFit = key !== '' && key.length <= 200 && key.trim() === key && !/\p{Cc}/u.test(key) && key.isWellFormed()
  return isFit ? undefined : { message: `the key ${JSON.stringify(key)} cannot be one`, fix }
}

async function crossMistake({ dimensions }: CrossDefinition): Promise<PartitionsMistake | undefined> {
  const entries = Object.entries(dimensions)
  if (entries.length === 0)
    return {
      message: 'partitions.cross has no dimension',
      fix: 'give it two or more, such as { day: days, topic: topics }',
    }
  for (const [name, value] of entries) {
    const of = partitionsOf(value)
    if (of === undefined || of.type === 'cross' || name === 'key') {
      const what =
        of === undefined
          ? 'is no partitions'
          : of.type === 'cross'
            ? 'is a cross itself'
            : 'is the name of the whole key'
      return {
        message: `the dimension "${name}" ${what}`,
        fix: 'give partitions of one dimension by a name of their own',
      }
    }
    const mistake = await definitionMistake(of)
    if (mistake !== undefined) return { ...mistake, message: `dimension "${name}": ${mistake.message}` }
  }
  const fixed = entries.flatMap(([, value]) => {
    const of = partitionsOf(value)
    return of?.type === 'fixed' ? [of.keys.length] : []
  })
  return tooMany(fixed.reduce((product, count) => product * count, 1))
}

function tooMany(count: number): PartitionsMistake | undefined {
  if (count <= mostPartitions) return undefined
  return {
    message: `these are ${count.toLocaleString('en')} partitions`,
    fix: `leave a part of the key to a column of the rows: there can be ${mostPartitions.toLocaleString('en')} partitions`,
  }
}

function unknownOption(name: string, names: readonly string[]): PartitionsMistake {
  const fix = didYouMean(name, names, `remove it, or use one of ${names.join(', ')}`)
  return { message: `there is no option "${name}"`, fix }
}

function valueWords(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`
  return typeof value === 'object' && value !== null ? 'an object' : String(value)
}
