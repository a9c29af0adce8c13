import { type ForeignCall, type ForeignOrigin, foreignSymbol } from '../../define/foreign/foreign-function.ts'
import { planOf, type RowPlan } from '../../table/work/row-plan.ts'
import { writeDuckdbFile } from '../../table/write/duckdb-file.ts'
import { pythonCaller } from '../python/python-caller.ts'
import type { CallContext } from '../run-context.ts'
import type { ForeignCaller, ForeignWork } from './foreign-caller.ts'
import { tableFiles } from './table-files.ts'

const closures: ForeignCaller<Extract<ForeignOrigin, { readonly type: 'closures' }>> = {
  type: 'closures',
  async call({ workspace, run, atEnd }, { tables, second, signal }, origin) {
    const tmpFile = () => workspace.store.tmpFile(run.id)
    const files: ForeignCall['files'] = async (table) => {
      ;(planOf(table) as RowPlan).onRead(null)
      return tableFiles(table, { engine: await workspace.engine(), tmpFile, signal, uuidsAsText: false })
    }
    return origin.call({
      tables,
      context: second,
      root: workspace.project.root,
      files,
      async duckdbFile(file, views) {
        const named = views.map(async ({ table, ...one }) => ({ ...one, files: await files(table) }))
        await writeDuckdbFile(await workspace.engine(), { file, tables: await Promise.all(named), signal })
      },
      tmpFile,
      atEnd: (work) => atEnd.add(work),
    })
  },
}

const callers: readonly ForeignCaller[] = [closures, pythonCaller]

export function callForeign(context: CallContext, work: ForeignWork): Promise<unknown> {
  const origin = work.run[foreignSymbol]
  const { type } = origin
  const caller = callers.find((one) => one.type === type)
  if (caller === undefined) throw new Error(`no kind of foreign function is called ${JSON.stringify(type)}`)
  return caller.call(context, work, origin)
}
