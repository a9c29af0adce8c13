import type { DbtFunction } from '../answer.ts'
import { cutAtRelations } from '../relations.ts'

/**
 * A statement with the statements of the table functions that it calls, to find out what it reads besides its tables.
 */
export function withTableFunctions(statement: string, functions: readonly DbtFunction[]): string {
  const called = functions.flatMap(({ relation, compiled }) => (relation ? [{ relation, compiled }] : []))
  if (called.length === 0) return statement
  const relations = new Set(called.flatMap(({ relation }) => [relation, relation.slice(relation.indexOf('.') + 1)]))
  const withoutCalls = (text: string) =>
    cutAtRelations(text, (relation) => (relations.has(relation) ? relation : undefined))
      .map((piece) => (typeof piece === 'string' ? piece : 'range'))
      .join('')
  const parts = called.map(({ compiled = 'select 1' }, at) => `function_${at} as (${withoutCalls(compiled)}\n)`)
  return `with ${parts.join(', ')} select * from (${withoutCalls(statement)}\n)`
}
