import type { Expression, Node, Program } from '../code/parser.ts'
import { parseModule, placeOf } from '../code/parser.ts'

/** The name of an option behind those of what it is part of; a number is a place in a list. */
export type OptionPath = readonly (string | number)[]

/** `assets.config.ts:12`: where an option stands, or the innermost of what it is part of that stands in this file. */
export type OptionPlaces = (path: OptionPath) => string

/**
 * The file is parsed where somebody asks: most projects have no mistake.
 *
 * @param text What was evaluated; `undefined` where nobody knows: then it is the first line.
 */
export function optionPlaces(label: string, text: string | undefined): OptionPlaces {
  let program: Program | undefined
  return (path) => {
    if (text === undefined) return `${label}:1`
    program ??= parseModule(label, text).program
    const [line] = placeOf(text, offsetOf(program, path)).split(':')
    return `${label}:${line}`
  }
}

function offsetOf(program: Program, path: OptionPath): number {
  const call = projectCall(program)
  if (call === undefined) return 0
  let offset = call.start
  let at: Expression | undefined = returned(call.arguments[0] as Expression | undefined, program)
  for (const name of path) {
    const member = at === undefined ? undefined : memberOf(at, name, program)
    if (member === undefined) return offset
    offset = member.start
    at = resolved(member.value, program)
  }
  return offset
}

interface Member {
  readonly start: number
  readonly value: Expression
}

function memberOf(of: Expression, name: string | number, program: Program): Member | undefined {
  if (of.type === 'ArrayExpression') {
    const value = of.elements[Number(name)]
    return value === null || value === undefined || value.type === 'SpreadElement'
      ? undefined
      : { start: value.start, value }
  }
  // The options of a resource are those of the call that makes it.
  if (of.type === 'CallExpression') {
    const [options] = of.arguments
    return options === undefined || options.type === 'SpreadElement'
      ? undefined
      : memberOf(resolved(options, program), name, program)
  }
  if (of.type !== 'ObjectExpression') return undefined
  // What stands last is what counts.
  for (const property of of.properties.toReversed()) {
    if (property.type === 'SpreadElement') {
      const spread = memberOf(resolved(property.argument, program), name, program)
      if (spread !== undefined) return spread
    } else if (!property.computed && nameOf(property.key) === String(name))
      return { start: property.start, value: property.value as Expression }
  }
  return undefined
}

function nameOf(key: Node): string | undefined {
  if (key.type === 'Identifier') return key.name
  return key.type === 'Literal' ? String(key.value) : undefined
}

/** What a constant of the same file stands for, without what is only for types. */
function resolved(of: Expression, program: Program): Expression {
  switch (of.type) {
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
      return resolved(of.expression, program)
    case 'Identifier':
      return constantOf(of.name, program) ?? of
    default:
      return of
  }
}

function constantOf(name: string, program: Program): Expression | undefined {
  for (const statement of program.body) {
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
    if (declaration?.type !== 'VariableDeclaration' || declaration.kind !== 'const') continue
    const declarator = declaration.declarations.find(({ id }) => id.type === 'Identifier' && id.name === name)
    if (declarator?.init) return declarator.init.type === 'Identifier' ? undefined : resolved(declarator.init, program)
  }
  return undefined
}

/** The options themselves, where they are given by a function. */
function returned(expression: Expression | undefined, program: Program): Expression | undefined {
  const options = expression === undefined ? undefined : resolved(expression, program)
  if (options?.type !== 'ArrowFunctionExpression' && options?.type !== 'FunctionExpression') return options
  if (options.body?.type !== 'BlockStatement')
    return options.body === null ? undefined : resolved(options.body, program)
  const last = options.body.body.findLast(({ type }) => type === 'ReturnStatement')
  return last?.type === 'ReturnStatement' && last.argument !== null ? resolved(last.argument, program) : undefined
}

type Call = Extract<Expression, { type: 'CallExpression' }>

/** The first call of `defineProject`, under whatever name it was imported. */
function projectCall(program: Program): Call | undefined {
  const names = new Set(
    program.body.flatMap((statement) =>
      statement.type !== 'ImportDeclaration'
        ? []
        : statement.specifiers.flatMap((one) =>
            one.type === 'ImportSpecifier' && nameOf(one.imported) === 'defineProject' ? [one.local.name] : [],
          ),
    ),
  )
  const isProject = ({ callee }: Call) =>
    callee.type === 'Identifier'
      ? names.has(callee.name)
      : callee.type === 'MemberExpression' && nameOf(callee.property) === 'defineProject'
  const find = (node: unknown): Call | undefined => {
    if (typeof node !== 'object' || node === null) return undefined
    if ((node as Node).type === 'CallExpression' && isProject(node as Call)) return node as Call
    for (const child of Object.values(node)) {
      const call = find(child)
      if (call !== undefined) return call
    }
    return undefined
  }
  return find(program.body)
}
