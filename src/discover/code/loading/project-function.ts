import type { Argument, Expression, Statement } from '../parser.ts'
import { isFunction } from '../syntax.ts'

/** What of the names at the top of a module is asked for here. */
export interface ProjectNames {
  readonly values: Set<string>
  readonly makers: Map<string, string>
  /** `defineProject`, by the names that it has here. */
  readonly projects: Set<string>
  /** Constants that are no functions. */
  readonly plain: Set<string>
}
type PlainExpression<Names> = (expression: Expression, names: Names) => boolean
type FunctionArgument = Extract<Argument, { type: 'ArrowFunctionExpression' | 'FunctionExpression' }>

/** Whether a call is one of `defineProject`: the one function here that calls what it is given while modules load. */
export function callsProject(callee: Expression, { projects }: ProjectNames): boolean {
  if (callee.type === 'Identifier') return projects.has(callee.name)
  return callee.type === 'MemberExpression' && !callee.computed && callee.property.name === 'defineProject'
}

/**
 * Whether its argument only declares when it is called. Variables that it reads by `env` are noted, as all variables
 * are that are read while modules load.
 */
export function projectDeclares<Names extends ProjectNames>(
  argument: Argument | undefined,
  names: Names,
  isPlain: PlainExpression<Names>,
): boolean {
  if (argument === undefined || argument.type === 'SpreadElement') return false
  if (argument.type === 'Identifier') return names.plain.has(argument.name)
  return !isFunction(argument) || functionDeclares(argument as FunctionArgument, names, isPlain)
}

function functionDeclares<Names extends ProjectNames>(
  fn: FunctionArgument,
  names: Names,
  isPlain: PlainExpression<Names>,
): boolean {
  const inside = namesInside(fn, names)
  if (inside === undefined || fn.async || fn.generator || fn.body === null) return false
  if (fn.body.type !== 'BlockStatement') return isPlain(fn.body, inside)
  const statements = fn.body.body as readonly Statement[]
  const last = statements.at(-1)
  if (last?.type !== 'ReturnStatement' || last.argument === null) return false
  return statements.slice(0, -1).every((one) => constDeclares(one, inside, isPlain)) && isPlain(last.argument, inside)
}

function constDeclares<Names extends ProjectNames>(
  statement: Statement,
  names: Names,
  isPlain: PlainExpression<Names>,
): boolean {
  if (statement.type !== 'VariableDeclaration' || statement.kind !== 'const') return false
  return statement.declarations.every(({ id, init }) => {
    if (id.type !== 'Identifier' || init === null || !isPlain(init, names)) return false
    names.values.add(id.name)
    return true
  })
}

/** The names of its parameter; `undefined` where that runs something, or has it whole. */
function namesInside<Names extends ProjectNames>({ params }: FunctionArgument, names: Names): Names | undefined {
  const inside = { ...names, values: new Set(names.values), makers: new Map(names.makers) }
  const [first, second] = params
  if (first === undefined) return inside
  if (second !== undefined || first.type !== 'ObjectPattern') return undefined
  for (const property of first.properties) {
    if (property.type === 'RestElement' || property.computed || property.value.type !== 'Identifier') return undefined
    const { name } = property.value
    inside.values.add(name)
    if (property.key.type === 'Identifier' && property.key.name === 'env') inside.makers.set(name, 'assetstore')
    else inside.makers.delete(name)
  }
  return inside
}
