import { hoistedNames, namesOfBlock, namesOfPattern } from '../../scopes.ts'
import type { FunctionNode } from '../../syntax.ts'
import type { StateWatch } from './watch.ts'

export interface FunctionUse {
  /** Nobody uses what it returns. */
  readonly drops?: boolean
  /** Its first parameter was made for it. */
  readonly newFirst?: boolean
  /** It is what the unit declares, and no function inside of it. */
  readonly isOwn?: boolean
}

/**
 * The parameters and the body of a function. Where the call has not been entered, its locals are those of the call
 * around it: it is a callback that runs there and then.
 */
export function visitFunctionParts(watch: StateWatch, fn: FunctionNode, { drops, newFirst, isOwn }: FunctionUse): void {
  const { locals } = watch
  if (fn.generator) {
    watch.sets.hidden = true
    watch.sets.iterator = true
  }
  const [first = [], ...others] = fn.params.map((parameter) => namesOfPattern(parameter))
  const own = fn.type === 'FunctionExpression' && fn.id !== null ? [fn.id.name] : []
  locals.enter([...own, ...(newFirst ? [] : first), ...others.flat()])
  locals.enter(newFirst ? first : [], true)
  locals.enterGiven(isOwn ? membersTaken(fn) : [])
  for (const parameter of fn.params) watch.visit(parameter)
  if (fn.body?.type === 'BlockStatement') {
    const parameters = new Set([...first, ...others.flat()])
    const declared = [...hoistedNames(fn.body.body), ...namesOfBlock(fn.body.body)]
    // `function f(out) { var out }` is one name.
    locals.enterBlock(fn.body.body, !declared.some((name) => parameters.has(name)))
    watch.visitAll(fn.body.body)
    locals.leave()
  } else if (fn.body !== null) watch.visit(fn.body, drops ? 'drop' : 'keep')
  locals.leave()
  locals.leave()
  locals.leave()
}

/** `({ environment, env: read })`: the names of what it takes out of its parameter, if nothing else stands there. */
function membersTaken({ params: [first, ...others] }: FunctionNode): readonly string[] {
  if (first?.type !== 'ObjectPattern' || others.length > 0) return []
  const names = first.properties.map((one) => (one.type === 'Property' ? one.value : one))
  return names.every((one) => one.type === 'Identifier') ? names.map(({ name }) => name) : []
}
