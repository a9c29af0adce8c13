import type { Node, PropertyKey } from './parser.ts'
import { keyName } from './syntax.ts'

type Declarator = Extract<Node, { type: 'VariableDeclarator' }>
type Name = Extract<Node, { type: 'Identifier' }>

/** A name that a declarator gives to its value, or to a member of it. */
export interface NamedValue {
  readonly id: Name
  /** The members that lead to it, up to an index, a rest or a computed key, behind which nothing is known. */
  readonly members: readonly string[]
  readonly isWhole: boolean
}

/** `x = v`, and `{ a, b: { c } } = v` as `a` and `c` of `b`. A default value is not looked at. */
export function namedValues({ id }: Declarator): readonly NamedValue[] {
  const named: NamedValue[] = []
  const visit = (pattern: Node, members: readonly string[], isWhole: boolean): void => {
    switch (pattern.type) {
      case 'Identifier':
        named.push({ id: pattern, members, isWhole })
        return
      case 'AssignmentPattern':
        visit(pattern.left, members, isWhole)
        return
      case 'RestElement':
        visit(pattern.argument, members, false)
        return
      case 'ArrayPattern':
        for (const element of pattern.elements) if (element !== null) visit(element, members, false)
        return
      case 'ObjectPattern':
        for (const property of pattern.properties) {
          if (property.type === 'RestElement') visit(property.argument, members, false)
          else if (property.computed || !isWhole) visit(property.value, members, false)
          else visit(property.value, [...members, keyName(property.key as PropertyKey)], true)
        }
    }
  }
  visit(id, [], true)
  return named
}

/** The value of each name as an expression: of `const { env } = process`, `env` is `process.env`. */
export function constantsIn(declarator: Declarator): (readonly [id: Name, value: Node])[] {
  const { init } = declarator
  if (init === null) return []
  return namedValues(declarator).flatMap(({ id, members, isWhole }) =>
    isWhole ? [[id, members.reduce<Node>(memberOf, init)] as const] : [],
  )
}

function memberOf(object: Node, name: string): Node {
  const { start, end } = object
  const property = { type: 'Identifier', name, start, end }
  return { type: 'MemberExpression', object, property, computed: false, optional: false, start, end } as unknown as Node
}
