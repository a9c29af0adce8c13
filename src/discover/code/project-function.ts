import type { Node } from './parser.ts'
import { type FunctionNode, unwrap } from './syntax.ts'

export interface MadeProject {
  /** The options that it returns. */
  readonly object: Node
  /** A function that returns a part of them in place of the whole: as much as that part is made from. */
  within(this: void, value: Node): Node
}

/**
 * What `defineProject(({ environment, env }) => ({ … }))` returns, where the function does nothing but declare
 * constants and return one object that is spelled out; else `undefined`, and it counts whole.
 */
export function projectMadeBy(fn: FunctionNode): MadeProject | undefined {
  const { body } = fn
  if (body === null) return undefined
  const statements: readonly Node[] = body.type === 'BlockStatement' ? body.body : []
  const last = statements.at(-1)
  const returned = body.type === 'BlockStatement' ? (last?.type === 'ReturnStatement' ? last.argument : null) : body
  const object = returned === null ? undefined : unwrap(returned as Node)
  const before = statements.slice(0, -1)
  if (object?.type !== 'ObjectExpression' || before.some(({ type }) => !declaring.has(type))) return undefined
  const block = { type: 'BlockStatement', body: before, start: fn.start, end: fn.end }
  return {
    object,
    within(value) {
      const { start, end } = value
      const answer = { type: 'ReturnStatement', argument: value, start, end }
      const inside = { ...block, body: [...before, answer] }
      return { ...fn, type: 'ArrowFunctionExpression', expression: false, body: inside, start, end } as unknown as Node
    },
  }
}

const declaring = new Set(['VariableDeclaration', 'FunctionDeclaration'])
