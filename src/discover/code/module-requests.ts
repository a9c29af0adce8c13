import type { Node } from './parser.ts'
import type { Printer } from './print/printer.ts'
import { requiredSpecifier } from './specifier.ts'
import { stringOf, unwrap } from './syntax.ts'

/** Where an expression leads among the platform's names. It is handed in, since it may ask for a module in turn. */
export type PathOf = (printer: Printer, node: Node) => readonly string[] | undefined

/** The specifier of `await import('…')`, `require('…')` and `process.getBuiltinModule('…')`. */
export function moduleRequest(printer: Printer, node: Node, pathOf: PathOf): string | undefined {
  const bare = unwrap(node)
  if (bare.type === 'AwaitExpression') {
    const awaited = unwrap(bare.argument)
    return awaited.type === 'ImportExpression' ? stringOf(awaited.source) : undefined
  }
  if (bare.type !== 'CallExpression' || !isRequire(printer, bare.callee, pathOf)) return undefined
  const required = stringOf(bare.arguments[0])
  return required === undefined ? undefined : requiredSpecifier(required)
}

/** CommonJS's own, or one made by `createRequire` and called by that name, as everybody does. */
export function isRequire(printer: Printer, node: Node, pathOf: PathOf): boolean {
  const callee = unwrap(node)
  if (callee.type === 'Identifier' && callee.name === 'require') return printer.scopes.find('require') === undefined
  if (callee.type === 'Identifier' || callee.type === 'MemberExpression' || callee.type === 'ChainExpression')
    return pathOf(printer, callee)?.join('.') === 'process.getBuiltinModule'
  if (callee.type !== 'CallExpression') return false
  const maker = unwrap(callee.callee)
  return maker.type === 'Identifier' && printer.around.imported(maker.name)?.name === 'createRequire'
}
