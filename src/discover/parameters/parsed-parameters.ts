import type { BindingProperty, ObjectPattern, ParamPattern } from '../code/parser.ts'
import { parseFunctionText } from '../code/parser.ts'
import type { ParameterMistake } from './parameter-mistakes.ts'
import { type FunctionParameters, resourceNames } from './plain-parameters.ts'

/**
 * Reads the parameters of any function from its text, with the full parser: what they name, or what is wrong with them.
 */
export function readParsedParameters(text: string): FunctionParameters | ParameterMistake {
  const parsed = parseFunctionText(text)
  if (parsed === undefined) return { kind: 'unreadable' }
  if (parsed.fn.type !== 'ArrowFunctionExpression' && parsed.fn.type !== 'FunctionExpression') return { kind: 'class' }
  const [first, second] = parsed.fn.params
  const source = (node: Span) => parsed.wrapped.slice(node.start, node.end)
  const upstream = first === undefined ? [] : upstreamOf(first, source)
  if ('kind' in upstream) return upstream
  return { upstream, resources: second === undefined ? [] : resourcesOf(second) }
}

/** Which resources the second parameter names, whatever the first one is. Text that cannot be read names all. */
export function readParsedResources(text: string): readonly string[] | 'all' {
  const parsed = parseFunctionText(text)
  if (parsed?.fn.type !== 'ArrowFunctionExpression' && parsed?.fn.type !== 'FunctionExpression') return 'all'
  const second = parsed.fn.params[1]
  return second === undefined ? [] : resourcesOf(second)
}

interface Span {
  readonly start: number
  readonly end: number
}
type SourceOf = (node: Span) => string

function upstreamOf(pattern: ParamPattern, source: SourceOf): readonly string[] | ParameterMistake {
  switch (pattern.type) {
    case 'Identifier':
      return pattern.name.startsWith('_') ? [] : { kind: 'identifier', text: source(pattern) }
    case 'ObjectPattern':
      return namesOf(pattern, '', source)
    case 'AssignmentPattern':
      return { kind: 'default', text: source(pattern) }
    case 'ArrayPattern':
      return { kind: 'list', text: source(pattern) }
    default:
      return { kind: 'rest', text: source(pattern) }
  }
}

function namesOf(pattern: ObjectPattern, prefix: string, source: SourceOf): readonly string[] | ParameterMistake {
  const names: string[] = []
  for (const property of pattern.properties) {
    if (property.type === 'RestElement') return { kind: 'nested-rest', text: source(property) }
    const key = keyOf(property)
    if (key === undefined) return { kind: 'computed', text: source(property) }
    const { value } = property
    if (value.type === 'AssignmentPattern') return { kind: 'nested-default', text: source(property) }
    if (value.type === 'ArrayPattern') return { kind: 'nested-list', text: source(property) }
    if (value.type === 'Identifier') {
      names.push(prefix + key)
      continue
    }
    const nested = namesOf(value, `${prefix}${key}.`, source)
    if ('kind' in nested) return nested
    names.push(...nested)
  }
  return names
}

/** A quoted name is as plain as a bare one; a computed key is not, even where it is computed from a literal. */
function keyOf({ computed, key }: BindingProperty): string | undefined {
  if (computed) return undefined
  if (key.type === 'Identifier') return key.name
  return key.type === 'Literal' ? String(key.value) : undefined
}

/**
 * Where it is not plain which names are used, all are: naming too many resources costs a re-run, naming too few a wrong
 * result.
 */
function resourcesOf(pattern: ParamPattern): readonly string[] | 'all' {
  if (pattern.type === 'AssignmentPattern') return resourcesOf(pattern.left as ParamPattern)
  if (pattern.type !== 'ObjectPattern') return 'all'
  const names: string[] = []
  for (const property of pattern.properties) {
    const key = property.type === 'RestElement' ? undefined : keyOf(property)
    if (key === undefined) return 'all'
    names.push(key)
  }
  return resourceNames(names)
}
