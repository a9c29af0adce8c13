import type { Node, ParamPattern } from './parser.ts'
import { type FunctionNode, isErased, keyName } from './syntax.ts'

/**
 * Which local binding a name means. Every binding gets a number when its scope is entered, so that two programs that
 * differ in the names of locals alone have one canonical text.
 */
export interface Scopes {
  enter(names: Iterable<string>): void
  leave(): void
  /** The binding's number; `undefined` where the name is not local. */
  find(name: string): number | undefined
}

export function createScopes(): Scopes {
  const stack: Map<string, number>[] = []
  let next = 0
  return {
    enter(names) {
      const scope = new Map<string, number>()
      for (const name of names) if (!scope.has(name)) scope.set(name, next++)
      stack.push(scope)
    },
    leave() {
      stack.pop()
    },
    find(name) {
      for (let depth = stack.length - 1; depth >= 0; depth--) {
        const number = stack[depth]?.get(name)
        if (number !== undefined) return number
      }
      return undefined
    },
  }
}

/** The names that a pattern binds, in order. */
export function namesOfPattern(pattern: Node | null | undefined, names: string[] = []): string[] {
  switch (pattern?.type) {
    case 'Identifier':
      names.push(pattern.name)
      break
    case 'ObjectPattern':
      for (const property of pattern.properties) {
        namesOfPattern(property.type === 'RestElement' ? property.argument : property.value, names)
      }
      break
    case 'ArrayPattern':
      for (const element of pattern.elements) namesOfPattern(element, names)
      break
    case 'AssignmentPattern':
      namesOfPattern(pattern.left, names)
      break
    case 'RestElement':
      namesOfPattern(pattern.argument, names)
      break
    case 'TSParameterProperty':
      namesOfPattern(pattern.parameter, names)
      break
  }
  return names
}

/** The parameters that are there at run time: TypeScript's `this` is not. */
export function parametersOf(node: FunctionNode): readonly ParamPattern[] {
  return node.params.filter((parameter) => !(parameter.type === 'Identifier' && parameter.name === 'this'))
}

/** What a block declares for itself: `let`, `const`, `using`, functions, classes, enums. */
export function namesOfBlock(statements: readonly Node[]): string[] {
  const names: string[] = []
  for (const statement of statements) {
    const declared = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
    if (declared === null || isErased(declared)) continue
    if (declared.type === 'VariableDeclaration') {
      if (declared.kind !== 'var') for (const { id } of declared.declarations) namesOfPattern(id, names)
    } else if ('id' in declared && declared.id !== null && declared.id.type === 'Identifier') {
      names.push(declared.id.name)
    }
  }
  return names
}

/**
 * The `var`s of a function, a static block or a module. They are hoisted out of every block, but not out of a function;
 * only statements can hold them.
 */
export function hoistedNames(nodes: readonly (Node | null | undefined)[], names: string[] = []): string[] {
  for (const node of nodes) {
    switch (node?.type) {
      case 'VariableDeclaration':
        if (node.kind === 'var' && node.declare !== true)
          for (const { id } of node.declarations) namesOfPattern(id, names)
        break
      case 'ExportNamedDeclaration':
        hoistedNames([node.declaration], names)
        break
      case 'BlockStatement':
        hoistedNames(node.body, names)
        break
      case 'IfStatement':
        hoistedNames([node.consequent, node.alternate], names)
        break
      case 'ForStatement':
        hoistedNames([node.init, node.body], names)
        break
      case 'ForInStatement':
      case 'ForOfStatement':
        hoistedNames([node.left, node.body], names)
        break
      case 'WhileStatement':
      case 'DoWhileStatement':
      case 'LabeledStatement':
      case 'WithStatement':
        hoistedNames([node.body], names)
        break
      case 'TryStatement':
        hoistedNames([node.block, node.handler?.body, node.finalizer], names)
        break
      case 'SwitchStatement':
        for (const branch of node.cases) hoistedNames(branch.consequent, names)
        break
    }
  }
  return names
}

/** A class's private names, each a binding of the class body: `#total` can be renamed like a local. */
export function privateNames(members: readonly Node[]): string[] {
  const names: string[] = []
  for (const member of members) {
    if ('key' in member && isPrivate(member.key)) names.push(keyName(member.key))
  }
  return names
}

function isPrivate(key: unknown): key is Extract<Node, { type: 'PrivateIdentifier' }> {
  return (key as Node).type === 'PrivateIdentifier'
}
