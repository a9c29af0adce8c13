import type { ColumnProfile, TableProfile } from '../../table/profile/profile-table.ts'

interface Proposed {
  readonly type: string
  readonly kwargs: Readonly<Record<string, unknown>>
}
export interface ProposedSuite {
  readonly name: string
  readonly expectations: readonly Proposed[]
}

/** A value set is proposed where each value occurs this many times on average. */
const timesInSet = 5

/**
 * A suite of Great Expectations that passes on the table as it is. A person then removes what need not hold for the
 * next version.
 */
export function proposedSuite(asset: string, { rows, columns }: TableProfile): ProposedSuite {
  return {
    name: asset,
    expectations: [
      { type: 'expect_table_columns_to_match_set', kwargs: { column_set: columns.map(({ name }) => name) } },
      ...(rows === 0 ? [] : [{ type: 'expect_table_row_count_to_be_between', kwargs: { min_value: 1 } }]),
      ...columns.flatMap((column) => ofColumn(column, rows)),
    ],
  }
}

function ofColumn(column: ColumnProfile, rows: number): readonly Proposed[] {
  const { name, type, class: of, missing, distinct } = column
  const there = rows - missing
  const say = (expectation: string, kwargs: object = {}): Proposed => ({
    type: expectation,
    kwargs: { column: name, ...kwargs },
  })
  const proposed: Proposed[] = of === 'other' ? [] : [say('expect_column_values_to_be_of_type', { type_: type })]
  if (there === 0) return proposed
  // Down to a hundredth, so that it holds.
  const share = Math.floor((there / rows) * 100) / 100
  if (share > 0) proposed.push(say('expect_column_values_to_not_be_null', missing === 0 ? {} : { mostly: share }))
  if (distinct === there && there > 1) proposed.push(say('expect_column_values_to_be_unique'))
  return [...proposed, ...rangeOf(column, there, say)]
}

/** What Python reads as a date: years of our era, of four digits. */
const isYear = (moment: unknown): boolean => /^\d{4}-[^(]*$/.test(String(moment))

function rangeOf(
  { class: of, min, max, lengths, top = [], distinct }: ColumnProfile,
  there: number,
  say: (type: string, kwargs: object) => Proposed,
): readonly Proposed[] {
  const isSet = distinct !== null && distinct <= top.length && distinct * timesInSet <= there
  if (of === 'text' && isSet)
    return [say('expect_column_values_to_be_in_set', { value_set: top.map(({ value }) => value).toSorted() })]
  if (of === 'text' && lengths !== undefined)
    return [say('expect_column_value_lengths_to_be_between', { min_value: lengths.min, max_value: lengths.max })]
  const isRange = [min, max].every((one) => (of === 'time' ? isYear(one) : of === 'number' && Number.isFinite(one)))
  return isRange ? [say('expect_column_values_to_be_between', { min_value: min, max_value: max })] : []
}
