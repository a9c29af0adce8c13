import type { Draft } from '../../module-drafts.ts'
import type { Node } from '../../parser.ts'
import type { StateFacts } from '../../state-facts.ts'
import { childrenOf, isClass, isFunction, unwrap } from '../../syntax.ts'

/** Longer ones are no calls of somebody's client. */
const longest = 4000

/** Texts mean something to these: a name of a member, flags of a pattern. */
const readingTexts = /efineProperty|RegExp|require|import\(/

/** Stands for a function of the project, whose code counts where it is written. */
export const projectFunction = '$function'

/**
 * The text of a declaration that calls what is imported, and does nothing else that others see: `const client = new
 * Client({ timeout: 0 })`. Texts, numbers and functions that it passes are left out, so that the answer to it stays the
 * same when somebody edits them.
 */
export function packageCallIn(
  draft: Draft,
  state: StateFacts,
  { text, isUnit }: { readonly text: string; readonly isUnit: (node: Node) => boolean },
): string | undefined {
  const { calls = [], effects = [], nestedCalls = [], writes = [] } = state
  if (calls.length === 0 || effects.length > 0 || nestedCalls.length > 0) return undefined
  if (state.kind === 'function' || writes.some(({ nested, to }) => nested || to === 'all' || to === 'self'))
    return undefined
  const { node } = draft
  const [declarator] = node.type === 'VariableDeclaration' ? node.declarations : []
  if (declarator?.init == null || declarator.end - declarator.start > longest) return undefined
  const written = text.slice(declarator.start, declarator.end)
  const passed = passedValues(declarator.init)
  if (hasOwnCode(declarator.init, new Set(passed), isUnit)) return undefined
  const blanks = readingTexts.test(written) ? passed.filter(isFunction) : passed
  return `const ${withoutTexts(written, declarator.start, blanks)}`
}

/** Definitions, and functions that are called there and then: their code would be part of the text. */
function hasOwnCode(node: Node, passed: ReadonlySet<Node>, isUnit: (node: Node) => boolean): boolean {
  if (passed.has(node)) return false
  return (
    isUnit(node) || isFunction(node) || isClass(node) || childrenOf(node).some((one) => hasOwnCode(one, passed, isUnit))
  )
}

/** Literals and functions that are arguments, elements of lists, or values of members. */
function passedValues(node: Node): Node[] {
  const passed =
    node.type === 'CallExpression' || node.type === 'NewExpression'
      ? node.arguments
      : node.type === 'ArrayExpression'
        ? node.elements
        : node.type === 'Property'
          ? node.method || node.kind !== 'init'
            ? []
            : [node.value]
          : []
  const literals: readonly Node[] = passed.flatMap((one): Node[] => {
    const value = one === null ? undefined : unwrap(one)
    if (value === undefined) return []
    const isText = value.type === 'Literal' && /^(?:string|number|boolean)$/.test(typeof value.value)
    return isText || isFunction(value) ? [value] : []
  })
  return [...literals, ...childrenOf(node).flatMap((one) => (literals.includes(one) ? [] : passedValues(one)))]
}

function withoutTexts(text: string, offset: number, blanks: readonly Node[]): string {
  let rest = text
  for (const node of [...blanks].sort((a, b) => b.start - a.start)) {
    const value = isFunction(node) ? projectFunction : '0'
    rest = `${rest.slice(0, node.start - offset)}${value}${rest.slice(node.end - offset)}`
  }
  return rest
}
