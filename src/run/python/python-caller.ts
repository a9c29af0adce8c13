import type { PythonOrigin } from '../../define/foreign/foreign-function.ts'
import { pythonFunctionOf } from '../../discover/python/python-function.ts'
import { findInterpreter } from '../../python/interpreter.ts'
import type { ForeignCaller } from '../call/foreign-caller.ts'
import { callPython } from './call-python.ts'

/** `asset.python('./documents.py')`: the function is called in an interpreter that the run keeps. */
export const pythonCaller: ForeignCaller<PythonOrigin> = {
  type: 'python',
  async call(context, work, origin) {
    const { workspace, variables } = context
    const { root, options } = workspace.project
    const { name } = work.facts.node
    const { file, function: named } = pythonFunctionOf(origin, { name, at: workspace.definition(name).at })
    const { path } = findInterpreter({ root, python: options.python, env: variables })
    return callPython(context, work, { command: [path], file, name: named })
  },
}
