import type { Node, ParamPattern, TSType } from '../parser.ts'
import type { Origin, Printer } from '../print/printer.ts'
import { namesOfPattern } from '../scopes.ts'
import { type FunctionNode, keyName } from '../syntax.ts'
import { isData, noteText } from './text-values.ts'

type Of<Type extends Node['type']> = Extract<Node, { type: Type }>

/**
 * What the parameters of a function are, once its scope is entered. A definition's own function is given tables; what a
 * type says is text or numbers is no function.
 */
export function noteParameters(printer: Printer, node: FunctionNode, parameters: readonly ParamPattern[]): void {
  for (const [position, parameter] of parameters.entries()) {
    const isTables =
      node === printer.root && printer.isDefinition && position === 0 && parameter.type === 'ObjectPattern'
    if (isTables || printer.ofData.has(node)) setAll(printer, parameter, 'data')
    else notePattern(printer, parameter)
  }
}

function notePattern(printer: Printer, pattern: Node): void {
  if (saysText(pattern)) setAll(printer, pattern, 'data')
  else if (pattern.type === 'ObjectPattern') {
    for (const property of pattern.properties) {
      if (property.type === 'RestElement' || property.computed) continue
      if (property.value.type === 'Identifier') set(printer, property.value.name, { key: keyName(property.key) })
      else notePattern(printer, property.value)
    }
  }
}

/** Whether the type that is written beside a name, or its default, says so. */
export function saysText(pattern: Node): boolean {
  if (pattern.type === 'AssignmentPattern') return saysText(pattern.left)
  return 'typeAnnotation' in pattern && isTextType(typeOf(pattern.typeAnnotation))
}

/** `for (const key in …)` gives texts, `for (const row of table)` rows. */
export function noteLoop(printer: Printer, { type, left, right }: Of<'ForInStatement' | 'ForOfStatement'>): void {
  const [declarator] = left.type === 'VariableDeclaration' ? left.declarations : []
  const names = namesOfPattern(declarator?.id ?? left)
  if (type === 'ForInStatement' || isData(printer, right)) for (const name of names) set(printer, name, 'data')
}

/** What the unit's own function gives. */
export function noteGiven(printer: Printer, result: Node | null): void {
  if (result === null || printer.functions.length !== 1 || printer.functions[0] !== printer.root) return
  const { returnType } = printer.root as FunctionNode
  if (returnType !== null && isTextType(typeOf(returnType))) return
  noteText({ reads: printer.sightings.selves.gives, printer }, result)
}

function setAll(printer: Printer, pattern: Node, origin: Origin): void {
  for (const name of namesOfPattern(pattern)) set(printer, name, origin)
}
function set({ origins, scopes }: Printer, name: string, origin: Origin): void {
  const binding = scopes.find(name)
  if (binding !== undefined) origins.set(binding, origin)
}

function typeOf(annotation: unknown): TSType | undefined {
  return (annotation as { readonly typeAnnotation?: TSType } | null | undefined)?.typeAnnotation
}

const primitive =
  /^TS(?:String|Number|Boolean|BigInt|Null|Undefined|Void|Never|Symbol)Keyword$|^TS(?:Literal|TemplateLiteral)Type$/
/** Types that hold what their arguments say, and nothing that could be called. */
const holding =
  /^(?:Array|ReadonlyArray|Set|ReadonlySet|Map|ReadonlyMap|Record|Promise|Iterable|Partial|Readonly|Date|URL|RegExp|Buffer|\w*Int\d+Array|Uint8ClampedArray|Float\d+Array)$/

/** Whether all values of a type are texts, numbers and the like, or hold no others. */
function isTextType(type: TSType | undefined): boolean {
  if (type === undefined) return false
  if (primitive.test(type.type)) return true
  switch (type.type) {
    case 'TSUnionType':
      return type.types.every(isTextType)
    case 'TSArrayType':
      return isTextType(type.elementType)
    case 'TSTupleType':
      return type.elementTypes.every((element) => isTextType(element as TSType))
    case 'TSTypeOperator':
    case 'TSParenthesizedType':
      return isTextType(type.typeAnnotation)
    case 'TSTypeReference': {
      const { typeName, typeArguments } = type
      return (
        typeName.type === 'Identifier' && holding.test(typeName.name) && (typeArguments?.params ?? []).every(isTextType)
      )
    }
    default:
      return false
  }
}
