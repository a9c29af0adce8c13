import type { Node } from '../../parser.ts'
import { namesOfBlock, namesOfPattern } from '../../scopes.ts'
import { keyName } from '../../syntax.ts'
import { iterate } from './values.ts'
import type { StateWatch } from './watch.ts'
import { assign } from './writes.ts'

/** Statements that open a scope, and those whose expressions are visited and then dropped. False for any other node. */
export function visitScoped(watch: StateWatch, node: Node): boolean {
  const { locals } = watch
  switch (node.type) {
    case 'BlockStatement':
      locals.enterBlock(node.body, false)
      watch.visitAll(node.body)
      locals.leave()
      return true
    case 'IfStatement':
    case 'WhileStatement':
    case 'DoWhileStatement':
      watch.visit(node.test)
      watch.visitAll(node.type === 'IfStatement' ? [node.consequent, node.alternate] : [node.body])
      return true
    case 'ForStatement':
      locals.enter(node.init === null ? [] : namesOfBlock([node.init]))
      watch.visitAll([node.init, node.test, node.update, node.body])
      locals.leave()
      return true
    case 'ForInStatement':
    case 'ForOfStatement':
      if (node.type === 'ForOfStatement') iterate(watch, node.right)
      else watch.visit(node.right, 'drop')
      locals.enter(namesOfBlock([node.left]))
      if (node.left.type === 'VariableDeclaration') watch.visit(node.left)
      else assign(watch, node.left)
      watch.visit(node.body)
      locals.leave()
      return true
    case 'SwitchStatement':
      watch.visit(node.discriminant)
      locals.enterBlock(
        node.cases.flatMap(({ consequent }) => consequent),
        false,
      )
      for (const { test, consequent } of node.cases) watch.visitAll([test, ...consequent])
      locals.leave()
      return true
    case 'CatchClause':
      locals.enter(namesOfPattern(node.param))
      watch.visitAll([node.param, node.body])
      locals.leave()
      return true
    default:
      return visitTypeScript(watch, node)
  }
}

function visitTypeScript(watch: StateWatch, node: Node): boolean {
  const { locals } = watch
  switch (node.type) {
    case 'TSEnumDeclaration': {
      const { members } = node.body
      locals.enter(members.map(({ id }) => keyName(id as Parameters<typeof keyName>[0])))
      for (const { initializer } of members) watch.visit(initializer)
      locals.leave()
      return true
    }
    case 'TSModuleDeclaration':
      watch.visit(node.body)
      return true
    case 'TSModuleBlock':
      locals.enterBlock(node.body as Node[], true)
      watch.visitAll(node.body as Node[])
      locals.leave()
      return true
    case 'ExportNamedDeclaration':
      watch.visit(node.declaration)
      return true
    case 'TSImportEqualsDeclaration':
      watch.visit(node.moduleReference as Node, 'keep')
      return true
    case 'TSParameterProperty':
      watch.visit(node.parameter)
      return true
    default:
      return false
  }
}
