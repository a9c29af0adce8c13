import { sql } from 'kysely'
import { build } from './tables.ts'
import { template } from './template.ts'
import { first, type Work } from './work.ts'

const takeChange = template<{ readonly atLeast: number }>()((value) => {
  const change = sql<number>`max(change + 1, ${value('atLeast')})`
  return build.updateTable('meta').set({ change }).returning('change')
})

/**
 * Takes the next number of the catalog's counter, in the transaction that makes the change. The number contains the
 * clock: a catalog that was deleted and made anew, or restored from a copy, never reaches a number that somebody
 * remembers of the other one. The numbers also put records and attempts into one order.
 */
export function* nextChange(): Work<number> {
  const atLeast = Date.now() * 1000 + Math.floor(Math.random() * 1000)
  return (yield* first(takeChange({ atLeast })))!.change
}
