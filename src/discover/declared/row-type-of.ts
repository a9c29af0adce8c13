import { type CallExpression, type Node, parseModule, placeOf, type TSType } from '../code/parser.ts'
import { childrenOf, isFunction, memberChain } from '../code/syntax.ts'
import type { TypeScope } from './named-type.ts'
import { writtenType } from './row-type.ts'
import type { WrittenField } from './written-type.ts'

/** The rows that a definition says it has, in its own file. */
export interface RowType {
  readonly fields: readonly WrittenField[]
  /** `line:column` of a place in the file. */
  readonly placeOf: (start: number) => string
}

/** Whether parsing a file for it can be worth the while. */
const mayHaveRowType = (text: string): boolean => /\b(?:table|python|sql)\s*<(?!\/)/.test(text)

/** Where the definition is called, as the call's own stack says it: line and column count from 1. */
export interface CallPlace {
  readonly line: number
  readonly column: number
}

/** @param imported Where the types of other files are looked at as well. */
export type RowTypes = (place: CallPlace, imported?: TypeScope['imported']) => RowType | undefined

/**
 * For each definition of a file (`source.table<{ id: number }>(…)`, `asset.python<{ id: number }>(…)`, and an asset
 * that is ``sql<{ n: number }>`…` ``): the type that is written there, or in the same file. `undefined` for any other
 * definition.
 */
export function rowTypesIn(file: string, text: string): RowTypes {
  if (!mayHaveRowType(text)) return () => undefined
  const { program } = parseModule(file, text)
  return (place, imported) => {
    const call = callAt(program, offsetOf(text, place))
    const type = call && (typeOfCall(call) ?? typeOfSql(call))
    if (type === undefined) return undefined
    const { fields } = writtenType(type, imported === undefined ? { program } : { program, imported })
    return fields && { fields, placeOf: (start) => placeOf(text, start) }
  }
}

function offsetOf(text: string, { line, column }: CallPlace): number {
  const before = text.split('\n').slice(0, line - 1)
  return before.reduce((sum, one) => sum + one.length + 1, 0) + column - 1
}

/** V8 says where the last name of the callee stands. */
function callAt(node: Node, offset: number): CallExpression | undefined {
  if (node.type === 'CallExpression') {
    const { callee } = node
    const name = callee.type === 'MemberExpression' ? callee.property : callee
    if (name.start === offset) return node
  }
  for (const child of childrenOf(node)) {
    const call = child.start <= offset && offset < child.end ? callAt(child, offset) : undefined
    if (call !== undefined) return call
  }
  return undefined
}

/** The functions whose first type argument is the row: the compiler knows nothing else of it. */
const typedCalls: readonly (string | undefined)[] = ['table', 'python']

function typeOfCall({ callee, typeArguments }: CallExpression): TSType | undefined {
  return typedCalls.includes(memberChain(callee).members.at(-1)) ? typeArguments?.params[0] : undefined
}

/** The template of a function that does nothing but return one. */
function typeOfSql({ arguments: args }: CallExpression): TSType | undefined {
  const fn = args.find((argument) => isFunction(argument))
  if (fn === undefined || !isFunction(fn) || fn.body == null) return undefined
  const returned = fn.body.type === 'BlockStatement' ? onlyReturn(fn.body.body) : fn.body
  if (returned?.type !== 'TaggedTemplateExpression' || returned.tag.type !== 'Identifier') return undefined
  return returned.tag.name === 'sql' ? returned.typeArguments?.params[0] : undefined
}

function onlyReturn(statements: readonly Node[]): Node | undefined {
  const [only, ...more] = statements
  return more.length === 0 && only?.type === 'ReturnStatement' ? (only.argument ?? undefined) : undefined
}
