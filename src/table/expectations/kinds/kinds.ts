import type { ExpectationKind } from '../question.ts'
import { distinctKinds } from './distinct.ts'
import { klDivergence } from './divergence.ts'
import { measureKinds } from './measures.ts'
import { orderKinds } from './order.ts'
import { recordKinds } from './records.ts'
import { tableKinds } from './table.ts'
import { textKinds } from './text.ts'
import { rowsOfStatementKinds } from './unexpected-rows.ts'
import { valueKinds } from './values.ts'

/** Every expectation by its name: a new one is one entry in a file beside this one. */
export const kinds: ReadonlyMap<string, ExpectationKind> = new Map(
  Object.entries({
    ...valueKinds,
    ...textKinds,
    ...orderKinds,
    ...recordKinds,
    ...measureKinds,
    ...distinctKinds,
    expect_column_kl_divergence_to_be_less_than: klDivergence,
    ...tableKinds,
    ...rowsOfStatementKinds,
  }),
)

/** The names of options that name columns. */
export const columnOptions = ['column', 'column_A', 'column_B', 'column_list'] as const
