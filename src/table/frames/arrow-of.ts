import type { Table } from 'apache-arrow'
import type { ArrowLibrary } from '../arrow/arrow-columns.ts'
import { recordBatches } from '../arrow/record-batches.ts'
import { type RowPlan, readStatement, selectedFields } from '../work/row-plan.ts'
import { ofFunction } from './frame-files.ts'
import { importPeer } from './peer-package.ts'

/** The rows as a Table of apache-arrow, of the same copy of it that the project imports. */
export async function arrowOf(plan: RowPlan): Promise<Table> {
  if (plan.steps.length > 0) throw ofFunction('arrow()')
  const arrow = (await importPeer('apache-arrow', 'arrow()')) as ArrowLibrary
  const { engine, signal } = plan
  const reading = { statement: readStatement(plan), columns: selectedFields(plan), signal }
  const { schema, batches } = recordBatches(arrow, engine, reading)
  return new arrow.Table(schema, await Array.fromAsync(batches))
}
