import type { AssetOptions } from '../../define/definition.ts'
import type { PythonOrigin } from '../../define/foreign/foreign-function.ts'
import { pythonFunctionOf } from '../../discover/python/python-function.ts'
import { AssetError } from '../../errors.ts'
import { findInterpreter } from '../../python/interpreter.ts'
import type { ForeignCaller, ForeignWork } from '../call/foreign-caller.ts'
import type { CallContext } from '../run-context.ts'
import { callPython } from './call-python.ts'
import { type PythonRows, pythonRows } from './python-rows.ts'

/** `asset.python('./documents.py')`: the function is called in an interpreter that the run keeps. */
export const pythonCaller: ForeignCaller<PythonOrigin> = {
  type: 'python',
  async call(context, work, origin) {
    const { workspace } = context
    const { root, options } = workspace.project
    const { name } = work.facts.node
    const { file, function: named } = pythonFunctionOf(origin, { name, at: workspace.definition(name).at })
    const { path } = findInterpreter({ root, python: options.python })
    const called = { command: [path], file, name: named } as const
    expectSchema(context, work)
    const rows = rowsOf(context, work)
    return rows === undefined ? callPython(context, work, called) : pythonRows(context, work, { called, rows })
  },
}

/** Refuses options such as `onInvalid` without a schema of TypeScript or Python, where they would do nothing. */
function expectSchema({ workspace }: CallContext, { facts: { node } }: ForeignWork): void {
  const { schema, strict, onInvalid, maxInvalid }: AssetOptions = workspace.definition(node.name).options
  const inPython = workspace.project.foreign.get(node.name)?.facts?.decorator?.schema !== undefined
  const [option] =
    Object.entries({ strict, ...(inPython ? {} : { onInvalid, maxInvalid }) }).find(
      ([, value]) => value !== undefined,
    ) ?? []
  if (schema !== undefined || option === undefined) return
  throw new AssetError({
    code: 'ASSET_OPTIONS',
    message: `${node.name} has ${option} and no schema${option === 'strict' ? ' of TypeScript' : ''}`,
    at: node.at,
    fix: 'give it a schema: schema: z.object({ … }) here, or @asset(schema=Model) in Python',
  })
}

/**
 * The options of the decorator. If a key is no plain text, the decorator itself refuses it when the function is called.
 */
function rowsOf({ workspace }: CallContext, { facts }: ForeignWork): PythonRows | undefined {
  const { rows, batch, schema } = workspace.project.foreign.get(facts.node.name)?.facts?.decorator ?? {}
  if (typeof rows !== 'string' || facts.node.upstream.length === 0) return undefined
  return { key: rows, batch: typeof batch === 'number' ? batch : undefined, isJudged: schema !== undefined }
}
