import type { Field } from '../codec/types/data-type.ts'
import { columnOptions } from './kinds/kinds.ts'
import { mistakeIn } from './mistake.ts'
import { classOf } from './value.ts'

const option = 'parse_strings_as_datetimes'

/**
 * Releases up to 0.18 can ask to read texts as moments. A column of moments needs no such option: the values that it is
 * compared with are read as its type. A column of texts stays a column of texts.
 *
 * @throws AssetError
 */
export function expectMoments(fields: readonly Field[], kwargs: Readonly<Record<string, unknown>>): void {
  if (!kwargs[option]) return
  const names = columnOptions.flatMap((name) => kwargs[name] ?? [])
  const types = fields.filter(({ name }) => names.includes(name)).map(({ type }) => type)
  if (types.every((type) => classOf(type) === 'time')) return
  throw mistakeIn(option, 'is not applied here', 'leave it out; a column of moments is read as TIMESTAMP by its source')
}
