import { createHash } from 'node:crypto'
import type { Members } from '../facts.ts'
import type { Draft } from '../module-drafts.ts'
import type { Node } from '../parser.ts'
import { canonicalUnit } from '../print/canonical.ts'
import type { Surroundings } from '../print/printer.ts'
import { keyName, unwrap } from '../syntax.ts'

/**
 * The members of an object of plain values: who reads `settings.chunk.size` does not depend on `settings.topK`. All of
 * it has to be written down as it is: a function, an accessor or a name among the members could read the others.
 */
export function membersOf({ node }: Draft, around: Surroundings): Members | undefined {
  if (node.type !== 'VariableDeclaration' || node.kind === 'var') return undefined
  const [declarator] = node.declarations
  if (declarator?.id.type !== 'Identifier' || declarator.init === null) return undefined
  return isData(declarator.init) ? membersIn(declarator.init, around).of : undefined
}

function membersIn(value: Node, around: Surroundings): Members[string] {
  const { text } = canonicalUnit([value], around).finish(new Set())
  const hash = createHash('sha256').update(text).digest('hex')
  const node = unwrap(value)
  if (node.type !== 'ObjectExpression') return { hash }
  const of: [string, Members[string]][] = node.properties.flatMap((property) =>
    property.type === 'Property' ? [[keyName(property.key), membersIn(property.value, around)]] : [],
  )
  // The last of two members with one name is the one that counts.
  return { hash, of: Object.fromEntries(of) }
}

/** Literals, in arrays and objects; an object is no more than its own members. */
function isData(value: Node): boolean {
  const node = unwrap(value)
  switch (node.type) {
    case 'Literal':
      return !('regex' in node)
    case 'TemplateLiteral':
      return node.expressions.length === 0
    case 'UnaryExpression':
      return /^[-+!]$/.test(node.operator) && isData(node.argument)
    case 'ArrayExpression':
      return node.elements.every((element) => element !== null && isData(element))
    case 'ObjectExpression':
      return node.properties.every(
        (property) =>
          property.type === 'Property' &&
          property.kind === 'init' &&
          !property.computed &&
          !property.shorthand &&
          keyName(property.key) !== '__proto__' &&
          isData(property.value),
      )
    default:
      return false
  }
}
