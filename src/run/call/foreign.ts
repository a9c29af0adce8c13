import { type ForeignOrigin, foreignSymbol } from '../../define/foreign/foreign-function.ts'
import { pythonCaller } from '../python/python-caller.ts'
import type { CallContext } from '../run-context.ts'
import type { ForeignCaller, ForeignWork } from './foreign-caller.ts'

const closures: ForeignCaller<Extract<ForeignOrigin, { readonly type: 'closures' }>> = {
  type: 'closures',
  call: async ({ workspace, run }, { tables, second }, origin) =>
    origin.call({
      tables,
      context: second,
      root: workspace.project.root,
      tmpFile: () => workspace.store.tmpFile(run.id),
    }),
}

const callers: readonly ForeignCaller[] = [closures, pythonCaller]

export function callForeign(context: CallContext, work: ForeignWork): Promise<unknown> {
  const origin = work.run[foreignSymbol]
  const { type } = origin
  const caller = callers.find((one) => one.type === type)
  if (caller === undefined) throw new Error(`no kind of foreign function is called ${JSON.stringify(type)}`)
  return caller.call(context, work, origin)
}
