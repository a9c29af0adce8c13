import type {
  CommonOptions,
  Definition,
  FunctionOptions,
  MakingOptions,
  RowOptions,
  SourceCommonOptions,
} from '../../define/definition.ts'
import { foreignSymbol, isForeign } from '../../define/foreign/foreign-function.ts'
import { foreignKind } from '../foreign/foreign-kinds.ts'
import {
  duration,
  flag,
  type OptionMistake,
  type OptionRule,
  type OptionRules,
  oneOf,
  schema,
  shareOrCount,
  text,
  texts,
} from './option-rules.ts'

const retries: OptionRule = [
  (value) => (typeof value === 'object' && value !== null) || (Number.isInteger(value) && (value as number) >= 0),
  'a number of retries, such as 3, or { attempts, delay, … }',
]
export const common = {
  description: text,
  group: text,
  tags: texts,
  owners: texts,
  retries,
  timeout: duration,
} satisfies OptionRules<CommonOptions>
export const isolated = { isolate: oneOf('thread', 'process') } satisfies OptionRules<FunctionOptions>
const dueBy: OptionRule = [
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    'cron' in value &&
    Object.entries(value).every(([name, one]) => ['cron', 'timeZone'].includes(name) && typeof one === 'string'),
  "{ cron, timeZone }, such as { cron: '0 8 * * *' }",
]
export const making = { ...common, pool: text, maxAge: duration, dueBy } satisfies OptionRules<MakingOptions>
const reviewedKinds = ['clock', 'random', 'environment', 'network', 'files', 'process', 'code']
export const reviewed: OptionRule = [
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.entries(value).every(([kind, why]) => reviewedKinds.includes(kind) && typeof why === 'string' && why !== ''),
  "reasons by what is read, such as { network: 'pinned model, deterministic' }: clock, random, environment, network, files, process or code",
]
export const empty = oneOf('fail', 'allow')
export const sourceRules = { ...making, empty } satisfies OptionRules<SourceCommonOptions>
export const rowRules = {
  schema,
  strict: flag,
  onInvalid: oneOf('fail', 'drop', 'quarantine'),
  maxInvalid: shareOrCount,
} satisfies OptionRules<RowOptions>
export const globRule: OptionRule = [
  (value) => Array.isArray(value) && value.length > 0 && value.every((glob) => typeof glob === 'string' && glob !== ''),
  "a glob or a list of globs, such as 'data/**/*.md'",
]
export const contentRule = oneOf('text', 'bytes')

/** Refuses options that have nothing to act on, since a user would rely on them in vain. */
export function validationMistakes({ schema, strict, onInvalid, maxInvalid }: RowOptions): readonly OptionMistake[] {
  const first = Object.entries({ strict, onInvalid, maxInvalid }).find(([, value]) => value !== undefined)
  if (schema === undefined && first !== undefined) {
    return [{ message: `has ${first[0]} and no schema`, fix: 'give it a schema, such as z.object({ … })' }]
  }
  if (maxInvalid === undefined || (onInvalid !== undefined && onInvalid !== 'fail')) return []
  const fix = "add onInvalid: 'drop' or onInvalid: 'quarantine', or remove maxInvalid"
  return [{ message: 'has maxInvalid, but its first invalid row fails it', fix }]
}

export function functionMistakes(
  run: unknown,
  { kind, options }: { readonly kind: Definition['kind']; readonly options: FunctionOptions },
): readonly OptionMistake[] {
  if (typeof run === 'function') return []
  if (isForeign(run))
    return [...foreignKind(run[foreignSymbol]).mistakes(run[foreignSymbol]), ...isolateMistakes(options)]
  return [{ message: `has no function`, fix: `pass one, after the options: ${kind}({ … }, ({ raw_documents }) => …)` }]
}

/** Whatever runs another language has a process of its own. */
function isolateMistakes({ isolate }: FunctionOptions): readonly OptionMistake[] {
  if (isolate === undefined) return []
  const message = `has isolate: '${isolate}', and its function is of another language`
  return [{ message, fix: 'leave out isolate: it says where a TypeScript function runs' }]
}
