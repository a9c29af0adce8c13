import { type Sql, sql } from '../../../define/sql.ts'
import { didYouMean } from '../../../util/suggest.ts'
import { typeName } from '../../codec/types/data-type.ts'
import { mistakeIn } from '../mistake.ts'
import type { ExpectationKind, MeasureQuestion, Subject, Verdict } from '../question.ts'
import { overRows } from '../value.ts'
import { inRange } from './measures.ts'
import { columnIn, listIn, numberIn, rangeOptions, textIn } from './subject.ts'
import { isOfType } from './types.ts'

const measureKind = (
  columns: readonly string[],
  measures: readonly Sql[],
  judge: MeasureQuestion['judge'],
): MeasureQuestion => ({
  of: 'measure',
  columns,
  measures,
  judge,
})

const rowsOf = ({ where }: Subject): Sql => sql`count(*) ${overRows(where)}`

/** An expectation about the columns, which are known without reading the table. */
function ofColumns(
  options: readonly string[],
  required: readonly string[],
  judge: (subject: Subject) => Verdict,
): ExpectationKind {
  return { options, required, ask: (subject) => measureKind([], [], () => judge(subject)) }
}

const namesOf = ({ fields }: Subject): readonly string[] => fields.map(({ name }) => name)

function numberOption(subject: Subject, option: string): number {
  const number = numberIn(subject, option)
  if (number !== undefined) return number
  throw mistakeIn(option, 'is missing', `give ${option} a number`)
}

function columnExists(subject: Subject): Verdict {
  const name = textIn(subject, 'column')
  const index = numberIn(subject, 'column_index')
  const at = namesOf(subject).indexOf(name)
  return { success: index === undefined ? at !== -1 : at === index, result: {} }
}

function orderedList(subject: Subject): Verdict {
  const [names, expected] = [namesOf(subject), listIn(subject, 'column_list')]
  if (expected === undefined) return { success: true, result: { observed_value: names } }
  const length = Math.max(names.length, expected.length)
  const mismatched = Array.from({ length }, (_, index) => ({
    'Expected Column Position': index,
    Expected: expected[index] ?? null,
    Found: names[index] ?? null,
  })).filter(({ Expected, Found }) => Expected !== Found)
  const success = mismatched.length === 0
  return { success, result: { observed_value: names, ...(success ? {} : { details: { mismatched } }) } }
}

function matchesSet(subject: Subject): Verdict {
  const names = namesOf(subject)
  const expected = listIn(subject, 'column_set') ?? []
  const isExact = subject.kwargs.exact_match !== false
  const unexpected = names.filter((name) => !expected.includes(name)).toSorted()
  const missing = (expected as readonly string[]).filter((name) => !names.includes(name)).toSorted()
  const mismatched = { ...(unexpected.length > 0 ? { unexpected } : {}), ...(missing.length > 0 ? { missing } : {}) }
  const success = missing.length === 0 && (!isExact || unexpected.length === 0)
  return { success, result: { observed_value: names.toSorted(), details: { mismatched } } }
}

const otherTable: ExpectationKind = {
  options: ['other_table_name'],
  required: ['other_table_name'],
  ask(subject) {
    const name = textIn(subject, 'other_table_name')
    const { otherTables } = subject
    const other = Object.hasOwn(otherTables, name) ? otherTables[name] : undefined
    if (other === undefined) {
      const fix = didYouMean(
        name,
        Object.keys(otherTables),
        `name it as a parameter and give it: expectations(table, suite, { tables: { ${JSON.stringify(name)}: … } })`,
      )
      throw mistakeIn('other_table_name', `names "${name}", which is none of the tables that were given`, fix)
    }
    return {
      ...measureKind([], [rowsOf(subject)], ({ measures: [own], rows }) => {
        const observed = { self: Number(own), other: Number(rows[0]?.[0]?.n) }
        return { success: observed.self === observed.other, result: { observed_value: observed } }
      }),
      statements: [sql`SELECT count(*) AS n FROM ${other} AS t`],
    }
  },
}

function ofType(option: 'type_' | 'type_list'): ExpectationKind {
  return {
    options: [option],
    required: option === 'type_' ? [option] : [],
    ask(subject) {
      const { name, type } = columnIn(subject)
      const argument = subject.kwargs[option] ?? undefined
      const names = argument === undefined ? undefined : [argument].flat()
      const success = names === undefined || names.some((one) => isOfType(type, String(one)))
      return measureKind([name], [], () => ({ success, result: { observed_value: typeName(type) } }))
    },
  }
}

export const tableKinds: Readonly<Record<string, ExpectationKind>> = {
  expect_column_to_exist: {
    options: ['column', 'column_index'],
    required: ['column'],
    ask: (subject) => measureKind([textIn(subject, 'column')], [], () => columnExists(subject)),
  },
  expect_table_columns_to_match_ordered_list: ofColumns(['column_list'], [], orderedList),
  expect_table_columns_to_match_set: ofColumns(['column_set', 'exact_match'], [], matchesSet),
  expect_table_column_count_to_equal: ofColumns(['value'], ['value'], (subject) => {
    const count = namesOf(subject).length
    return { success: count === numberOption(subject, 'value'), result: { observed_value: count } }
  }),
  expect_table_column_count_to_be_between: ofColumns(rangeOptions, [], (subject) => {
    const count = namesOf(subject).length
    return { success: inRange(subject, count), result: { observed_value: count } }
  }),
  expect_table_row_count_to_equal: {
    options: ['value'],
    required: ['value'],
    ask: (subject) => {
      const value = numberOption(subject, 'value')
      return measureKind([], [rowsOf(subject)], ({ measures: [rows] }) => ({
        success: Number(rows) === value,
        result: { observed_value: Number(rows) },
      }))
    },
  },
  expect_table_row_count_to_be_between: {
    options: rangeOptions,
    required: [],
    ask: (subject) =>
      measureKind([], [rowsOf(subject)], ({ measures: [rows] }) => ({
        success: inRange(subject, Number(rows)),
        result: { observed_value: Number(rows) },
      })),
  },
  expect_table_row_count_to_equal_other_table: otherTable,
  expect_column_values_to_be_of_type: ofType('type_'),
  expect_column_values_to_be_in_type_list: ofType('type_list'),
}
